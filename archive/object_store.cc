#include "archive/object_store.h"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <thread>

#include "base/digest.h"
#include "base/percent_encoding.h"

namespace arsip::archive {
namespace {

constexpr size_t kMaxAnswerBytes = 1u << 20;

using Md5 = std::array<uint8_t, 16>;

Md5 ComputeMd5(std::string_view bytes) {
  Md5 digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  return digest;
}

std::string Base64(const Md5& digest) {
  std::array<unsigned char, 32> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(text.data()), static_cast<size_t>(length)};
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// The first <name>...</name>; the answers of S3 nest nothing of the same name.
std::string Element(std::string_view xml, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const size_t begin = xml.find(open);
  if (begin == std::string_view::npos) return {};
  const size_t from = begin + open.size();
  const size_t end = xml.find("</", from);
  return end == std::string_view::npos ? std::string() : std::string(xml.substr(from, end - from));
}

std::string WithoutQuotes(std::string etag) {
  for (const std::string_view quote : {"\"", "&quot;", "&#34;"}) {
    for (size_t at = etag.find(quote); at != std::string::npos; at = etag.find(quote)) {
      etag.erase(at, quote.size());
    }
  }
  return etag;
}

// RFC 3986 unreserved characters and "/" stand for themselves: the canonical URI of Signature V4.
std::string EncodePath(std::string_view key) {
  std::string path;
  for (const char c : key) {
    const bool plain = IsAsciiDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
    if (plain) {
      path.push_back(c);
    } else {
      AppendPercentEncoded(c, &path);
    }
  }
  return path;
}

std::string EncodeValue(std::string_view value) {
  std::string encoded = EncodePath(value);
  for (size_t at = encoded.find('/'); at != std::string::npos; at = encoded.find('/', at)) {
    encoded.replace(at, 1, "%2F");
  }
  return encoded;
}

struct Request {
  const char* method = "GET";
  std::string key = {};
  std::string query = {};  // canonical: encoded, sorted, every name with "="
  std::string_view body = {};
  std::vector<std::string> headers = {};
  const std::function<Status(std::string_view)>* sink = nullptr;  // of a 200 or 206
};

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case
  std::optional<Error> sink_error;
  uint64_t delivered = 0;

  std::string Field(std::string_view name) const {
    for (const auto& [field, value] : fields) {
      if (field == name) return value;
    }
    return {};
  }
};

struct Transfer {
  CURL* curl = nullptr;
  const Request* request = nullptr;
  Answer* answer = nullptr;
};

size_t TakeBody(char* bytes, size_t /*one*/, size_t length, void* to) {
  const auto& transfer = *static_cast<Transfer*>(to);
  Answer& answer = *transfer.answer;
  curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &answer.status);
  const bool content = answer.status == 200 || answer.status == 206;
  if (transfer.request->sink == nullptr || !content) {
    // A longer one ends the transfer.
    const size_t taken = std::min(length, kMaxAnswerBytes - answer.body.size());
    answer.body.append(bytes, taken);
    return taken;
  }
  const Status taken = (*transfer.request->sink)({bytes, length});
  if (!taken.has_value()) {
    answer.sink_error = taken.error();
    return 0;
  }
  answer.delivered += length;
  return length;
}

size_t TakeField(char* bytes, size_t /*one*/, size_t length, void* to) {
  Answer& answer = *static_cast<Transfer*>(to)->answer;
  const std::string_view line(bytes, length);
  const size_t colon = line.find(':');
  constexpr size_t kMaxFields = 200;
  if (colon != std::string_view::npos && answer.fields.size() < kMaxFields) {
    answer.fields.emplace_back(Lower(std::string(line.substr(0, colon))),
                               std::string(Trim(line.substr(colon + 1))));
  }
  return length;
}

struct FreeCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using FieldList = std::unique_ptr<curl_slist, FreeList>;

void AddField(FieldList& list, const std::string& field) {
  list.reset(curl_slist_append(list.release(), field.c_str()));
}

bool MayPass(const Answer& answer) {
  if (answer.sink_error.has_value()) return false;
  if (answer.code != CURLE_OK) {
    return answer.code != CURLE_PEER_FAILED_VERIFICATION && answer.code != CURLE_URL_MALFORMAT;
  }
  return answer.status == 429 || answer.status == 408 || answer.status >= 500;
}

