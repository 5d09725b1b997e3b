#include "crawler/re_extraction.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "archive/capture_index.h"
#include "archive/derived_follower.h"
#include "archive/record_payload.h"
#include "archive/segment_list.h"
#include "archive/warc_reader.h"
#include "archive/writing_archive.h"
#include "base/digest.h"
#include "base/log.h"
#include "crawler/capture_records.h"
#include "crawler/event_loop.h"
#include "crawler/image_backfill.h"
#include "crawler/sandboxes.h"
#include "crawler/task.h"
#include "extractors/extract.h"
#include "extractors/media_limits.h"

namespace arsip::crawler {
namespace {

using archive::Capture;
using archive::RecordLocation;
using archive::RecordType;
using archive::WarcRecord;

constexpr Duration kLookEvery = std::chrono::milliseconds(100);

bool CanHaveText(const Capture& capture) {
  return capture.type == RecordType::kResponse && capture.status == 200 &&
         CanHaveRecords(capture.mime);
}

// Of kExtractionVersion, a number since its first; video and audio have rules of their own.
bool IsPresent(std::string_view extractor) {
  const bool media = extractor.starts_with("media/");
  const std::string_view present =
      media ? extractors::kMediaVersion : extractors::kExtractionVersion;
  return archive::RuleVersion(extractor) >= archive::RuleVersion("/" + std::string(present));
}

// The records that conversion records of the present rules (or newer ones) refer to, by eight bytes
// of the digest of their ids.
class DerivedSources {
 public:
  Status Read(const std::string& archive_directory, const std::function<bool()>& stop) {
    ARSIP_ASSIGN(const auto segments, archive::ListSegments(archive_directory));
    for (const archive::SegmentOnDisk& segment : segments) {
      if (segment.kind == archive::SegmentKind::kDerived) ARSIP_TRY(ReadSegment(segment, stop));
    }
    std::ranges::sort(keys_);
    return Ok();
  }
  bool Has(std::string_view record_id) const {
    return std::ranges::binary_search(keys_, KeyOf(record_id));
  }

 private:
  static uint64_t KeyOf(std::string_view record_id) {
    const Sha256 digest = ComputeSha256(record_id);
    uint64_t key = 0;
    std::memcpy(&key, digest.data(), sizeof(key));
    return key;
  }

  Status ReadSegment(const archive::SegmentOnDisk& segment, const std::function<bool()>& stop) {
    archive::ReadProblems problems(1);
    ARSIP_ASSIGN(const auto reader, archive::WarcReader::Open(segment.path, {}, problems));
    while (!stop()) {
      ARSIP_ASSIGN(const bool more, reader->Next());
      if (!more) break;
      ARSIP_TRY(reader->Finish());
      const archive::WarcHeader& header = reader->header();
      if (!reader->intact() || header.type() != RecordType::kConversion) continue;
      if (!IsPresent(header.Get("X-Arsip-Extractor"))) continue;
      keys_.push_back(KeyOf(header.Get("WARC-Refers-To")));
    }
    if (problems.count() > 0) {
      Log(LogLevel::kWarning, "crawler", "damage",
          {{"first", problems.list()[0].ToString()}, {"problems", problems.count()}});
    }
    return Ok();
  }

  std::vector<uint64_t> keys_;
};

// As stored: the content coding is the sandbox's work.
struct StoredPage {
  std::string head;
  std::string payload;
  bool truncated = false;
};

Result<StoredPage> ReadPage(const std::string& archive_directory, const Capture& capture,
                            uint64_t max_payload_bytes) {
  StoredPage page;
  page.truncated = capture.truncated;
  archive::PayloadOptions as_stored;
  as_stored.decode = false;
  ARSIP_ASSIGN(
      archive::PayloadRead read,
      archive::ReadPayload(archive_directory, capture, as_stored, [&](std::string_view bytes) {
        const size_t room = max_payload_bytes - page.payload.size();
        if (bytes.size() > room) page.truncated = true;
        page.payload.append(bytes.substr(0, room));
        return Ok();
      }));
  page.head = std::move(read.http_head);
  return page;
}

// In cold storage: what is derived from it already is all that can be had now.
bool IsAway(const Error& error) { return error.code == ErrorCode::kNotFound; }

class ReExtraction {
 public:
  ReExtraction(const ReExtractionOptions& options, const ReExtractionEvents& events)
      : options_(options), choice_(options.extraction), events_(events) {
    choice_.want_text = true;
    const uint32_t processes = options.sandbox.processes > 0 ? options.sandbox.processes
                                                             : std::thread::hardware_concurrency();
    max_in_flight_ = 2 * std::max(processes, 1u);
  }

