// What arsip-document-sandbox answers, without its walls; they are in
// tests/crawler/document_sandbox_test.cc.
#include "extractors/document_extractor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.h"
#include "document_samples.h"
#include "extractors/archive_members.h"

namespace arsip::extractors {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

DocumentExtractor& Shared() {
  static auto* extractor = [] {
    auto* made = new DocumentExtractor();
    made->Preload();
    return made;
  }();
  return *extractor;
}

Extraction Read(std::string_view payload, ExtractionRequest request = {}) {
  request.set_kind(ExtractionRequest::DOCUMENT);
  Extraction extraction;
  Shared().Extract(request, payload, extraction);
  return extraction;
}

std::vector<std::string> FactsOf(const Record& record) {
  std::vector<std::string> facts;
  for (const Fact& fact : record.facts()) facts.push_back(fact.name() + "=" + fact.value());
  return facts;
}

// "KIND uri state", indented by nothing: parents are asserted apart.
std::vector<std::string> Listing(const Extraction& extraction) {
  std::vector<std::string> lines;
  for (const Record& record : extraction.records()) {
    std::string line = Record::Kind_Name(record.kind());
    if (!record.uri().empty()) line += " " + record.uri();
    if (!record.state().empty()) line += " [" + record.state() + "]";
    lines.push_back(line);
  }
  return lines;
}

TEST(Pdf, TextMetadataAndPagesBecomeRecords) {
  const std::string pdf = PdfOf({"Buka pukul delapan", "Tutup pukul lima"});
  const Extraction read = Read(pdf);
  EXPECT_EQ(read.extractor(), "document");
  EXPECT_EQ(read.sniffed_media_type(), "application/pdf");
  EXPECT_EQ(read.title(), "Jadwal perpustakaan");
  ASSERT_THAT(Listing(read), ElementsAre("DOCUMENT", "PAGE_OF_DOCUMENT", "PAGE_OF_DOCUMENT"));
  const Record& document = read.records(0);
  EXPECT_EQ(document.text(), "Buka pukul delapan\n\nTutup pukul lima");
  EXPECT_EQ(document.text_source(), "pdf");
  EXPECT_EQ(document.page_count(), 2u);
  EXPECT_EQ(document.bytes(), pdf.size());
  EXPECT_EQ(document.sha256().size(), 32u);
  EXPECT_EQ(document.authors(0).name(), "Dewi");
  EXPECT_EQ(document.published().utc(), "2026-03-01T05:00:00Z");
  EXPECT_EQ(document.published().as_written(), "D:20260301120000+07'00'");
  EXPECT_THAT(FactsOf(document), IsSupersetOf({"pdf:Producer=Penulis 1.0", "pdf:version=1.4",
                                               "pdf:id=30313233343536373839616263646566"}));
  const Record& page = read.records(2);
  EXPECT_EQ(page.page_number(), 2u);
  EXPECT_EQ(document.text().substr(page.text_begin(), page.text_end() - page.text_begin()),
            "Tutup pukul lima");
}

TEST(Pdf, LinksOutlineAndAttachmentsAreFound) {
  const int first = MoreObjects(1);
  const auto number = [first](int i) { return std::to_string(first + i) + " 0 R"; };
  const std::string attached = "isi lampiran";
  PdfOptions options;
  options.page = "/Annots[" + number(0) + "]";
  options.catalog =
      "/Outlines " + number(1) + "/Names<</EmbeddedFiles<</Names[(a)" + number(3) + "]>>>>";
  options.objects = {
      "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org/unduh)>>>>",
      "<</First " + number(2) + "/Last " + number(2) + ">>",
      "<</Title(Bab satu)/Parent " + number(1) + ">>",
      "<</Type/Filespec/F(../../lampiran.txt)/EF<</F " + number(4) + ">>>>",
      "<</Type/EmbeddedFile/Length " + std::to_string(attached.size()) + ">>stream\n" + attached +
          "\nendstream"};
  const Extraction read = Read(PdfOf({"Halaman"}, options));
  ASSERT_EQ(read.links_size(), 1);
  EXPECT_EQ(read.links(0).reference(), "https://example.org/unduh");
  EXPECT_EQ(read.records(0).edges(0).href(), "https://example.org/unduh");
  EXPECT_THAT(read.headings(), ElementsAre("Bab satu"));
  ASSERT_THAT(Listing(read),
              ElementsAre("DOCUMENT", "PAGE_OF_DOCUMENT", "DOCUMENT ../../lampiran.txt"));
  EXPECT_EQ(read.records(2).text(), attached);
  EXPECT_EQ(read.records(2).parent(), 0u);
}

TEST(Office, DocxTextKeepsParagraphsCellsAndLeavesDeletedTextOut) {
  const Extraction read = Read(Docx(
      "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Satu</w:t><w:tab/><w:t>dua</w:t></"
      "w:r>"
      "<w:r><w:delText>hapus</w:delText><w:instrText>PAGE</w:instrText></w:r></w:p>"
      "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></"
      "w:r>"
      "</w:p></w:tc></w:tr></w:tbl>",
      {{"word/_rels/document.xml.rels",
        "<Relationships><Relationship Id='r' Type='x/hyperlink' Target='https://example.org/s' "
        "TargetMode='External'/><Relationship Id='t' Type='x/attachedTemplate' "
        "Target='http://example.net/t.dotm' TargetMode='External'/></Relationships>"},
       {"word/media/image1.png", PngOf(300, 200, {}, false), true},
       {"word/vbaProject.bin", "makro"}}));
  const Record& document = read.records(0);
  EXPECT_EQ(document.text(), "Satu\tdua\nA\tB");
  EXPECT_EQ(document.title(), "Surat edaran");
  EXPECT_EQ(document.authors(0).name(), "Budi");
  EXPECT_EQ(document.published().utc(), "2026-02-01T03:00:00Z");
  EXPECT_THAT(document.media_type(), EndsWith("wordprocessingml.document"));
  EXPECT_EQ(read.sniffed_media_type(), document.media_type());
  EXPECT_THAT(FactsOf(document),
              IsSupersetOf({"ooxml:lastModifiedBy=Sari",
                            "ooxml:external=attachedTemplate http://example.net/t.dotm"}));
  ASSERT_EQ(read.links_size(), 1);
  EXPECT_EQ(read.links(0).reference(), "https://example.org/s");
  EXPECT_THAT(Listing(read), ElementsAre("DOCUMENT", "IMAGE word/media/image1.png",
                                         "DOCUMENT word/vbaProject.bin"));
  EXPECT_EQ(read.records(1).width(), 300u);
}

TEST(Office, SheetsAreLinesOfCellsUnderTheirNames) {
  const Extraction read = Read(
      ZipOf({{"[Content_Types].xml", "<Types/>"},
             {"xl/workbook.xml",
              "<workbook xmlns:r='r'><sheets><sheet name='Stok' r:id='rId7'/></sheets></workbook>"},
             {"xl/_rels/workbook.xml.rels",
              "<Relationships><Relationship Id='rId7' Type='x/worksheet' "
              "Target='worksheets/sheet1.xml'/></Relationships>"},
             {"xl/sharedStrings.xml",
              "<sst><si><t>Beras</t></si><si><r><t>Gu</t></r><r><t>la</t></r></si></sst>"},
             {"xl/worksheets/sheet1.xml",
              "<worksheet><sheetData><row><c t='s'><v>0</v></c><c><v>12.5</v></c></row>"
              "<row><c t='s'><v>1</v></c><c t='inlineStr'><is><t>kg</t></is></c></row>"
              "<row><c t='s'><v>99</v></c></row></sheetData></worksheet>"}}));
  ASSERT_THAT(Listing(read), ElementsAre("DOCUMENT", "PAGE_OF_DOCUMENT"));
  EXPECT_EQ(read.records(0).text(), "Beras\t12.5\nGula\tkg");
  EXPECT_EQ(read.records(1).title(), "Stok");
}

TEST(Office, SlidesAreReadInTheOrderOfTheirNumbers) {
  std::vector<ZipMember> members = {{"[Content_Types].xml", "<Types/>"},
                                    {"ppt/presentation.xml", "<p/>"}};
  for (const int slide : {10, 2, 1}) {
    members.push_back({"ppt/slides/slide" + std::to_string(slide) + ".xml",
                       "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>Slaid " +
                           std::to_string(slide) + "</a:t></a:r></a:p></p:sld>"});
  }
  const Extraction read = Read(ZipOf(members));
  EXPECT_EQ(read.records(0).text(), "Slaid 1\n\nSlaid 2\n\nSlaid 10");
  EXPECT_EQ(read.records(0).page_count(), 3u);
}

TEST(Office, OpenDocumentTextAndMetadata) {
  const Extraction read = Read(Odt(
      "<text:tracked-changes><text:p>hapus</text:p></text:tracked-changes><text:h>Judul</text:h>"
      "<text:p>Satu<text:s text:c='2'/>dua <text:a xlink:href='https://example.org/o'>tiga</text:a>"
      "</text:p>"));
  const Record& document = read.records(0);
  EXPECT_EQ(document.text(), "Judul\nSatu  dua tiga");
  EXPECT_EQ(document.title(), "Laporan");
  EXPECT_EQ(document.authors(0).name(), "Ani");
  EXPECT_EQ(document.modified().utc(), "2026-03-01");
  EXPECT_EQ(document.media_type(), "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(read.links(0).reference(), "https://example.org/o");
}

TEST(Office, OpenDocumentSheetsAndSlidesArePages) {
  const std::string cell = "<table:table-cell><text:p>";
  const std::string end = "</text:p></table:table-cell>";
  const Extraction sheets =
      Read(Odt("<table:table table:name='Daftar'><table:table-row>" + cell + "a" + end + cell +
                   "b" + end + "</table:table-row></table:table>",
               "spreadsheet"));
  EXPECT_EQ(sheets.records(0).text(), "a\tb");
  EXPECT_EQ(sheets.records(1).title(), "Daftar");
  const Extraction slides = Read(
      Odt("<draw:page><text:p>Satu</text:p></draw:page><draw:page><text:p>Dua</text:p></draw:page>",
          "presentation"));
  EXPECT_EQ(slides.records(0).page_count(), 2u);
  EXPECT_EQ(slides.records(2).text_begin(), 6u);
}

TEST(Office, EntitiesAreRefusedAndNothingIsExpanded) {
  const std::string bomb =
      "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
      "<w:document xmlns:w='w'><w:p><w:r><w:t>x&a;&b;</w:t></w:r></w:p></w:document>";
  const Extraction read =
      Read(ZipOf({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", bomb}}));
  EXPECT_EQ(read.records(0).state(), "corrupt");
  EXPECT_EQ(read.records(0).text(), "");
}

TEST(Office, EncryptedFilesAreCalledSo) {
  const std::string compound = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) +
                               std::string(600, '\0') +
                               std::string("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
  EXPECT_THAT(Listing(Read(compound)), ElementsAre("DOCUMENT [encrypted]"));
  const Extraction odf = Read(ZipOf(
      {{"mimetype", "application/vnd.oasis.opendocument.text", true},
       {"META-INF/manifest.xml",
        "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"},
       {"content.xml", "\x01\x02\x03"}}));
  EXPECT_EQ(odf.records(0).state(), "encrypted");
}

TEST(Book, ChaptersComeInTheOrderOfTheSpine) {
  const Extraction read = Read(Epub());
  const Record& book = read.records(0);
  EXPECT_EQ(book.text(), "Bab pertama\nMenanam cabai.\n\nBab kedua lihat satu");
  EXPECT_EQ(book.title(), "Kebun");
  EXPECT_EQ(book.authors(0).name(), "Ani");
  EXPECT_EQ(book.language_declared(), "id");
  EXPECT_EQ(read.language(), "id");
  EXPECT_EQ(book.media_type(), "application/epub+zip");
  EXPECT_THAT(FactsOf(book), ElementsAre("epub:publisher=Pustaka"));
  ASSERT_EQ(read.links_size(), 1);
  EXPECT_EQ(read.links(0).reference(), "https://example.org/x");
  EXPECT_EQ(read.records(1).title(), "Satu");
}

TEST(Image, HeaderTextsExifAndPlaceBecomeFacts) {
  const Extraction read = Read(JpegOf(4000, 3000, ExifBlock(), "foto uji"));
  const Record& image = read.records(0);
  EXPECT_EQ(Listing(read)[0], "IMAGE");
  EXPECT_EQ(image.width(), 4000u);
  EXPECT_EQ(image.height(), 3000u);
  EXPECT_EQ(image.media_type(), "image/jpeg");
  EXPECT_EQ(image.authors(0).name(), "Dewi Lestari");
  EXPECT_EQ(image.published().as_written(), "2026:03:01 12:34:56");
  EXPECT_EQ(image.published().utc(), "2026-03-01");
  EXPECT_THAT(FactsOf(image), IsSupersetOf({"jpeg:comment=foto uji", "exif:Model=Kamera Uji 3",
                                            "geo:position=-6.208333,106.820000"}));
}

TEST(PlainText, IsReadInItsDeclaredEncoding) {
  ExtractionRequest request;
  request.set_content_type("text/plain; charset=windows-1252");
  const Extraction read = Read("caf\xE9 buka\r\nhari ini", request);
  EXPECT_EQ(read.records(0).text(), "caf\xC3\xA9 buka\nhari ini");
  EXPECT_EQ(read.records(0).text_source(), "text");
}

TEST(ContentCoding, IsUndoneFirst) {
  ExtractionRequest request;
  request.add_content_encoding("gzip");
  const Extraction read = Read(Deflated(PdfOf({"isi"}), 31), request);
  EXPECT_EQ(read.records(0).text(), "isi");
}

TEST(Container, EveryMemberIsARecordWithItsDigestUnderItsParent) {
  const std::string inner = ZipOf({{"catatan.txt", "rapat hari Senin"}});
  const Extraction read = Read(TarOf({{"dir/", "", '5'},
                                      {"dir/dalam.zip", inner},
                                      {"halaman.html", "<html lang=id><title>Judul</title><p>isi"},
                                      {"acak.bin", std::string("\1\2\3\xFF", 4)}}));
  ASSERT_THAT(Listing(read), ElementsAre("ARCHIVE", "ARCHIVE dir/dalam.zip", "DOCUMENT catatan.txt",
                                         "PAGE halaman.html", "FILE acak.bin"));
  EXPECT_EQ(read.records(2).parent(), 1u);
  EXPECT_EQ(read.records(3).parent(), 0u);
  EXPECT_EQ(read.records(2).text(), "rapat hari Senin");
  EXPECT_EQ(read.records(3).title(), "Judul");
  EXPECT_EQ(read.records(3).text(), "isi");
  const Sha256 digest = ComputeSha256("rapat hari Senin");
  EXPECT_EQ(read.records(2).sha256(),
            std::string(reinterpret_cast<const char*>(digest.data()), digest.size()));
  EXPECT_EQ(read.records(1).modified().utc(), "2026-01-01T00:00:00Z");
}

TEST(Container, GzipOfOneFileAndOfATar) {
  const Extraction one = Read(Deflated("satu berkas saja", 31));
  ASSERT_THAT(Listing(one), ElementsAre("ARCHIVE", "DOCUMENT"));
  EXPECT_EQ(one.records(1).text(), "satu berkas saja");
  const Extraction tar = Read(Deflated(TarOf({{"a.txt", "isi"}}), 31));
  EXPECT_THAT(Listing(tar), ElementsAre("ARCHIVE", "DOCUMENT a.txt"));
}

TEST(Container, RarIsNamedAndNotOpened) {
  const Extraction read = Read(std::string("Rar!\x1A\x07\x01\0", 8) + std::string(64, 'x'));
  EXPECT_THAT(Listing(read), ElementsAre("FILE"));
  EXPECT_THAT(read.records(0).media_type(), HasSubstr("rar"));
}

// security.md item 72.
TEST(HostileContainer, NamesThatClimbAndLinksStayNames) {
  const auto before =
      std::filesystem::recursive_directory_iterator(std::filesystem::current_path());
  const auto count = std::distance(begin(before), end(before));
  const Extraction zip =
      Read(ZipOf({{"../../etc/passwd", "x"}, {"/abs", "y"}, {"l", "../t", true, {}, {}, true}}));
  EXPECT_THAT(Listing(zip),
              ElementsAre("ARCHIVE", "DOCUMENT ../../etc/passwd", "DOCUMENT /abs", "FILE l"));
  EXPECT_THAT(FactsOf(zip.records(3)), ElementsAre("member:link=../t"));
  const Extraction tar = Read(TarOf({{"a", "", '2', "/etc"}, {"a/passwd", "x"}, {"dev", "", '3'}}));
  EXPECT_THAT(Listing(tar), ElementsAre("ARCHIVE", "FILE a", "DOCUMENT a/passwd", "FILE dev"));
  const auto after = std::filesystem::recursive_directory_iterator(std::filesystem::current_path());
  EXPECT_EQ(std::distance(begin(after), end(after)), count);
}

TEST(HostileContainer, OverlappingMembersStopAtTheRatio) {
  std::vector<ZipMember> members = {{"0", std::string(8u << 20, '\0')}};
  for (int i = 1; i < 400; ++i) {
    members.push_back({std::to_string(i), "", false, {}, 0});
  }
  const std::string zip = ZipOf(members);
  const Extraction read = Read(zip);
  EXPECT_EQ(read.records(0).state(), "refused-limit: ratio");
  EXPECT_LT(read.records_size(), 20);
}

TEST(HostileContainer, BombInBombStopsAtTheRatioOfThePayload) {
  std::string nested = std::string(64u << 20, '\0');
  for (int depth = 0; depth < 3; ++depth) nested = ZipOf({{"0.zip", nested}});
  const Extraction read = Read(nested);
  EXPECT_EQ(read.records(0).state(), "refused-limit: ratio");
  EXPECT_LE(read.records_size(), 5);
}

TEST(HostileContainer, NestingEndsAtItsDepth) {
  std::string nested = "isi";
  for (int depth = 0; depth < 9; ++depth) nested = ZipOf({{"dalam.zip", nested, true}});
  const Extraction read = Read(nested);
  ASSERT_THAT(Listing(read), SizeIs(kMaxContainerDepth + 1));
  EXPECT_EQ(read.records(kMaxContainerDepth).state(), "refused-limit: depth");
}

TEST(HostileContainer, MembersBeyondTheBoundAreNotOpened) {
  std::vector<TarMember> members(kMaxMembers + 500, TarMember{"x", ""});
  ExtractionRequest request;
  request.set_max_records(100);
  const Extraction read = Read(TarOf(members), request);
  EXPECT_EQ(read.records(0).state(), "refused-limit: members");
  EXPECT_EQ(read.records_size(), 100);
  EXPECT_EQ(read.records_dropped(), kMaxMembers - 99);
}

TEST(HostileContainer, ForgedSizesAreSaidAndNotBelieved) {
  const Extraction zip = Read(ZipOf({{"a", "isi", false, 4'000'000'000u}}));
  ASSERT_EQ(zip.records_size(), 2);
  EXPECT_EQ(zip.records(1).state(), "corrupt");
  EXPECT_LE(zip.records(1).bytes(), 3u);
  EXPECT_THAT(FactsOf(zip.records(1)), ElementsAre("member:claimed-bytes=4000000000"));
  const Extraction tar = Read(TarOf({{"a", "isi", '0', "", uint64_t{4} << 30}}));
  ASSERT_EQ(tar.records_size(), 2);
  EXPECT_EQ(tar.records(1).state(), "corrupt");
}

TEST(HostileContainer, EncryptedMembersAreListed) {
  const Extraction read =
      Read(ZipOf({{"rahasia.txt", "0123456789abcdef", true, {}, {}, false, true}}));
  EXPECT_THAT(Listing(read), ElementsAre("ARCHIVE", "FILE rahasia.txt [encrypted]"));
}

TEST(HostileContainer, GarbageBehindASignatureIsCorrupt) {
  for (const std::string& magic : {std::string("PK\3\4"), std::string("7z\xBC\xAF\x27\x1C"),
                                   std::string("\x28\xB5\x2F\xFD"), std::string("\x1F\x8B\x08")}) {
    const Extraction read = Read(magic + std::string(3'000, '\x02'));
    ASSERT_GE(read.records_size(), 1);
    EXPECT_THAT(Listing(read).back(), HasSubstr("corrupt")) << magic;
  }
}

TEST(HostileContainer, CutAnywhereItIsStillAnAnswer) {
  const std::string whole = Docx("<w:p><w:r><w:t>isi</w:t></w:r></w:p>");
  for (size_t size = 4; size < whole.size(); size += 7) {
    EXPECT_GE(Read(whole.substr(0, size)).records_size(), 1) << size;
  }
}

// security.md item 71.
TEST(HostilePdf, HugePagesAreReadAndNotDrawn) {
  PdfOptions options;
  options.box = "0 0 99999 99999";
  EXPECT_EQ(Read(PdfOf({"besar"}, options)).records(0).text(), "besar");
}

TEST(HostilePdf, PagesBeyondTheBoundAreCounted) {
  const Extraction read = Read(PdfOf(std::vector<std::string>(10'000, "h")));
  EXPECT_EQ(read.records(0).page_count(), 10'000u);
  EXPECT_EQ(read.records(0).state(), "refused-limit: pages");
  EXPECT_EQ(read.records_size(), 1'001);
}

TEST(HostilePdf, LoopsAndGarbageEnd) {
  PdfOptions loop;
  loop.cross_references = false;
  EXPECT_EQ(Read(PdfOf({"rusak"}, loop)).records(0).text(), "rusak");
  const std::string cycle =
      "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 2/Prev "
      "9>>\nstartxref\n9\n"
      "%%EOF";
  EXPECT_EQ(Read(cycle).records(0).state(), "corrupt");
  const std::string kids =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>";
  EXPECT_EQ(Read(kids).records_size(), 3);
}

TEST(HostilePdf, EncryptedIsCalledSo) {
  std::string pdf = PdfOf({"rahasia"});
  const std::string keys = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(" + std::string(32, 'o') +
                           ")/U(" + std::string(32, 'u') + ")>>";
  pdf.insert(pdf.find("/Size", pdf.find("trailer")), keys);
  EXPECT_EQ(Read(pdf).records(0).state(), "encrypted");
}

TEST(HostileImage, SizesAreReadAndBeyondTheBoundRefused) {
  const Extraction read = Read(PngOf(50'000, 50'000, {}, false));
  EXPECT_EQ(read.records(0).width(), 50'000u);
  EXPECT_EQ(read.records(0).state(), "refused-limit: pixels");
}

TEST(Answer, DependsOnVersionsThatFitTheGreeting) {
  const std::string versions = DocumentVersions();
  EXPECT_LT(versions.size(), 128u);
  for (const char* library : {"extraction ", "poppler 2", "tesseract 5", "libarchive 3"}) {
    EXPECT_THAT(versions, HasSubstr(library));
  }
}

TEST(Answer, NeverGrowsBeyondItsBound) {
  std::vector<TarMember> members;
  for (int i = 0; i < 60; ++i) {
    members.push_back({"t" + std::to_string(i), std::string(1u << 20, 'a')});
  }
  ExtractionRequest request;
  request.set_max_text_bytes(4u << 20);
  const Extraction read = Read(TarOf(members), request);
  EXPECT_LT(read.ByteSizeLong(), 8u << 20);
  EXPECT_GE(read.records_size(), 5);
}

}  // namespace
}  // namespace arsip::extractors
