// What is said of every record's text, whichever extractor wrote it: words, languages, scripts and
// a sketch for near-duplicates; and that Burmese in the Zawgyi code becomes Unicode.
//
// Bounded over all records of a payload: kMaxAnnotatedBytes for languages, kMaxCountedBytes for
// words, kMaxSketchedBytes for sketches, and what the answer has room for. Records beyond stay
// without. A sketch is of a whole text, or there is none.
// Flags: "zawgyi" (some text was converted), "zawgyi-cut", "languages-cut", "words-cut",
// "sketches-cut" (a limit was reached).
#ifndef ARSIP_EXTRACTORS_RECORD_ANNOTATION_H_
#define ARSIP_EXTRACTORS_RECORD_ANNOTATION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "extractors/extraction.pb.h"
#include "extractors/language.h"
#include "extractors/word_breaking.h"
#include "extractors/zawgyi.h"

namespace arsip::extractors {

inline constexpr size_t kMaxAnnotatedBytes = 2u << 20;
inline constexpr size_t kMaxCountedBytes = 1u << 20;
inline constexpr size_t kMaxSketchedBytes = 4u << 20;

// Not thread-safe.
class RecordAnnotator {
 public:
  // Before the sandbox's walls.
  void Preload();
  // `max_text_bytes` bounds each text, `max_answer_bytes` the whole.
  void Annotate(size_t max_text_bytes, size_t max_answer_bytes, Extraction& extraction);

 private:
  void ConvertZawgyi(size_t max_text_bytes, Extraction& extraction);
  void AnnotateRecord(Record& record);
  void SketchRecord(Record& record);
  bool ConvertText(Record& record, const std::vector<Record*>& pages, size_t max_bytes);
  bool Convert(std::string& text, size_t max_bytes);

  WordBreaker breaker_;
  ZawgyiConverter zawgyi_;
  LanguageDetector languages_;
  // What is left for the payload at hand.
  size_t answer_bytes_ = 0;
  size_t language_bytes_ = 0;
  size_t word_bytes_ = 0;
  size_t sketch_bytes_ = 0;
  size_t zawgyi_bytes_ = 0;
  bool zawgyi_cut_ = false;
  bool languages_cut_ = false;
  bool words_cut_ = false;
  bool sketches_cut_ = false;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_RECORD_ANNOTATION_H_