Error ErrorOf(const Answer& answer, const std::string& url) {
  if (answer.sink_error.has_value()) return *answer.sink_error;
  if (answer.code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorCode::kTimeout, "the object store does not answer", url};
  }
  if (answer.code != CURLE_OK) {
    return {ErrorCode::kTimeout,
            std::string("cannot talk to the object store: ") + curl_easy_strerror(answer.code),
            url};
  }
  const std::string code = Element(answer.body, "Code");
  const std::string what = "HTTP status " + std::to_string(answer.status) +
                           (code.empty() ? "" : ", " + code) + ": " +
                           Element(answer.body, "Message");
  if (answer.status == 401 || answer.status == 403) {
    return {ErrorCode::kPermission,
            "the object store refuses the key; check the access key id, the secret and what the "
            "key may do (" +
                what + ")",
            url};
  }
  if (answer.status == 404)
    return {ErrorCode::kNotFound, "not in the object store (" + what + ")", url};
  if (MayPass(answer)) return {ErrorCode::kTimeout, "the object store fails (" + what + ")", url};
  return {ErrorCode::kInvalidInput, "the object store refuses the request (" + what + ")", url};
}

class CurlObjectStore : public ObjectStore {
 public:
  CurlObjectStore(ObjectStoreOptions options, ObjectStoreCredentials credentials)
      : options_(std::move(options)),
        credentials_(std::move(credentials)),
        curl_(curl_easy_init()) {}

  Result<std::string> Put(const std::string& key, std::string_view bytes,
                          const std::string& sha256) override;
  Result<ObjectFacts> Head(const std::string& key) override;
  Status Get(const std::string& key, const std::function<Status(std::string_view)>& sink) override;
  Result<std::string> BeginUpload(const std::string& key, const std::string& sha256) override;
  Result<UploadedPart> PutPart(const std::string& key, const std::string& upload, int number,
                               std::string_view bytes) override;
  Status CompleteUpload(const std::string& key, const std::string& upload,
                        const std::vector<UploadedPart>& parts) override;
  const ObjectStoreOptions& options() const override { return options_; }

 private:
  std::string UrlOf(const Request& request) const {
    const std::string query = request.query.empty() ? "" : "?" + request.query;
    return options_.endpoint + "/" + EncodePath(options_.bucket) + "/" + EncodePath(request.key) +
           query;
  }
  FieldList FieldsOf(const Request& request) const;
  Answer Once(const Request& request);
  Result<Answer> Send(const Request& request);
  void Pause(int attempt) const {
    std::this_thread::sleep_for(options_.first_pause * (1 << std::min(attempt, 6)));
  }

  const ObjectStoreOptions options_;
  const ObjectStoreCredentials credentials_;
  const std::unique_ptr<CURL, FreeCurl> curl_;
};

FieldList CurlObjectStore::FieldsOf(const Request& request) const {
  FieldList list;
  AddField(list, "x-amz-content-sha256: " + HexEncode(ComputeSha256(request.body)));
  if (!credentials_.session_token.empty()) {
    AddField(list, "x-amz-security-token: " + credentials_.session_token);
  }
  if (!request.body.empty()) {
    AddField(list, "Content-MD5: " + Base64(ComputeMd5(request.body)));
    AddField(list, "Content-Type: application/octet-stream");
  }
  for (const std::string& field : request.headers) AddField(list, field);
  return list;
}

Answer CurlObjectStore::Once(const Request& request) {
  CURL* const curl = curl_.get();
  curl_easy_reset(curl);
  Answer answer;
  Transfer transfer{curl, &request, &answer};
  const FieldList fields = FieldsOf(request);
  const std::string url = UrlOf(request);
  const std::string signing = "aws:amz:" + options_.region + ":s3";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signing.c_str());
  curl_easy_setopt(curl, CURLOPT_USERNAME, credentials_.access_key_id.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, credentials_.secret_access_key.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
  // Not an empty "Expect:" field: libcurl 7.88 would sign it and not send it.
  curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(
      curl, CURLOPT_LOW_SPEED_TIME,
      static_cast<long>(std::chrono::ceil<std::chrono::seconds>(options_.stall).count()));
  const std::string_view method = request.method;
  if (method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method);
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &TakeField);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  answer.code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

Result<Answer> CurlObjectStore::Send(const Request& request) {
  for (int attempt = 0;; ++attempt) {
    Answer answer = Once(request);
    if (answer.code == CURLE_OK && answer.status >= 200 && answer.status < 300) return answer;
    if (!MayPass(answer) || attempt + 1 >= options_.attempts) {
      return ErrorOf(answer, options_.endpoint + "/" + options_.bucket + "/" + request.key);
    }
    Pause(attempt);
  }
}

Result<std::string> CurlObjectStore::Put(const std::string& key, std::string_view bytes,
                                         const std::string& sha256) {
  Request request{.method = "PUT", .key = key, .body = bytes};
  request.headers = {"x-amz-meta-sha256: " + sha256};
  ARSIP_ASSIGN(const Answer answer, Send(request));
  return WithoutQuotes(answer.Field("etag"));
}

Result<ObjectFacts> CurlObjectStore::Head(const std::string& key) {
  ARSIP_ASSIGN(const Answer answer, Send({.method = "HEAD", .key = key}));
  ObjectFacts facts;
  facts.size = std::strtoull(answer.Field("content-length").c_str(), nullptr, 10);
  facts.etag = WithoutQuotes(answer.Field("etag"));
  facts.sha256 = answer.Field("x-amz-meta-sha256");
  return facts;
}

