#include "portal/http_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "portal/listen_address.h"
#include "portal/response_head.h"

namespace arsip::portal {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Stream = beast::basic_stream<asio::generic::stream_protocol>;

constexpr size_t kWriteBytes = 64u << 10;

// Connections, counted in all and by peer. Thread-safe.
class ConnectionCount {
 public:
  ConnectionCount(size_t most, size_t most_per_peer) : most_(most), most_per_peer_(most_per_peer) {}

  // False: this peer has enough of them.
  bool Add(const std::string& peer, bool limited) EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    size_t& of_peer = by_peer_[peer];
    if (limited && of_peer >= most_per_peer_) return false;
    ++of_peer;
    ++total_;
    return true;
  }
  void Remove(const std::string& peer) EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    --total_;
    const auto found = by_peer_.find(peer);
    if (--found->second == 0) by_peer_.erase(found);
  }
  bool Full() EXCLUDES_LOCK(mutex_) {
    MutexLock lock(mutex_);
    return total_ >= most_;
  }

 private:
  const size_t most_;
  const size_t most_per_peer_;
  Mutex mutex_;
  size_t total_ GUARDED_BY(mutex_) = 0;
  std::map<std::string, size_t> by_peer_ GUARDED_BY(mutex_);
};

// What all sessions of a server share.
struct ServerState {
  ServerState(const HttpServerOptions& server_options, HttpServer::Handler server_handler)
      : options(server_options),
        handler(std::move(server_handler)),
        connections(server_options.max_connections, server_options.max_connections_per_peer) {}

  const HttpServerOptions options;
  const HttpServer::Handler handler;
  const SystemClock clock;
  ConnectionCount connections;
  std::atomic<bool> stopping{false};
  std::atomic<int> answering{0};
};

