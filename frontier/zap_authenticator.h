// ZapAuthenticator: decides which worker keys may connect to the CURVE sockets of a context.
// ZAP: https://rfc.zeromq.org/spec/27/. CURVE in ZMTP: https://rfc.zeromq.org/spec/25/.
//
// A CURVE socket asks inproc://zeromq.zap.01 whom to admit; without an answerer it admits anyone.
// So the answerer is started before any CURVE socket is bound, alive() is watched, and no message
// is used before UserKey() knew its User-Id. The User-Id carries a secret of this process: a peer's
// own connection metadata can also be named User-Id, and must never be taken for ours.
//
// One per context. All methods are thread-safe; the answering thread is its own.
#ifndef ARSIP_FRONTIER_ZAP_AUTHENTICATOR_H_
#define ARSIP_FRONTIER_ZAP_AUTHENTICATOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "frontier/zmq_socket.h"

namespace arsip::frontier {

// Sockets ask in this domain; requests of others are refused.
inline constexpr std::string_view kZapDomain = "arsip";

class ZapAuthenticator {
 public:
  // Bound when it returns. `context` outlives it. `allowed_keys`: Z85, 40 characters each.
  // Errors: kInvalidInput (a malformed key), kUnavailable (the context has an answerer already).
  static Result<std::unique_ptr<ZapAuthenticator>> Start(
      void* context, const std::vector<std::string>& allowed_keys);
  ~ZapAuthenticator();
  ZapAuthenticator(const ZapAuthenticator&) = delete;
  ZapAuthenticator& operator=(const ZapAuthenticator&) = delete;

  // Replaces the list. Who is connected and no longer on it is not heard from then on.
  Status Allow(const std::vector<std::string>& keys) EXCLUDES_LOCK(mutex_);

  // The key of the worker whose message has this User-Id; nullopt: not admitted by us, or not any
  // more.
  std::optional<std::string> UserKey(std::string_view user_id) const EXCLUDES_LOCK(mutex_);

  // False from the moment the answering thread ends, for whatever reason.
  bool alive() const EXCLUDES_LOCK(mutex_);
  uint64_t refused() const EXCLUDES_LOCK(mutex_);
  // Ends the answering thread. Idempotent, but not called by two threads at once.
  void Stop();

 private:
  ZapAuthenticator(ZmqSocket socket, int stop_event, std::string secret,
                   std::unordered_set<std::string> allowed);

  void Run();
  Status AnswerOne();
  bool Admits(const std::vector<std::string>& request, std::string* key) EXCLUDES_LOCK(mutex_);

  ZmqSocket socket_;  // of the answering thread, once it runs
  const int stop_event_;
  const std::string secret_;
  mutable Mutex mutex_;
  std::unordered_set<std::string> allowed_ GUARDED_BY(mutex_);
  bool alive_ GUARDED_BY(mutex_) = true;
  uint64_t refused_ GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

// A key as Z85 text of 40 characters.
Status CheckCurveKey(const std::string& key);

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_ZAP_AUTHENTICATOR_H_