  Status Open(const Clock& clock) {
    std::error_code error;
    if (!std::filesystem::is_directory(options_.archive_directory + "/warc", error)) {
      return Error{ErrorCode::kNotFound, "no archive is here", options_.archive_directory};
    }
    ARSIP_TRY(archive::CheckArchiveOptions(options_.archive));
    ARSIP_ASSIGN(loop_, EventLoop::Create());
    SandboxBrokerOptions sandbox_options = options_.sandbox;
    ARSIP_ASSIGN(sandbox_options.quarantine, OpenQuarantine(options_.archive_directory));
    ARSIP_ASSIGN(sandbox_, SandboxBroker::Create(*loop_, sandbox_options));
    quarantine_ = sandbox_options.quarantine;
    ARSIP_ASSIGN(archive::ArchiveParts parts,
                 archive::OpenArchiveParts(options_.archive_directory));
    index_ = parts.index.get();
    backfill_.emplace(options_.archive_directory, *index_);
    originals_.emplace(options_.archive_directory, *index_);
    archive_ = std::make_unique<archive::WritingArchive>(std::move(parts), options_.archive, clock);
    archive_->OnPause([](const std::string& reason) {
      Log(LogLevel::kWarning, "crawler", reason.empty() ? "writing_resumed" : "writing_paused",
          {{"reason", reason}});
    });
    return Ok();
  }

  Result<ReExtractionCounts> Run() {
    if (!options_.rederive) {
      ARSIP_TRY(sources_.Read(options_.archive_directory, [this] { return Stopping(); }));
    }
    loop_->After(kLookEvery, [this] { Look(); });
    const auto each = [this](const Capture& capture) { return Take(capture); };
    const Status walked = options_.query ? archive::QueryIndex(*index_, *options_.query, each)
                                         : index_->ForEachCapture({}, {}, each);
    ARSIP_TRY(WaitUntilInFlight(0));
    ARSIP_TRY(walked);
    if (options_.images.enabled) ARSIP_TRY(WalkRevisits());
    ARSIP_TRY(std::move(ending_));
    counts_.stopped = stopping_;
    return counts_;
  }

 private:
  bool Stopping() {
    if (!stopping_ && events_.stop_requested && events_.stop_requested()) stopping_ = true;
    return stopping_;
  }

  // While captures are waited for.
  void Look() {
    if (Stopping()) {
      sandbox_->CancelAll();
      if (documents_) documents_->CancelAll();
      if (images_) images_->CancelAll();
      if (media_) media_->CancelAll();
    }
    loop_->After(kLookEvery, [this] { Look(); });
  }

  // False ends the walk.
  bool Take(const Capture& capture) {
    if (Stopping() || !ending_) return false;
    if (!CanHaveText(capture)) return true;
    const Result<std::string> record_id = index_->RecordIdOf(capture);
    if (!record_id) ending_ = Status(record_id.error());
    if (!record_id) return false;
    const bool derived = sources_.Has(*record_id);
    if (derived) {
      const Result<bool> lacks_hash = LacksHash(capture);
      if (!lacks_hash && !IsAway(lacks_hash.error())) {
        Failed(capture, lacks_hash.error().ToString());
        return true;
      }
      if (!lacks_hash || !*lacks_hash) {
        ++counts_.had_text;
        return true;
      }
    }
    Result<StoredPage> page =
        ReadPage(options_.archive_directory, capture,
                 std::max({options_.sandbox.max_payload_bytes, options_.documents.max_payload_bytes,
                           options_.media.max_payload_bytes}));
    if (!page) {
      Failed(capture, page.error().ToString());
      return true;
    }
    if (derived) return Begin(HashAlone(capture, std::move(*page)));
    return Begin(Derive(capture, std::move(*page)));
  }