// One connection: read a head, answer it, again. Kept alive by the operations it has pending; all
// of them run on its strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Stream stream, std::string peer, ServerState& state)
      : stream_(std::move(stream)),
        peer_(std::move(peer)),
        state_(state),
        buffer_(state.options.max_header_bytes + 4096) {}
  ~Session() { state_.connections.Remove(peer_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void ReadHead(bool first) {
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(state_.options.max_header_bytes));
    const Duration wait = first ? state_.options.header_timeout : state_.options.idle_timeout;
    stream_.expires_after(wait);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, size_t) { self->OnHead(error); });
  }

 private:
  void OnHead(error_code error) {
    if (error == http::error::end_of_stream || error == beast::error::timeout) return Close();
    ++state_.answering;
    keep_alive_ = false;
    http11_ = true;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return Send(ProblemResponse(431, "the request's header is too large"));
    }
    if (error == http::error::body_limit) {
      return Send(ProblemResponse(413, "requests have no content here"));
    }
    if (error == http::error::bad_version) {
      return Send(ProblemResponse(505, "HTTP/1.0 and HTTP/1.1 only"));
    }
    if (error.category() == http::make_error_code(http::error::bad_method).category()) {
      return Send(ProblemResponse(400, "this is no HTTP request"));
    }
    if (error) {
      --state_.answering;
      return Close();
    }
    Answer();
  }

  void Answer() {
    const auto& message = parser_->get();
    http11_ = message.version() == 11;
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.peer = peer_;
    for (const auto& field : message) {
      request.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    head_only_ = request.head();
    if (!parser_->is_done()) {
      HttpResponse refusal = request.method == "GET" || request.head()
                                 ? ProblemResponse(413, "requests have no content here")
                                 : state_.handler(request);
      return Send(std::move(refusal));
    }
    if (request.target.size() > state_.options.max_target_bytes) {
      return Send(ProblemResponse(414, "the URL is too long"));
    }
    keep_alive_ = message.keep_alive() && !state_.stopping;
    Send(state_.handler(request));
  }

  void Send(HttpResponse response) {
    response_ = std::move(response);
    framing_ = FramingOf(response_, http11_);
    if (framing_ == Framing::kClose) keep_alive_ = false;
    sent_ = 0;
    last_ = head_only_ || framing_ == Framing::kNone || response_.body == nullptr;
    deadline_ = state_.clock.Monotonic() + state_.options.response_deadline;
    out_ = FormatResponseHead(response_, framing_, keep_alive_, state_.clock.Utc());
    out_begin_ = 0;
    Write();
  }

  // The bytes that wait, at most kWriteBytes of them within one timeout.
  void Write() {
    stream_.expires_after(state_.options.write_timeout);
    const size_t length = std::min(kWriteBytes, out_.size() - out_begin_);
    asio::async_write(stream_, asio::buffer(out_.data() + out_begin_, length),
                      [self = shared_from_this()](error_code error, size_t written) {
                        self->OnWritten(error, written);
                      });
  }

  void OnWritten(error_code error, size_t written) {
    if (error) return Abandon("reader_gone");
    out_begin_ += written;
    if (out_begin_ < out_.size()) return Write();
    if (last_) return EndAnswer();
    Pull();
  }

  void Pull() {
    if (state_.clock.Monotonic() > deadline_) return Abandon("response_deadline");
    auto piece = response_.body->Read();
    if (!piece) {
      Log(LogLevel::kError, "portal", "answer_cut_off", {{"error", piece.error().ToString()}});
      return Abandon("error");
    }
    last_ = piece->last;
    sent_ += piece->bytes.size();
    const bool wrong = response_.length.has_value() &&
                       (last_ ? sent_ != *response_.length : sent_ > *response_.length);
    if (wrong) return Abandon("wrong_length");
    out_begin_ = 0;
    out_ = framing_ == Framing::kChunked ? FormatChunk(piece->bytes) : std::move(piece->bytes);
    if (last_ && framing_ == Framing::kChunked) out_.append(kLastChunk);
    if (!out_.empty()) return Write();
    if (last_) return EndAnswer();
    // Others have their turn between two pieces of work.
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->Pull(); });
  }

  void EndAnswer() {
    --state_.answering;
    response_ = HttpResponse();
    if (!keep_alive_ || state_.stopping) return Close();
    ReadHead(false);
  }

  // Closing before the end tells the reader that the answer is not whole.
  void Abandon(const char* reason) {
    --state_.answering;
    Log(LogLevel::kDebug, "portal", "answer_abandoned", {{"peer", peer_}, {"reason", reason}});
    error_code ignored;
    stream_.socket().close(ignored);
  }

  void Close() {
    error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    stream_.socket().close(ignored);
  }

  Stream stream_;
  const std::string peer_;
  ServerState& state_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  bool http11_ = true;
  bool keep_alive_ = false;
  bool head_only_ = false;
  HttpResponse response_;
  Framing framing_ = Framing::kNone;
  bool last_ = true;
  uint64_t sent_ = 0;
  MonotonicTime deadline_{};
  std::string out_;
  size_t out_begin_ = 0;
};

Error FromAsio(const error_code& error, const char* action, const std::string& where) {
  if (error == asio::error::address_in_use) {
    return Error{ErrorCode::kUnavailable, "another process listens here", where};
  }
  return ErrnoError(error.value(), action, where);
}

