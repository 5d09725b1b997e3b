#include "frontier/zap_authenticator.h"

#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/digest.h"
#include "base/log.h"

namespace arsip::frontier {
namespace {

constexpr char kZapEndpoint[] = "inproc://zeromq.zap.01";
constexpr size_t kKeyBytes = 32;
constexpr size_t kKeyCharacters = 40;

// Frames of a request (section "The ZAP Message Format").
enum RequestFrame : size_t {
  kVersion = 0,
  kRequestId = 1,
  kDomain = 2,
  kMechanism = 5,
  kCredentials = 6,
  kCurveFrames = 7,
};
constexpr size_t kMaxFrames = 16;

std::string KeyText(std::string_view key) {
  char text[kKeyCharacters + 1];
  zmq_z85_encode(text, reinterpret_cast<const uint8_t*>(key.data()), key.size());
  return text;
}

Result<std::unordered_set<std::string>> CheckedKeys(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) ARSIP_TRY(CheckCurveKey(key));
  return std::unordered_set<std::string>(keys.begin(), keys.end());
}

}  // namespace

Status CheckCurveKey(const std::string& key) {
  uint8_t bytes[kKeyBytes];
  if (key.size() != kKeyCharacters || zmq_z85_decode(bytes, key.c_str()) == nullptr) {
    return Error{ErrorCode::kInvalidInput, "a CURVE key is 40 characters of Z85", ""};
  }
  return Ok();
}

Result<std::unique_ptr<ZapAuthenticator>> ZapAuthenticator::Start(
    void* context, const std::vector<std::string>& allowed_keys) {
  ARSIP_ASSIGN(auto allowed, CheckedKeys(allowed_keys));
  ARSIP_ASSIGN(ZmqSocket socket, ZmqSocket::Create(context, ZMQ_REP));
  ARSIP_TRY(socket.Set(ZMQ_LINGER, 0));
  ARSIP_TRY(socket.Bind(kZapEndpoint));
  std::array<uint8_t, 16> secret;
  if (getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) {
    return ErrnoError(errno, "cannot draw a random secret", "");
  }
  const int stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_event < 0) return ErrnoError(errno, "cannot make an eventfd", "");
  std::unique_ptr<ZapAuthenticator> authenticator(
      new ZapAuthenticator(std::move(socket), stop_event, HexEncode(secret), std::move(allowed)));
  authenticator->thread_ = std::thread([self = authenticator.get()] { self->Run(); });
  return authenticator;
}

ZapAuthenticator::ZapAuthenticator(ZmqSocket socket, int stop_event, std::string secret,
                                   std::unordered_set<std::string> allowed)
    : socket_(std::move(socket)),
      stop_event_(stop_event),
      secret_(std::move(secret)),
      allowed_(std::move(allowed)) {}

Status ZapAuthenticator::Allow(const std::vector<std::string>& keys) {
  ARSIP_ASSIGN(auto checked, CheckedKeys(keys));
  MutexLock lock(mutex_);
  allowed_ = std::move(checked);
  return Ok();
}

std::optional<std::string> ZapAuthenticator::UserKey(std::string_view user_id) const {
  if (user_id.size() != secret_.size() + kKeyCharacters || !user_id.starts_with(secret_)) {
    return std::nullopt;
  }
  std::string key(user_id.substr(secret_.size()));
  MutexLock lock(mutex_);
  if (!alive_ || !allowed_.contains(key)) return std::nullopt;
  return key;
}

bool ZapAuthenticator::alive() const {
  MutexLock lock(mutex_);
  return alive_;
}

uint64_t ZapAuthenticator::refused() const {
  MutexLock lock(mutex_);
  return refused_;
}

ZapAuthenticator::~ZapAuthenticator() {
  Stop();
  close(stop_event_);
}

void ZapAuthenticator::Stop() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_event_, 1);
  thread_.join();
}

void ZapAuthenticator::Run() {
  while (true) {
    zmq_pollitem_t items[] = {{socket_.raw(), 0, ZMQ_POLLIN, 0},
                              {nullptr, stop_event_, ZMQ_POLLIN, 0}};
    if (zmq_poll(items, 2, -1) < 0 && zmq_errno() != EINTR) break;
    if (items[1].revents != 0) break;
    if (Status status = AnswerOne(); !status) {
      Log(LogLevel::kError, "frontier", "zap_failed", {{"error", status.error().ToString()}});
      break;
    }
  }
  {
    MutexLock lock(mutex_);
    alive_ = false;
  }
  // From here on the library would admit anyone; alive() said so before.
  socket_.Close();
}

Status ZapAuthenticator::AnswerOne() {
  std::vector<std::string> request;
  bool more = true;
  while (more) {
    ZmqMessage frame;
    ARSIP_ASSIGN(const bool received, socket_.Receive(&frame));
    if (!received) return Ok();
    if (request.size() < kMaxFrames) request.emplace_back(frame.bytes());
    more = frame.more();
  }
  std::string key;
  const bool admitted = Admits(request, &key);
  const std::string request_id = request.size() > kRequestId ? request[kRequestId] : "";
  const std::string user_id = admitted ? secret_ + key : "";
  const std::string_view reply[] = {
      "1.0",   request_id, admitted ? "200" : "400", admitted ? "" : "not on the list of workers",
      user_id, ""};
  for (size_t i = 0; i < std::size(reply); ++i) {
    ARSIP_ASSIGN(const ZmqSocket::Sent sent, socket_.Send(reply[i], i + 1 < std::size(reply)));
    if (sent != ZmqSocket::Sent::kYes) {
      return Error{ErrorCode::kInternal, "the asking socket is gone", ""};
    }
  }
  return Ok();
}

bool ZapAuthenticator::Admits(const std::vector<std::string>& request, std::string* key) {
  const bool well_formed = request.size() == kCurveFrames && request[kVersion] == "1.0" &&
                           request[kDomain] == kZapDomain && request[kMechanism] == "CURVE" &&
                           request[kCredentials].size() == kKeyBytes;
  if (well_formed) *key = KeyText(request[kCredentials]);
  MutexLock lock(mutex_);
  if (well_formed && allowed_.contains(*key)) return true;
  ++refused_;
  return false;
}

}  // namespace arsip::frontier
