// Hostile files through the real arsip-document-sandbox and arsip-media-sandbox: each is answered
// in bounded time and memory, no process dies of it and no call is refused. Numbers are those of
// the suite in docs/hostile-suite.md; what is opened on the way is watched without walls in
// tests/extractors/media_formats_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "crawler/document_sandbox.h"
#include "crawler/extraction_request.h"
#include "crawler/media_sandbox.h"
#include "document_samples.h"
#include "extractors/sandbox.h"
#include "generated_media.h"
#include "sandbox_fixture.h"

namespace arsip::crawler {
namespace {

using extractors::BigEndian;
using extractors::Extraction;
using extractors::LittleEndian;
using extractors::MediaOf;
using extractors::PdfOf;
using extractors::PdfOptions;
using extractors::Record;
using extractors::TarOf;
using extractors::ZipMember;
using extractors::ZipOf;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr size_t kMebibyte = 1u << 20;

class HostileFiles : public SandboxTest {
 protected:
  void SetUp() override {
    SandboxTest::SetUp();
    pages_.binary = RealSandbox();
    pages_.allow_missing_layers = true;
  }

  // As a document, or as an archive of some.
  Extraction Document(const std::string& payload, seconds limit) {
    DocumentSandboxOptions options;
    options.processes = options.image_processes = 1;
    auto sandbox = DocumentSandbox::Create(*loop_, options, pages_);
    EXPECT_TRUE(sandbox) << sandbox.error().ToString();
    if (!sandbox) return {};
    extractors::ExtractionRequest request;
    AskForDocument(ExtractionChoice(), request);
    SandboxResult result;
    const auto began = std::chrono::steady_clock::now();
    Spawn((*sandbox)->Extract(request, payload), [&](SandboxResult answer) {
      result = std::move(answer);
      loop_->Stop();
    });
    EXPECT_TRUE(loop_->Run());
    ExpectWithin(began, limit);
    EXPECT_EQ(result.status, SandboxResult::Status::kOk) << result.detail;
    const SandboxCounters counters = (*sandbox)->documents().counters();
    EXPECT_EQ(counters.crashes + counters.violations + counters.timeouts, 0u);
    return std::move(result.extraction);
  }

  // The state says what became of it, when nothing could be read.
  std::string MediaState(const std::string& payload, seconds limit, Extraction* all = nullptr) {
    auto reading = MediaReading::Create(MediaSandboxOptions(), pages_);
    EXPECT_TRUE(reading) << reading.error().ToString();
    if (!reading) return "";
    const auto began = std::chrono::steady_clock::now();
    auto read = (*reading)->Read(payload);
    ExpectWithin(began, limit);
    const SandboxCounters counters = (*reading)->sandbox().counters();
    EXPECT_EQ(counters.crashes + counters.violations + counters.timeouts, 0u);
    if (!read) return read.error().message;
    if (all != nullptr) *all = *read;
    return read->records(0).state();
  }

  static std::vector<std::string> Names(const Extraction& extraction) {
    std::vector<std::string> names;
    for (const Record& record : extraction.records()) names.push_back(record.title());
    return names;
  }

  SandboxBrokerOptions pages_;