// A socket file that nobody listens on is what a killed server left.
Status RemoveDeadSocket(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return Ok();
  if (!S_ISSOCK(status.st_mode)) {
    return Error{ErrorCode::kInvalidInput, "a file that is no socket lies here", path};
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return ErrnoError(errno, "make a socket", path);
  const int connected = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  close(fd);
  if (connected == 0 || error != ECONNREFUSED) {
    return Error{ErrorCode::kUnavailable, "another process listens here", path};
  }
  if (unlink(path.c_str()) != 0) return ErrnoError(errno, "remove", path);
  return Ok();
}

std::string PeerOf(const asio::ip::tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "unknown" : endpoint.address().to_string();
}
std::string PeerOf(const asio::local::stream_protocol::socket&) { return "unix"; }

template <class Protocol>
class AsioServer : public HttpServer {
 public:
  AsioServer(const HttpServerOptions& options, Handler handler)
      : state_(options, std::move(handler)), acceptor_(context_), pause_(context_) {}
  ~AsioServer() override { Stop(std::chrono::seconds(0)); }
  AsioServer(const AsioServer&) = delete;
  AsioServer& operator=(const AsioServer&) = delete;

  Status Listen(const typename Protocol::endpoint& endpoint, const std::string& where) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (error) return FromAsio(error, "open a socket for", where);
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    }
    acceptor_.bind(endpoint, error);
    if (error) return FromAsio(error, "listen on", where);
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return FromAsio(error, "listen on", where);
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
      const auto bound = acceptor_.local_endpoint(error);
      const std::string ip = bound.address().to_string();
      address_ =
          (bound.address().is_v6() ? "[" + ip + "]" : ip) + ":" + std::to_string(bound.port());
    } else {
      socket_path_ = endpoint.path();
      address_ = "unix:" + socket_path_;
      if (chmod(socket_path_.c_str(), 0660) != 0) return ErrnoError(errno, "chmod", socket_path_);
    }
    Accept();
    for (int i = 0; i < state_.options.threads; ++i) {
      threads_.emplace_back([this] { context_.run(); });
    }
    return Ok();
  }

  void Stop(Duration grace) override {
    if (state_.stopping.exchange(true)) return;
    asio::post(context_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
    });
    const MonotonicTime end = state_.clock.Monotonic() + grace;
    while (state_.answering > 0 && state_.clock.Monotonic() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (!socket_path_.empty()) unlink(socket_path_.c_str());
  }

  std::string address() const override { return address_; }

 private:
  void Accept() {
    if (state_.connections.Full()) return PauseAccepting();
    acceptor_.async_accept(asio::make_strand(context_),
                           [this](error_code error, typename Protocol::socket socket) {
                             OnAccept(error, std::move(socket));
                           });
  }

  void OnAccept(error_code error, typename Protocol::socket socket) {
    if (state_.stopping || error == asio::error::operation_aborted) return;
    // Out of file descriptors, most likely: those that are open will be closed.
    if (error) return PauseAccepting();
    std::string peer = PeerOf(socket);
    if (state_.connections.Add(peer, std::is_same_v<Protocol, asio::ip::tcp>)) {
      const auto strand = socket.get_executor();
      asio::generic::stream_protocol::socket generic(std::move(socket));
      const auto session =
          std::make_shared<Session>(Stream(std::move(generic)), std::move(peer), state_);
      asio::post(strand, [session] { session->ReadHead(true); });
    }
    Accept();
  }

  void PauseAccepting() {
    pause_.expires_after(std::chrono::milliseconds(50));
    pause_.async_wait([this](error_code error) {
      if (!error && !state_.stopping) Accept();
    });
  }

  ServerState state_;
  asio::io_context context_;  // destroyed first of the two: its operations hold sessions
  typename Protocol::acceptor acceptor_;
  asio::steady_timer pause_;
  std::vector<std::thread> threads_;
  std::string address_;
  std::string socket_path_;
};

Status CheckOptions(const HttpServerOptions& options) {
  const auto wrong = [](const char* what) {
    return Error{ErrorCode::kInvalidInput, what, "server options"};
  };
  if (options.threads < 1 || options.threads > 64) return wrong("threads: 1 to 64");
  if (options.max_header_bytes < 1024 || options.max_header_bytes > (1u << 20)) {
    return wrong("max_header_bytes: 1 KiB to 1 MiB");
  }
  if (options.max_connections < 1 || options.max_connections_per_peer < 1) {
    return wrong("at least one connection");
  }
  return Ok();
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                      Handler handler) {
  ARSIP_TRY(CheckOptions(options));
  ARSIP_ASSIGN(const ListenAddress address, ParseListenAddress(options.listen));
  std::unique_ptr<HttpServer> server;
  if (address.local()) {
    ARSIP_TRY(RemoveDeadSocket(address.socket_path));
    using Local = asio::local::stream_protocol;
    auto local = std::make_unique<AsioServer<Local>>(options, std::move(handler));
    ARSIP_TRY(local->Listen(Local::endpoint(address.socket_path), options.listen));
    server = std::move(local);
  } else {
    using Tcp = asio::ip::tcp;
    auto tcp = std::make_unique<AsioServer<Tcp>>(options, std::move(handler));
    error_code error;
    const auto ip = asio::ip::make_address(address.ip, error);
    if (error) return FromAsio(error, "read", options.listen);
    ARSIP_TRY(tcp->Listen(Tcp::endpoint(ip, address.port), options.listen));
    server = std::move(tcp);
  }
  return server;
}

}  // namespace arsip::portal
