#include "extractors/record_annotation.h"

#include <algorithm>
#include <string>

#include "extractors/language.h"
#include "extractors/record_limits.h"
#include "extractors/text_folding.h"
#include "extractors/text_sketch.h"

namespace arsip::extractors {
namespace {

// Of a run and of a language, serialised.
constexpr size_t kRunBytes = 32;
// What annotating a record adds beside its runs.
constexpr size_t kRecordBytes = 96;
constexpr size_t kFixedBytes = 256;
constexpr size_t kSketchMessageBytes = kSketchBytes + 64;
constexpr size_t kMarkBytes = 8;

template <class Repeated>
void SetLanguages(const TextLanguages& found, Repeated& languages) {
  for (const SharedLanguage& shared : found.languages) {
    LanguageShare& share = *languages.Add();
    share.set_code(shared.code);
    share.set_permille(shared.permille);
  }
}

}  // namespace

void RecordAnnotator::Preload() {
  breaker_.Preload();
  zawgyi_.Preload();
  PreloadLanguages();
  PreloadFolding();
}

bool RecordAnnotator::Convert(std::string& text, size_t max_bytes) {
  const size_t before = text.size();
  if (zawgyi_bytes_ == 0) return false;
  const bool converted =
      zawgyi_.Convert(text, std::min(max_bytes, before + answer_bytes_), zawgyi_cut_);
  if (!converted) return false;
  zawgyi_bytes_ -= std::min(zawgyi_bytes_, before);
  if (text.size() > before) answer_bytes_ -= std::min(answer_bytes_, text.size() - before);
  return true;
}

// Pages of a document are bytes of its text: each is converted by itself, and its place moves
// along.
bool RecordAnnotator::ConvertText(Record& record, const std::vector<Record*>& pages,
                                  size_t max_bytes) {
  if (pages.empty()) return Convert(*record.mutable_text(), max_bytes);
  const std::string before = std::move(*record.mutable_text());
  std::string& text = *record.mutable_text();
  text.clear();
  size_t room = max_bytes - std::min(max_bytes, before.size());
  size_t last = 0;
  bool any = false;
  for (Record* page : pages) {
    if (page->text_begin() < last || page->text_end() > before.size()) {
      page->clear_text_begin();
      page->clear_text_end();
      continue;
    }
    text.append(before, last, page->text_begin() - last);
    last = page->text_end();
    std::string piece = before.substr(page->text_begin(), last - page->text_begin());
    const size_t length = piece.size();
    const bool converted = Convert(piece, length + room);
    room -= std::min(room, piece.size() - std::min(length, piece.size()));
    page->set_zawgyi(converted);
    page->set_text_begin(static_cast<uint32_t>(text.size()));
    text += piece;
    page->set_text_end(static_cast<uint32_t>(text.size()));
    any |= converted;
  }
  text.append(before, last);
  return any;
}

void RecordAnnotator::ConvertZawgyi(size_t max_text_bytes, Extraction& extraction) {
  bool any = Convert(*extraction.mutable_title(), kMaxRecordLineBytes);
  any |= Convert(*extraction.mutable_text(), max_text_bytes);
  for (std::string& heading : *extraction.mutable_headings()) {
    any |= Convert(heading, kMaxRecordLineBytes);
  }
  std::vector<std::vector<Record*>> pages(static_cast<size_t>(extraction.records_size()));
  for (Record& record : *extraction.mutable_records()) {
    if (record.text_end() > 0) pages.at(record.parent()).push_back(&record);
  }
  for (int i = 0; i < extraction.records_size(); ++i) {
    Record& record = *extraction.mutable_records(i);
    const bool converted = ConvertText(record, pages[static_cast<size_t>(i)], max_text_bytes);
    const bool titled = Convert(*record.mutable_title(), kMaxRecordLineBytes);
    const bool described = Convert(*record.mutable_description(), kMaxDescriptionBytes);
    record.set_zawgyi(record.zawgyi() || converted);
    any |= converted || titled || described;
  }
  if (any) extraction.add_flags("zawgyi");
  if (zawgyi_cut_) extraction.add_flags("zawgyi-cut");
}

void RecordAnnotator::AnnotateRecord(Record& record) {
  if (record.text().empty()) return;
  if (answer_bytes_ < kRecordBytes || language_bytes_ == 0) {
    languages_cut_ = true;
    return;
  }
  answer_bytes_ -= kRecordBytes;
  const size_t max_runs = std::min(static_cast<size_t>(kMaxTextRuns), answer_bytes_ / kRunBytes);
  const TextLanguages found = languages_.Detect(record.text(), max_runs, language_bytes_);
  language_bytes_ -= std::min(language_bytes_, record.text().size());
  answer_bytes_ -= found.runs.size() * kRunBytes;
  languages_cut_ |= found.cut || found.runs_dropped > 0;
  for (const LanguageRun& judged : found.runs) {
    TextRun& run = *record.add_runs();
    run.set_begin(static_cast<uint32_t>(judged.begin));
    run.set_end(static_cast<uint32_t>(judged.end));
    run.set_language(judged.language);
    run.set_script(judged.script);
    run.set_reliable(judged.reliable);
  }
  SetLanguages(found, *record.mutable_languages());
  record.set_script(found.script);
  const size_t counted = std::min(word_bytes_, kMaxBrokenBytes);
  words_cut_ |= counted < record.text().size();
  record.set_words(breaker_.CountWords(record.text(), counted));
  word_bytes_ -= std::min(word_bytes_, record.text().size());
}

void RecordAnnotator::SketchRecord(Record& record) {
  const std::string& text = record.text();
  if (text.empty()) return;
  if (answer_bytes_ < kSketchMessageBytes || text.size() > sketch_bytes_) {
    sketches_cut_ = true;
    return;
  }
  answer_bytes_ -= kSketchMessageBytes;
  sketch_bytes_ -= text.size();
  const TextSketch sketch = SketchText(text);
  if (sketch.shingles == 0) return;
  RecordSketch& said = *record.mutable_text_sketch();
  said.set_version(kTextSketchVersion);
  said.set_shingles(sketch.shingles);
  said.set_digest(sketch.digest.data(), sketch.digest.size());
  if (sketch.comparable()) said.set_places(SketchBytes(sketch));
}

void RecordAnnotator::Annotate(size_t max_text_bytes, size_t max_answer_bytes,
                               Extraction& extraction) {
  // The flags, the languages of the whole; of each record, whether it was Zawgyi.
  const size_t used = extraction.ByteSizeLong() + kFixedBytes +
                      kMarkBytes * static_cast<size_t>(extraction.records_size());
  answer_bytes_ = used < max_answer_bytes ? max_answer_bytes - used : 0;
  language_bytes_ = kMaxAnnotatedBytes;
  word_bytes_ = kMaxCountedBytes;
  zawgyi_bytes_ = kMaxZawgyiBytes;
  sketch_bytes_ = kMaxSketchedBytes;
  zawgyi_cut_ = languages_cut_ = words_cut_ = sketches_cut_ = false;
  ConvertZawgyi(max_text_bytes, extraction);
  for (Record& record : *extraction.mutable_records()) {
    record.clear_runs();
    record.clear_languages();
    AnnotateRecord(record);
  }
  for (Record& record : *extraction.mutable_records()) {
    record.clear_text_sketch();
    SketchRecord(record);
  }
  if (!extraction.text().empty()) {
    const TextLanguages found = languages_.Detect(extraction.text(), 0);
    SetLanguages(found, *extraction.mutable_languages());
  }
  languages_.Forget();
  if (languages_cut_) extraction.add_flags("languages-cut");
  if (words_cut_) extraction.add_flags("words-cut");
  if (sketches_cut_) extraction.add_flags("sketches-cut");
}

}  // namespace arsip::extractors