 private:
  static void ExpectWithin(std::chrono::steady_clock::time_point began, seconds limit) {
    const int slow = extractors::BuiltWithSanitizer() ? 10 : 1;
    EXPECT_LT(std::chrono::steady_clock::now() - began, limit * slow);
  }
};

std::string Box(const std::string& kind, const std::string& body) {
  return BigEndian(body.size() + 8, 4) + kind + body;
}

// With other bytes at a place behind each `kind`; at least one is there.
std::string Patched(std::string file, const std::string& kind, size_t behind,
                    const std::string& bytes) {
  size_t found = 0;
  for (size_t at = file.find(kind); at != std::string::npos; at = file.find(kind, at + 4)) {
    file.replace(at + 4 + behind, bytes.size(), bytes);
    ++found;
  }
  EXPECT_GT(found, 0u) << kind;
  return file;
}

TEST_F(HostileFiles, Item69PlaylistsByAnyNameAreNoMedia) {
  const std::string playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
  for (const std::string& payload :
       {playlist, "\xEF\xBB\xBF" + playlist,
        std::string("ffconcat version 1.0\nfile '/etc/passwd'\n"),
        std::string("#EXTM3U\n#EXTINF:1,\nconcat:/etc/passwd|/etc/hosts\n"),
        std::string("[playlist]\nFile1=file:///etc/passwd\nNumberOfEntries=1\n"),
        std::string("RTSPtextRTSP://127.0.0.1/x\n")}) {
    EXPECT_THAT(MediaState(payload, seconds(5)), StartsWith("unsupported")) << payload;
  }
  // Behind the head of a film nothing of it is a playlist either.
  EXPECT_NE(MediaState(Box("ftyp", "isom" + std::string(4, '\0')) + playlist, seconds(5)), "");
}

TEST_F(HostileFiles, Item70AMillionTracks) {
  const std::string track = Box("trak", Box("mdia", Box("mdhd", std::string(24, '\0'))));
  std::string tracks;
  tracks.reserve(1'000'000 * track.size());
  for (int i = 0; i < 1'000'000; ++i) tracks += track;
  const std::string file = Box("ftyp", "isom" + std::string(4, '\0') + "isom") +
                           Box("moov", Box("mvhd", std::string(100, '\0')) + tracks);
  EXPECT_THAT(MediaState(file, seconds(20)), StartsWith("refused-limit: "));
}

TEST_F(HostileFiles, Item70NoFramesASecondAndNegativeTimes) {
  const std::string film = MediaOf(
      extractors::PatternInput(2, 160, 120) + " -c:v libx264 -preset ultrafast -c:a aac", ".mp4");
  ASSERT_FALSE(film.empty());
  const std::string negative = BigEndian(0x80000001, 4);
  for (const std::string& file :
       {Patched(film, "mvhd", 12, std::string(8, '\0')),             // no time scale, no duration
        Patched(film, "mvhd", 16, negative),                         // a duration below nothing
        Patched(film, "mdhd", 12, std::string(4, '\0') + negative),  // likewise of the tracks
        Patched(film, "mdhd", 12, BigEndian(0xFFFFFFFF, 4) + negative),  // 4,294,967,295 a second
        Patched(film, "stts", 12, std::string(4, '\0')),                 // frames that take no time
        Patched(film, "stts", 12, negative),                             // or less
        Patched(film, "stts", 8, BigEndian(0xFFFFFFFF, 4)),              // as many as there can be
        Patched(film, "stsz", 8, BigEndian(0x7FFFFFFF, 4))}) {           // and as long
    Extraction all;
    const std::string state = MediaState(file, seconds(20), &all);
    EXPECT_EQ(state.find("crashed"), std::string::npos) << state;
    if (all.records_size() == 0) continue;
    const auto& facts = all.records(0).media_facts();
    EXPECT_LE(facts.frames_size(), 60) << "of two seconds";
    EXPECT_LE(facts.duration_ms(), uint64_t{4'294'967'296} * 1'000);
  }
  const std::string avi = MediaOf(extractors::PatternInput(2, 160, 120) + " -c:v mpeg4", ".avi");
  ASSERT_FALSE(avi.empty());
  for (const std::string& file : {Patched(avi, "strh", 28, std::string(4, '\0')),
                                  Patched(avi, "strh", 24, std::string(4, '\0')),
                                  Patched(avi, "strh", 36, LittleEndian(0xFFFFFFFF, 4))}) {
    const std::string state = MediaState(file, seconds(20));
    EXPECT_EQ(state.find("crashed"), std::string::npos) << state;
  }
}

TEST_F(HostileFiles, Item71APageOfNinetyNineThousandPointsAndTenThousandPages) {
  PdfOptions huge;
  huge.box = "0 0 99999 99999";
  EXPECT_THAT(Document(PdfOf({"besar"}, huge), seconds(10)).records(0).text(), HasSubstr("besar"));
  const Extraction many = Document(PdfOf(std::vector<std::string>(10'000, "h"), huge), seconds(20));
  EXPECT_EQ(many.records(0).state(), "refused-limit: pages");
}

TEST_F(HostileFiles, Item71ScriptsOfAPdfDoNotRun) {
  PdfOptions script;
  script.catalog =
      "/OpenAction<</S/JavaScript/JS(while\\(true\\){app.launchURL\\('file:///etc/passwd'\\)})>>"
      "/AA<</WC<</S/Launch/F(/bin/sh)>>>>/Names<</JavaScript<</Names[(a)<</S/JavaScript/"
      "JS(for\\(;;\\);)>>]>>>>";
  const Extraction read = Document(PdfOf({"dengan skrip"}, script), seconds(5));
  EXPECT_THAT(read.records(0).text(), HasSubstr("dengan skrip"));
}

TEST_F(HostileFiles, Item71ReferencesThatBiteTheirTails) {
  PdfOptions broken;
  broken.cross_references = false;
  const std::string pdf = PdfOf({"lingkar"}, broken);
  std::string loop = pdf.substr(0, pdf.find("trailer<<"));
  const std::string at = std::to_string(loop.size());
  loop += "xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 99/Prev " + at + "/XRefStm " +
          at + ">>\nstartxref\n" + at + "\n%%EOF\n";
  const std::string kids =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R "
      "2 0 R]/Count 2147483647/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>";
  const std::string stream =
      "%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1000000/First 10/Length 3 0 R/Extends 1 0 R>>stream\n1 0 "
      "2 "
      "0\nendstream endobj\n3 0 obj 3 0 R endobj\ntrailer<</Root 1 0 R/Prev 0>>";
  for (const std::string& payload : {loop, kids, stream}) Document(payload, seconds(10));
}

TEST_F(HostileFiles, Item72NamesThatLeadOutsideAreListedAndNothingIsWritten) {
  const std::string up = "../../arsip-hostile-up";
  const std::string absolute = "/tmp/arsip-hostile-absolute";
  const std::filesystem::path before = std::filesystem::current_path();
  const Extraction zip = Document(ZipOf({{up, "x"},
                                         {absolute, "y"},
                                         {"link", "/tmp", true, {}, {}, true},
                                         {"link/arsip-hostile-link", "z"}}),
                                  seconds(5));
  EXPECT_EQ(zip.records_size(), 5);
  const Extraction tar = Document(TarOf({{up, "x"},
                                         {absolute, "y"},
                                         {"link", "", '2', "/tmp"},
                                         {"link/arsip-hostile-link", "z"},
                                         {"hard", "", '1', "/etc/passwd"},
                                         {"device", "", '3'}}),
                                  seconds(5));
  EXPECT_GE(tar.records_size(), 5);
  for (const std::filesystem::path& path :
       {before / up, std::filesystem::path(absolute), std::filesystem::path("/arsip-hostile-up"),
        std::filesystem::path("/tmp/arsip-hostile-link"), before / "link"}) {
    EXPECT_FALSE(std::filesystem::exists(path)) << path;
  }
}

TEST_F(HostileFiles, Item72EntriesThatShareTheirBytesEndAtTheRatio) {
  // 400 of 64 MiB in a container of some 90 KiB.
  std::vector<ZipMember> members = {{"0", std::string(64 * kMebibyte, '\0')}};
  for (int i = 1; i < 400; ++i) members.push_back({std::to_string(i), {}, false, {}, 0});
  const Extraction read = Document(ZipOf(members), seconds(20));
  EXPECT_THAT(read.records(0).state(), StartsWith("refused-limit: "));
}

TEST_F(HostileFiles, Item72BombsInBombsAndNestingWithoutEnd) {
  // As 42.zip: sixteen in each, five deep, at the bottom what is much larger than it looks.
  std::string bomb = ZipOf({{"0.dll", std::string(64 * kMebibyte, '\0')}});
  for (int depth = 0; depth < 5; ++depth) {
    std::vector<ZipMember> members;
    for (int i = 0; i < 16; ++i) members.push_back({"lib " + std::to_string(i) + ".zip", bomb});
    bomb = ZipOf(members);
  }
  EXPECT_THAT(Names(Document(bomb, seconds(30))), ::testing::SizeIs(::testing::Gt(1u)));
  // A quine is never done with being unpacked; nor is this, as far as anybody looks.
  std::string nested = "dasar";
  for (int depth = 0; depth < 60; ++depth) nested = ZipOf({{"lagi.zip", nested, true}});
  const Extraction quine = Document(nested, seconds(5));
  EXPECT_LE(quine.records_size(), 5);
  EXPECT_EQ(quine.records(quine.records_size() - 1).state(), "refused-limit: depth");
}

TEST_F(HostileFiles, Item72ForgedSizesAreNotBelieved) {
  for (const std::string& payload :
       {ZipOf({{"a", "isi", false, 4'294'967'294u}}),
        ZipOf({{"a", std::string(kMebibyte, 'x'), false, 0u}}),
        TarOf({{"a", "isi", '0', {}, uint64_t{8'589'934'591}}}),
        TarOf({{"a", std::string(kMebibyte, 'x'), '0', {}, uint64_t{1}}})}) {
    const Extraction read = Document(payload, seconds(10));
    EXPECT_GE(read.records_size(), 1);
  }
}

// Last, over all processes of the tests above; payloads they share with this one are in it.
TEST_F(HostileFiles, NoProcessTookMoreMemoryThanItsLimit) {
  if (extractors::BuiltWithSanitizer()) return;
  Document(PdfOf({"h"}), seconds(5));
  rusage usage{};
  ASSERT_EQ(::getrusage(RUSAGE_CHILDREN, &usage), 0);
  RecordProperty("mebibytes", static_cast<int>(usage.ru_maxrss >> 10));
  EXPECT_LT(usage.ru_maxrss, 1 << 20);
}

}  // namespace
}  // namespace arsip::crawler
