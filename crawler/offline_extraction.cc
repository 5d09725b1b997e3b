#include "crawler/offline_extraction.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>
#include <utility>

#include "archive/payload_stream.h"
#include "archive/warc_reader.h"
#include "base/digest.h"
#include "base/http_message.h"
#include "crawler/event_loop.h"
#include "crawler/sandboxes.h"
#include "crawler/task.h"

namespace arsip::crawler {
namespace {

using archive::RecordType;
using archive::WarcReader;
using extractors::ExtractionRequest;

constexpr size_t kPieceBytes = 1u << 20;

struct TypeOfName {
  std::string_view suffix;
  std::string_view media_type;
};
// What bytes alone do not tell apart.
constexpr TypeOfName kTypes[] = {
    {".css", "text/css"},
    {".js", "text/javascript"},
    {".mjs", "text/javascript"},
    {".html", "text/html"},
    {".htm", "text/html"},
    {".xhtml", "application/xhtml+xml"},
    {".txt", "text/plain"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
};

std::string TypeByName(std::string_view path) {
  for (const TypeOfName& type : kTypes) {
    if (path.ends_with(type.suffix)) return std::string(type.media_type);
  }
  return "";
}

Error CannotRead(const std::string& path) {
  const ErrorCode code = errno == ENOENT   ? ErrorCode::kNotFound
                         : errno == EACCES ? ErrorCode::kPermission
                                           : ErrorCode::kIo;
  return Error{code, std::strerror(errno), path};
}

class OfflineExtraction {
 public:
  OfflineExtraction(const OfflineOptions& options, const OfflineEvents& events)
      : options_(options), choice_(options.extraction), events_(events) {
    choice_.want_text = true;
  }

  Status Open() {
    ARSIP_ASSIGN(loop_, EventLoop::Create());
    ARSIP_ASSIGN(sandbox_, SandboxBroker::Create(*loop_, OneProcess()));
    return Ok();
  }

  Result<OfflineCounts> Run() {
    ARSIP_TRY(IsWarcFile(options_.path) ? RunWarc() : RunDocument());
    return counts_;
  }

 private:
  // Payloads come one after the other.
  SandboxBrokerOptions OneProcess() const {
    SandboxBrokerOptions sandbox = options_.sandbox;
    sandbox.processes = 1;
    return sandbox;
  }

  Status StartDocuments() {
    DocumentSandboxOptions documents = options_.documents;
    documents.processes = 1;
    documents.image_processes = 1;
    ARSIP_ASSIGN(documents_, DocumentSandbox::Create(*loop_, documents, OneProcess()));
    return Ok();
  }

  Status StartMedia() {
    MediaSandboxOptions media = options_.media;
    media.processes = 1;
    ARSIP_ASSIGN(media_, CreateMediaSandbox(*loop_, media, OneProcess()));
    return Ok();
  }

  Status RunDocument() {
    std::ifstream file(options_.path, std::ios::binary);
    if (!file) return CannotRead(options_.path);
    std::string payload;
    while (file && payload.size() <= max_payload_bytes_) {
      const size_t before = payload.size();
      payload.resize(std::min<size_t>(before + kPieceBytes, max_payload_bytes_ + 1));
      file.read(payload.data() + before, static_cast<std::streamsize>(payload.size() - before));
      payload.resize(before + static_cast<size_t>(file.gcount()));
    }
    if (file.bad()) return CannotRead(options_.path);
    const bool cut = payload.size() > max_payload_bytes_;
    if (cut) payload.pop_back();
    ExtractionRequest request = ExtractionRequestFor(options_.url, "", cut, choice_);
    request.set_content_type(options_.content_type.empty() ? TypeByName(options_.path)
                                                           : options_.content_type);
    RecordOrigin origin;
    origin.url = options_.url;
    origin.file = options_.path;
    if (!cut) origin.payload_sha256 = ComputeSha256(payload);
    return Extract(std::move(request), payload, origin);
  }

  Status RunWarc() {
    archive::ReadProblems problems(1);
    ARSIP_ASSIGN(const auto reader, WarcReader::Open(options_.path, {}, problems));
    while (true) {
      counts_.stopped = events_.stop_requested && events_.stop_requested();
      if (counts_.stopped) break;
      ARSIP_ASSIGN(const bool more, reader->Next());
      if (!more) break;
      ARSIP_TRY(TakeRecord(*reader));
    }
    counts_.problems = problems.count();
    return Ok();
  }

  Status TakeRecord(WarcReader& reader) {
    const archive::WarcHeader& header = reader.header();
    const bool wanted = header.known_type() && (header.type() == RecordType::kResponse ||
                                                header.type() == RecordType::kResource);
    if (!wanted) {
      ++counts_.skipped;
      return reader.Finish();
    }
    std::string payload;
    bool cut = false;
    archive::PayloadStream stream(archive::HoldsHttpMessage(header.Get("Content-Type")),
                                  [&](std::string_view bytes) {
                                    const size_t room = max_payload_bytes_ - payload.size();
                                    cut |= bytes.size() > room;
                                    payload.append(bytes.substr(0, room));
                                    return Ok();
                                  });
    while (true) {
      ARSIP_ASSIGN(const std::string_view piece, reader.ReadBlock());
      if (piece.empty()) break;
      ARSIP_TRY(stream.Update(piece));
    }
    ARSIP_TRY(stream.Finish());
    ARSIP_TRY(reader.Finish());
    const bool response = header.type() == RecordType::kResponse;
    if (response && HttpHead::ParseResponse(stream.http_head()).status_code() != 200) {
      ++counts_.skipped;
      return Ok();
    }
    const bool truncated = cut || !reader.intact() || !header.Get("WARC-Truncated").empty();
    ExtractionRequest request =
        ExtractionRequestFor(header.target_uri(), stream.http_head(), truncated, choice_);
    if (!response) request.set_content_type(std::string(header.Get("Content-Type")));
    return Extract(std::move(request), payload, OriginOf(reader, payload, cut));
  }

  RecordOrigin OriginOf(const WarcReader& reader, std::string_view payload, bool cut) const {
    RecordOrigin origin;
    origin.url = reader.header().target_uri();
    origin.time = reader.header().time();
    origin.record_id = reader.header().record_id();
    const size_t slash = options_.path.rfind('/');
    origin.location = archive::RecordLocation{
        slash == std::string::npos ? options_.path : options_.path.substr(slash + 1),
        reader.offset(), reader.length()};
    if (!cut) origin.payload_sha256 = ComputeSha256(payload);
    return origin;
  }

  // Waits for the answer.
  Status Extract(ExtractionRequest request, std::string_view payload, const RecordOrigin& origin) {
    if (IsForMedia(request, payload) && !media_) ARSIP_TRY(StartMedia());
    if (IsForDocuments(request, payload) && !documents_) ARSIP_TRY(StartDocuments());
    SandboxResult result;
    bool done = false;
    Spawn(Ask(std::move(request), payload, result), [&](const Status& /*status*/) {
      done = true;
      loop_->Stop();
    });
    while (!done) ARSIP_TRY(loop_->Run());
    if (result.facts() == nullptr) {
      ++counts_.failed;
      if (events_.on_failed) events_.on_failed(origin, result.detail);
      return Ok();
    }
    ++counts_.extracted;
    if (events_.on_extracted) events_.on_extracted(origin, result.extraction);
    return Ok();
  }

  Task<Status> Ask(ExtractionRequest request, std::string_view payload, SandboxResult& result) {
    const Sandboxes sandboxes = {.pages = sandbox_.get(),
                                 .documents = documents_.get(),
                                 .media = media_.get(),
                                 .media_reading = options_.media};
    if (IsForMedia(request, payload)) {
      result = co_await ReadMediaIn(sandboxes, std::move(request), payload);
    } else {
      result = co_await ExtractIn(sandboxes, choice_, std::move(request), payload);
    }
    co_return Ok();
  }

  const OfflineOptions& options_;
  ExtractionChoice choice_;
  const OfflineEvents& events_;
  // What one of the sandboxes takes; the others cut for themselves, and say so.
  const uint64_t max_payload_bytes_ =
      std::max({options_.sandbox.max_payload_bytes, options_.documents.max_payload_bytes,
                options_.media.max_payload_bytes});
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SandboxBroker> sandbox_;
  std::unique_ptr<DocumentSandbox> documents_;
  std::unique_ptr<SandboxBroker> media_;
  OfflineCounts counts_;
};

}  // namespace

bool IsWarcFile(const std::string& path) {
  for (const std::string_view suffix : {".warc", ".warc.gz", ".warc.zst"}) {
    if (path.ends_with(suffix)) return true;
  }
  std::ifstream file(path, std::ios::binary);
  char start[8] = {};
  file.read(start, sizeof(start));
  return std::string_view(start, static_cast<size_t>(file.gcount())).starts_with("WARC/1.");
}

Result<OfflineCounts> ExtractFromFile(const OfflineOptions& options, const OfflineEvents& events) {
  OfflineExtraction extraction(options, events);
  ARSIP_TRY(extraction.Open());
  return extraction.Run();
}

}  // namespace arsip::crawler