  // False: nothing more can be begun.
  bool Begin(Task<Status> task) {
    ++in_flight_;
    Spawn(std::move(task), [this](Status status) {
      --in_flight_;
      if (!status && ending_) ending_ = std::move(status);
      loop_->Stop();
    });
    if (Status waited = WaitUntilInFlight(max_in_flight_ - 1); !waited) ending_ = waited;
    return static_cast<bool>(ending_);
  }

  // Of an image by its declared type: what is in it is not known before it is read.
  Result<bool> LacksHash(const Capture& capture) {
    if (!options_.images.enabled || !capture.mime.starts_with("image/")) return false;
    return backfill_->LacksHash(capture);
  }

  // After the responses: their originals have hashes now.
  Status WalkRevisits() {
    const auto each = [this](const Capture& capture) {
      if (Stopping() || !ending_) return false;
      if (capture.type != RecordType::kRevisit || !capture.original) return true;
      auto record = backfill_->SightingOf(capture);
      if (!record && !IsAway(record.error())) Failed(capture, record.error().ToString());
      if (!record || !*record) return true;
      return Begin(AppendOne(std::move(**record)));
    };
    Status walked = options_.query ? archive::QueryIndex(*index_, *options_.query, each)
                                   : index_->ForEachCapture({}, {}, each);
    ARSIP_TRY(WaitUntilInFlight(0));
    return walked;
  }

  Task<Status> AppendOne(WarcRecord record) {
    std::vector<WarcRecord> records;
    records.push_back(std::move(record));
    Result<RecordLocation> durable = co_await Append(std::move(records));
    co_return durable ? Ok() : Status(durable.error());
  }

  Status WaitUntilInFlight(uint32_t most) {
    while (in_flight_ > most) ARSIP_TRY(loop_->Run());
    return Ok();
  }

  Status StartDocuments() {
    if (documents_) return Ok();
    SandboxBrokerOptions pages = options_.sandbox;
    pages.quarantine = quarantine_;
    ARSIP_ASSIGN(documents_, DocumentSandbox::Create(*loop_, options_.documents, pages));
    return Ok();
  }

  // Null: neither a hash nor a thumbnail is wanted of it, or there are both.
  Result<SandboxBroker*> ImagesFor(const Capture& capture,
                                   const extractors::ExtractionRequest& request,
                                   const StoredPage& page) {
    if (!options_.images.enabled || page.truncated || !IsForImages(request, page.payload)) {
      return nullptr;
    }
    ARSIP_ASSIGN(const bool lacks_any, backfill_->LacksAny(capture));
    if (!lacks_any) return nullptr;
    if (!images_) {
      SandboxBrokerOptions pages = options_.sandbox;
      pages.quarantine = quarantine_;
      ARSIP_ASSIGN(images_, CreateImageSandbox(*loop_, options_.images, pages));
    }
    return images_.get();
  }

  Status StartMedia() {
    if (media_) return Ok();
    SandboxBrokerOptions pages = options_.sandbox;
    pages.quarantine = quarantine_;
    ARSIP_ASSIGN(media_, CreateMediaSandbox(*loop_, options_.media, pages));
    return Ok();
  }

  // An Error means that nothing more can be written, or no document be read.
  Task<Status> Derive(Capture capture, StoredPage page) {
    extractors::ExtractionRequest request =
        ExtractionRequestFor(capture.url, page.head, page.truncated, choice_);
    const std::string_view payload = page.payload;
    const bool media = IsForMedia(request, payload);
    if (media) {
      if (Status started = StartMedia(); !started) co_return started;
    } else if (IsForDocuments(request, payload)) {
      if (Status started = StartDocuments(); !started) co_return started;
    }
    const Result<SandboxBroker*> images = ImagesFor(capture, request, page);
    if (!images) co_return Status(images.error());
    const Sandboxes sandboxes = {.pages = sandbox_.get(),
                                 .documents = documents_.get(),
                                 .images = *images,
                                 .max_image_bytes = options_.images.max_payload_bytes,
                                 .media = media_.get(),
                                 .media_reading = options_.media};
    SandboxResult result;
    if (media) {
      result = co_await ReadMediaIn(sandboxes, std::move(request), payload);
    } else {
      result = co_await ExtractIn(sandboxes, choice_, std::move(request), payload);
    }
    if (result.status == SandboxResult::Status::kCancelled) co_return Ok();
    if (result.facts() == nullptr) {
      Failed(capture, result.detail);
      co_return Ok();
    }
    const Result<Sha256> digest = originals_->DigestOf(capture);
    if (!digest) {
      Failed(capture, digest.error().ToString());
      co_return Ok();
    }
    const Result<RecordOrigin> origin = OriginOf(*index_, capture, *digest);
    if (!origin) co_return Status(origin.error());
    std::vector<WarcRecord> derived = DerivedRecords(result.extraction, *origin);
    auto of_image = backfill_->RecordsOf(capture, result, payload.size());
    if (!of_image) co_return Status(of_image.error());
    std::ranges::move(*of_image, std::back_inserter(derived));
    ++(derived.empty() ? counts_.without_text : counts_.extracted);
    if (!derived.empty()) {
      Result<RecordLocation> durable = co_await Append(std::move(derived));
      if (!durable) co_return Status(durable.error());
    }
    if (events_.on_extracted) events_.on_extracted(*origin, result.extraction);
    co_return Ok();
  }

