// HtmlTokenizer: the tags of a document and their attributes, in one linear pass and without
// allocation. https://html.spec.whatwg.org/multipage/parsing.html#tokenization, reduced to what
// finding references needs: where tags, attributes, comments and raw text begin and end. Character
// references are left to whoever wants a value (character_references.h). Also reads XML, where no
// element is raw text.
//
// DEVIATION: bytes, not code points, so the document is in an ASCII-compatible encoding.
// DEVIATION: the attributes of a tag that the end of the document cuts short are still reported
// when they are complete; the standard drops the tag. A truncated body yields one more link that
// way. DEVIATION: XML: the internal subset of a DOCTYPE is skipped, never read: no entity of a
// document exists.
//
// Views point into the document, which must outlive the tokenizer. Not thread-safe.
#ifndef ARSIP_EXTRACTORS_HTML_TOKENIZER_H_
#define ARSIP_EXTRACTORS_HTML_TOKENIZER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace arsip::extractors {

class HtmlTokenizer {
 public:
  enum class Syntax { kHtml, kXml };
  struct Attribute {
    std::string_view name;   // as written
    std::string_view value;  // as written, without its quotes
    uint64_t packed_name;    // PackName(name)
  };
  struct TextRun {
    std::string_view text;
    bool literal = false;  // from a CDATA section: no character references in it
  };

  explicit HtmlTokenizer(std::string_view document, Syntax syntax = Syntax::kHtml);

  // Moves to the next start or end tag, past the rest of the current one. False at the end.
  bool NextTag();
  // Of the current tag.
  bool is_end_tag() const { return is_end_tag_; }
  std::string_view tag_name() const { return tag_name_; }
  uint64_t packed_tag_name() const { return packed_tag_name_; }
  // False when the tag is over.
  bool NextAttribute(Attribute& attribute);
  // Valid after NextAttribute returned false: the tag ended in "/>".
  bool self_closing() const { return self_closing_; }
  // From the "<" to where the tokenizer stands.
  std::string_view tag_bytes() const;
  // Goes on there, or back, as if it stood behind text. REQUIRES: `offset` is one of the document.
  void MoveTo(size_t offset);

  // The text up to the end tag of that name (ASCII case-insensitive) or the end of the document:
  // "raw text" and "RCDATA" states. The next NextTag() yields that end tag.
  std::string_view TakeRawText(std::string_view element_name);
  // The same for script, whose end tag does not count inside "<!-- <script>": "script data" states.
  std::string_view TakeScript();
  // All that is left: the "PLAINTEXT" state.
  std::string_view TakeRest();
  // The next stretch of text before the next tag, comments left out. False when a tag or the end
  // comes next.
  bool NextText(TextRun& run);

  // "<![CDATA[" begins a CDATA section only in XML and inside svg and math.
  void set_foreign_content(bool foreign) { cdata_allowed_ = xml_ || foreign; }

 private:
  bool OpenTag(const char* name, bool end_tag);
  void SkipMarkupDeclaration();
  void SkipComment();
  void SkipDoctype();
  void SkipPast(std::string_view terminator);
  std::string_view TakeUntil(const char* stop);

  const char* const begin_;
  const char* at_;
  const char* const end_;
  const bool xml_;
  bool cdata_allowed_;
  bool in_tag_ = false;
  bool is_end_tag_ = false;
  bool self_closing_ = false;
  const char* tag_begin_;
  std::string_view tag_name_;
  uint64_t packed_tag_name_ = 0;
};

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_HTML_TOKENIZER_H_