Status CurlObjectStore::Get(const std::string& key,
                            const std::function<Status(std::string_view)>& sink) {
  uint64_t had = 0;
  for (int failed = 0;;) {
    Request request{.method = "GET", .key = key, .sink = &sink};
    if (had > 0) request.headers = {"Range: bytes=" + std::to_string(had) + "-"};
    const Answer answer = Once(request);
    const uint64_t before = had;
    had += answer.delivered;
    if (answer.code == CURLE_OK &&
        (answer.status == 206 || (answer.status == 200 && before == 0))) {
      return Ok();
    }
    if (answer.delivered > 0) failed = 0;
    if (!MayPass(answer) || ++failed >= options_.attempts) {
      return ErrorOf(answer, options_.endpoint + "/" + options_.bucket + "/" + key);
    }
    Pause(failed - 1);
  }
}

Result<std::string> CurlObjectStore::BeginUpload(const std::string& key,
                                                 const std::string& sha256) {
  Request request{.method = "POST", .key = key, .query = "uploads="};
  request.headers = {"Content-Type: application/octet-stream", "x-amz-meta-sha256: " + sha256};
  ARSIP_ASSIGN(const Answer answer, Send(request));
  std::string upload = Element(answer.body, "UploadId");
  if (!upload.empty()) return upload;
  return Error{ErrorCode::kInternal, "the object store began an upload without an id", key};
}

Result<UploadedPart> CurlObjectStore::PutPart(const std::string& key, const std::string& upload,
                                              int number, std::string_view bytes) {
  Request request{.method = "PUT", .key = key, .body = bytes};
  request.query = "partNumber=" + std::to_string(number) + "&uploadId=" + EncodeValue(upload);
  ARSIP_ASSIGN(const Answer answer, Send(request));
  return UploadedPart{number, WithoutQuotes(answer.Field("etag"))};
}

Status CurlObjectStore::CompleteUpload(const std::string& key, const std::string& upload,
                                       const std::vector<UploadedPart>& parts) {
  std::string xml = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (const UploadedPart& part : parts) {
    xml += "<Part><PartNumber>" + std::to_string(part.number) + "</PartNumber><ETag>\"" +
           part.etag + "\"</ETag></Part>";
  }
  xml += "</CompleteMultipartUpload>";
  Request request{.method = "POST", .key = key, .body = xml};
  request.query = "uploadId=" + EncodeValue(upload);
  ARSIP_ASSIGN(const Answer answer, Send(request));
  // An error may come after the status 200 was sent (CompleteMultipartUpload, "Error Handling").
  if (Element(answer.body, "Code").empty()) return Ok();
  return Error{ErrorCode::kTimeout,
               "the object store did not complete the upload: " + Element(answer.body, "Code"),
               key};
}

// Content of an archive goes in clear to this machine only.
Status CheckEndpoint(const std::string& endpoint) {
  constexpr std::string_view kClear = "http://";
  const bool plain = endpoint.find_first_of("@?#") == std::string::npos;
  if (plain && endpoint.starts_with("https://")) return Ok();
  if (plain && endpoint.starts_with(kClear)) {
    const std::string_view rest = std::string_view(endpoint).substr(kClear.size());
    const std::string_view host = rest.substr(0, rest.find_first_of(":/"));
    const bool address =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
    if (host == "localhost" || address || rest.starts_with("[::1]")) return Ok();
  }
  return Error{ErrorCode::kInvalidInput,
               "the endpoint is not an https:// URL (http:// is for this machine only)", endpoint};
}

}  // namespace

std::string Md5Hex(std::string_view bytes) { return HexEncode(ComputeMd5(bytes)); }

std::string UploadEtag(const std::vector<UploadedPart>& parts) {
  std::string digests;
  for (const UploadedPart& part : parts) digests += HexDecode(part.etag).value_or("");
  return Md5Hex(digests) + "-" + std::to_string(parts.size());
}

Result<std::unique_ptr<ObjectStore>> ObjectStore::Open(ObjectStoreOptions options,
                                                       ObjectStoreCredentials credentials) {
  while (options.endpoint.ends_with('/')) options.endpoint.pop_back();
  ARSIP_TRY(CheckEndpoint(options.endpoint));
  if (options.bucket.empty() || options.bucket.find('/') != std::string::npos) {
    return Error{ErrorCode::kInvalidInput, "the bucket has no usable name", options.bucket};
  }
  // Idempotent; the first call of a process must be made before its second thread.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return Error{ErrorCode::kInternal, "libcurl does not start", ""};
  }
  return std::unique_ptr<ObjectStore>(
      std::make_unique<CurlObjectStore>(std::move(options), std::move(credentials)));
}

}  // namespace arsip::archive
