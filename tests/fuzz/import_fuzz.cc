// Whatever bytes another program's WARC file has: the survey ends, counts no more than is there,
// and the records that it calls whole are written anew with their own bytes.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "archive/import_survey.h"
#include "archive/per_record_copy.h"
#include "archive/warc_reader.h"

namespace {

using namespace arsip;
using namespace arsip::archive;

std::string Directory() {
  const char* memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  return std::string(memory) + "/arsip-import-fuzz-" + std::to_string(getpid());
}

// Keeps what is appended.
class MemoryFile : public SegmentFile {
 public:
  Status Append(std::string_view bytes) override {
    bytes_.append(bytes);
    return Ok();
  }
  Status Truncate(uint64_t) override { std::abort(); }
  Status Sync() override { return Ok(); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

void Write(const std::string& path, std::string_view bytes) {
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) {
    std::abort();
  }
  std::fclose(file);
}

// Of header, block and line ends, of all whole records.
std::string WholeRecords(const std::string& path) {
  ReadProblems ignored(0);
  const auto reader = WarcReader::Open(path, {}, ignored);
  if (!reader.has_value()) std::abort();
  std::string all;
  while (*(*reader)->Next()) {
    std::string one((*reader)->header_bytes());
    while (true) {
      const auto piece = (*reader)->ReadBlock();
      if (!piece.has_value()) std::abort();
      if (piece->empty()) break;
      one.append(*piece);
    }
    if (!(*reader)->Finish().has_value()) std::abort();
    one.append((*reader)->trailer_bytes());
    if ((*reader)->intact()) all.append(one);
  }
  return all;
}

struct Cleanup {
  ~Cleanup() { std::filesystem::remove_all(Directory()); }
};

PayloadOriginals& NoOriginals() {
  static const Cleanup cleanup;
  static const auto index = CaptureIndex::Open(Directory(), false);
  if (!index.has_value()) std::abort();
  static PayloadOriginals originals(Directory(), **index);
  return originals;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  PayloadOriginals& originals = NoOriginals();
  const std::string path = Directory() + ".warc";
  Write(path, {reinterpret_cast<const char*>(bytes), size});
  const auto on = [](uint64_t) { return true; };
  const auto survey = SurveyFile(path, "x", originals, on);
  if (!survey.has_value() || survey->records > size) std::abort();
  const PerRecordSource source{.path = path,
                               .name = "x",
                               .sha256 = {},
                               .broken = survey->broken_ordinals,
                               .as_revisits = survey->known_ordinals};
  MemoryFile copy;
  const auto counts = WritePerRecord(source, "x.warc.gz", {}, {}, originals, copy, on);
  if (!counts.has_value() || counts->records != survey->records) std::abort();
  const std::string expected = WholeRecords(path);
  const std::string out = Directory() + ".warc.gz";
  Write(out, copy.bytes());
  const auto again = SurveyFile(out, "x", originals, on);
  if (!again.has_value() || again->records != survey->records + 1) std::abort();
  if (!again->one_record_a_member || !again->broken_ordinals.empty()) std::abort();
  const std::string records = WholeRecords(out);  // ours first
  if (records.size() < expected.size() || !records.ends_with(expected)) std::abort();
  unlink(path.c_str());
  unlink(out.c_str());
  return 0;
}