  // Of an image whose text and records the present rules have derived.
  Task<Status> HashAlone(Capture capture, StoredPage page) {
    extractors::ExtractionRequest request =
        ExtractionRequestFor(capture.url, page.head, page.truncated, choice_);
    const Result<SandboxBroker*> images = ImagesFor(capture, request, page);
    if (!images) co_return Status(images.error());
    const Sandboxes sandboxes = {.pages = sandbox_.get(),
                                 .images = *images,
                                 .max_image_bytes = options_.images.max_payload_bytes};
    const SandboxResult result = co_await HashImageIn(sandboxes, std::move(request), page.payload);
    auto derived = backfill_->RecordsOf(capture, result, page.payload.size());
    if (!derived) co_return Status(derived.error());
    ++(derived->empty() ? counts_.had_text : counts_.extracted);
    if (derived->empty()) co_return Ok();
    Result<RecordLocation> durable = co_await Append(std::move(*derived));
    co_return durable ? Ok() : Status(durable.error());
  }

  Task<Result<RecordLocation>> Append(std::vector<WarcRecord> records) {
    Arrival<Result<RecordLocation>> durable;
    archive_->AppendDerived(std::move(records),
                            [&durable, loop = loop_.get()](Result<RecordLocation> location) {
                              loop->Post([&durable, location = std::move(location)]() mutable {
                                durable.Set(std::move(location));
                              });
                            });
    co_return co_await durable;
  }

  void Failed(const Capture& capture, const std::string& reason) {
    ++counts_.failed;
    if (events_.on_failed) events_.on_failed(capture, reason);
  }

  const ReExtractionOptions& options_;
  ExtractionChoice choice_;
  const ReExtractionEvents& events_;
  uint32_t max_in_flight_ = 0;
  DerivedSources sources_;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<SandboxBroker> sandbox_;
  std::unique_ptr<DocumentSandbox> documents_;
  std::unique_ptr<SandboxBroker> images_;
  std::unique_ptr<SandboxBroker> media_;
  std::shared_ptr<Quarantine> quarantine_;
  // Before the loop: what it has not written answers there.
  std::unique_ptr<archive::WritingArchive> archive_;
  archive::CaptureIndex* index_ = nullptr;  // the archive's
  std::optional<ImageBackfill> backfill_;
  std::optional<archive::PayloadOriginals> originals_;
  uint32_t in_flight_ = 0;
  bool stopping_ = false;
  Status ending_ = Ok();
  ReExtractionCounts counts_;
};

}  // namespace

Result<RecordOrigin> OriginOf(archive::CaptureIndex& index, const Capture& capture,
                              const Sha256& payload) {
  ARSIP_ASSIGN(std::string record_id, index.RecordIdOf(capture));
  return RecordOrigin{capture.url,      "",     capture.time, std::move(record_id),
                      capture.location, payload};
}

Result<ReExtractionCounts> ReExtract(const ReExtractionOptions& options, const Clock& clock,
                                     const ReExtractionEvents& events) {
  ReExtraction re_extraction(options, events);
  ARSIP_TRY(re_extraction.Open(clock));
  return re_extraction.Run();
}

}  // namespace arsip::crawler
