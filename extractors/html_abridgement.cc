#include "extractors/html_abridgement.h"

#include <algorithm>
#include <cstdint>

#include "extractors/html_elements.h"
#include "extractors/html_placeholder.h"
#include "extractors/html_tokenizer.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

// For a shorter one Gumbo takes less than it costs to restore.
constexpr size_t kLeastLeftOut = 6;
// Of a tag; each is compared with each.
constexpr size_t kMostAttributes = 12;
constexpr size_t kKeptBytes = 4u << 20;
// Phrases of a form that may have to be given back; more are none.
constexpr size_t kMostPending = 64;

// Whatever its name: Gumbo passes over a NUL in front of "type".
bool SaysLinkedData(const HtmlAttributeText& attribute) {
  return attribute.value.find("ld+json") != std::string_view::npos;
}

bool HasMarkup(std::string_view text) { return text.find('<') != std::string_view::npos; }

bool IsRawText(Element element) {
  switch (element) {
    case Element::kIframe:
    case Element::kNoembed:
    case Element::kNoframes:
    case Element::kStyle:
    case Element::kTextarea:
    case Element::kTitle:
    case Element::kXmp:
      return true;
    default:
      return false;
  }
}

// Elements behind which Gumbo reads text by other rules, as long as it deems them open.
bool ChangesRules(Element element, std::string_view name) {
  return element == Element::kSvg || element == Element::kMath || element == Element::kPlaintext ||
         PackName(name) == PackName("frameset");
}

bool IsDrawing(std::string_view name) { return name == "svg"; }

// Elements of svg that are nothing else in HTML and hold no HTML.
bool IsShape(std::string_view name) {
  return name == "path" || name == "g" || name == "circle" || name == "rect" || name == "line" ||
         name == "use" || name == "polygon" || name == "polyline" || name == "ellipse";
}

// Their attributes are compared: of equal ones at most three are opened again. Of "a" there is one.
bool ComparesAttributes(Element element) { return element != Element::kA && IsFormatting(element); }

// Of a second html or body those that are new count, of an input its type, of isindex the prompt.
bool ReadsAttributes(Element element, std::string_view name) {
  return element == Element::kHtml || element == Element::kBody || element == Element::kInput ||
         PackName(name) == PackName("isindex");
}

bool IsOddName(std::string_view name) {
  return std::any_of(name.begin(), name.end(),
                     [](char c) { return c == '"' || c == '\'' || c == '<' || c == '='; });
}

// "<!-- ... -->" whose end cannot be mistaken.
bool IsPlainComment(std::string_view comment) {
  if (comment.size() < 7 || !comment.ends_with("-->")) return false;
  const std::string_view body = comment.substr(4, comment.size() - 7);
  return !body.starts_with('>') && !body.starts_with("->") &&
         body.find("--!>") == std::string_view::npos;
}

// Inside "<!--" the end tag of a script may be text.
bool IsPlainScript(std::string_view script) {
  return script.find("<!--") == std::string_view::npos;
}

}  // namespace

class HtmlAbridgement::Writer {
 public:
  Writer(HtmlAbridgement& abridgement, std::string_view document)
      : out_(abridgement.abridged_),
        omissions_(abridgement.omissions_),
        attributes_(abridgement.attributes_),
        phrases_(abridgement.phrases_),
        document_(document),
        tokens_(document),
        reader_(document, context_) {}

  void Write() {
    while (tokens_.NextTag()) {
      const size_t tag = OffsetOf(tokens_.tag_bytes().data());
      if (!TakeBeforeTag(document_.substr(written_, tag - written_))) break;
      const bool plain = tokens_.is_end_tag() ? TakeEndTag() : TakeStartTag();
      if (!plain) break;
    }
    EndForm();  // there may be an end tag of one in what is copied
    CopyTo(document_.size());
  }

 private:
  size_t OffsetOf(const char* at) const { return static_cast<size_t>(at - document_.data()); }

  void CopyTo(size_t end) {
    out_ += document_.substr(written_, end - written_);
    written_ = end;
  }

  // Texts, comments and what is treated alike. False: odd.
  bool TakeBeforeTag(std::string_view between) {
    const size_t end = written_ + between.size();
    while (written_ < end) {
      const std::string_view rest = document_.substr(written_, end - written_);
      if (rest[0] != '<') {
        TakeText(rest.substr(0, rest.find('<')));
      } else if (rest.starts_with("<!--")) {
        const std::string_view comment = rest.substr(0, PastFirst(rest, "-->"));
        if (!IsPlainComment(comment)) return false;
        out_ += "<!---->";
        written_ += comment.size();
      } else if (rest.starts_with("<![") || rest.starts_with("</>") || rest.size() == 1) {
        return false;
      } else if (rest[1] == '!' || rest[1] == '?' || rest[1] == '/') {
        CopyTo(written_ + PastFirst(rest, ">"));
      } else {
        CopyTo(written_ + 1);  // a "<" that is text
      }
    }
    return true;
  }

  static size_t PastFirst(std::string_view text, std::string_view terminator) {
    const size_t found = text.find(terminator);
    return found == std::string_view::npos ? text.size() : found + terminator.size();
  }

  // From character reference to character reference.
  void TakeText(std::string_view text) {
    while (!text.empty()) {
      const std::string_view run = text.substr(0, text.find('&'));
      TakeRun(run);
      text.remove_prefix(run.size());
      if (text.empty()) return;
      size_t end = text.starts_with("&#") ? 2 : 1;
      while (end < text.size() && IsWordByte(text[end])) ++end;
      if (end < text.size() && text[end] == ';') ++end;
      CopyTo(written_ + end);
      text.remove_prefix(end);
    }
  }

  static bool IsWordByte(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  void TakeRun(std::string_view run) {
    const size_t spaces = LeadingSpace(run);
    if (spaces > 2 && run[0] != '\r') {
      out_ += run[0];  // behind "<pre>" a line feed is none
      out_ += ' ';
      written_ += spaces;
    } else {
      CopyTo(written_ + spaces);
    }
    LeaveOut(run.substr(spaces));
  }

  void LeaveOut(std::string_view run) {
    if (run.size() < kLeastLeftOut || !HasRoom() || !IsVerbatimText(run)) {
      return CopyTo(OffsetOf(run.data()) + run.size());
    }
    AppendPlaceholder({run, Omission::Kind::kText, 0, 0});
    written_ += run.size();
  }

  bool HasRoom() const { return omissions_.size() < kMostPlaceholders; }

  void AppendPlaceholder(const Omission& omission) {
    const Placeholder placeholder = PlaceholderOf(omissions_.size());
    out_.append(placeholder.data(), placeholder.size());
    omissions_.push_back(omission);
  }

  bool ReadAttributes() {
    HtmlTokenizer::Attribute attribute;
    while (tokens_.NextAttribute(attribute)) {
      if (IsOddName(attribute.name)) return false;
      attributes_.push_back({attribute.name, attribute.value});
    }
    return true;
  }

  bool TakeEndTag() {
    const size_t first = attributes_.size();
    if (!ReadAttributes()) return false;
    attributes_.resize(first);
    if (tokens_.packed_tag_name() == PackName("form")) EndForm();
    context_.EndTag(ElementOf(tokens_.packed_tag_name(), tokens_.tag_name()),
                    tokens_.packed_tag_name(), Phrasing());
    CopyTag();
    return true;
  }

  GumboTag Phrasing() const {
    return PhrasingTag(tokens_.packed_tag_name(), tokens_.tag_name().size());
  }

  // From this start tag on. False: it begins none.
  bool TakePhrase() {
    if (!HasRoom() || !context_.AllowsPhrases() || pending_.size() >= kMostPending) return false;
    const auto first = static_cast<uint32_t>(phrases_.size());
    const size_t end = reader_.Read(tokens_, phrases_, attributes_);
    if (end == 0) return false;
    const auto count = static_cast<uint32_t>(phrases_.size() - first);
    AppendPlaceholder({{}, Omission::Kind::kPhrase, first, count});
    if (in_form_) pending_.push_back({out_.size(), document_.substr(written_, end - written_)});
    written_ = end;
    return true;
  }

  // Text that Gumbo has not put into the tree yet when a form ends goes behind the form, elements
  // do not.
  void EndForm() {
    in_form_ = in_form_ && context_.in_select();
    if (pending_.empty()) return;
    std::string given_back;
    size_t from = pending_.front().end - kPlaceholderBytes;
    const size_t begin = from;
    for (const Pending& phrase : pending_) {
      given_back.append(out_, from, phrase.end - kPlaceholderBytes - from);
      given_back.append(phrase.source);
      from = phrase.end;
    }
    given_back.append(out_, from);
    out_.replace(begin, std::string::npos, given_back);
    pending_.clear();
  }

  void TellContext(Element element, GumboTag phrasing) {
    if (tokens_.packed_tag_name() == PackName("form")) {
      in_form_ = true;
    } else if (context_.AllowsPhrases() &&
               (element == Element::kBlock || element == Element::kP || element == Element::kUl ||
                phrasing != GUMBO_TAG_UNKNOWN)) {
      pending_.clear();
    }
    context_.StartTag(element, tokens_.packed_tag_name(), phrasing);
  }

  // All of a start tag's. False: they are to stay.
  bool LeaveOutAttributes(std::string_view name, size_t first) {
    const std::span<const HtmlAttributeText> found = std::span(attributes_).subspan(first);
    const std::string_view tag = tokens_.tag_bytes();
    const size_t head = 1 + name.size();
    if (found.empty() || found.size() > kMostAttributes || !HasRoom() || !tag.ends_with('>') ||
        tag.size() < head + kLeastLeftOut + 2) {
      return false;
    }
    // The last byte of a document may be a ">" inside of a value that never ends: no tag at all.
    if (OffsetOf(tag.data()) + tag.size() == document_.size()) return false;
    for (size_t i = 0; i < found.size(); ++i) {
      if (!IsReadableAttribute(found[i])) return false;
      for (size_t j = 0; j < i; ++j) {
        if (found[j].name == found[i].name) return false;
      }
    }
    CopyTo(written_ + head);
    out_ += ' ';
    AppendPlaceholder({{},
                       Omission::Kind::kAttributes,
                       static_cast<uint32_t>(first),
                       static_cast<uint32_t>(found.size())});
    out_ += tokens_.self_closing() ? "/>" : ">";
    written_ += tag.size() - head;
    return true;
  }

  void TakeValues(size_t first) {
    for (size_t i = first; i < attributes_.size(); ++i) {
      if (attributes_[i].name != "type") TakeValue(attributes_[i].value);
    }
    attributes_.resize(first);
  }

  void CopyTag() {
    const std::string_view tag = tokens_.tag_bytes();
    CopyTo(OffsetOf(tag.data()) + tag.size());
  }

  bool TakeStartTag() {
    const GumboTag phrasing = Phrasing();
    if (phrasing != GUMBO_TAG_UNKNOWN && TakePhrase()) return true;
    const std::string_view name = tokens_.tag_name();
    const Element element = ElementOf(tokens_.packed_tag_name(), name);
    TellContext(element, phrasing);
    if (element == Element::kSvg) return TakeDrawing();
    if (ChangesRules(element, name)) return false;
    // Of a text among the columns of a template its white space stays.
    template_seen_ |= element == Element::kTemplate;
    if (template_seen_ && (element == Element::kCol || element == Element::kColgroup)) return false;
    const size_t first = attributes_.size();
    if (!ReadAttributes()) return false;
    const std::span<const HtmlAttributeText> found = std::span(attributes_).subspan(first);
    const bool linked_data =
        element == Element::kScript && std::any_of(found.begin(), found.end(), SaysLinkedData);
    if (!ComparesAttributes(element)) {
      if (ReadsAttributes(element, name) || !LeaveOutAttributes(name, first)) TakeValues(first);
    }
    CopyTag();
    if (element == Element::kScript) return TakeScript(linked_data);
    return !IsRawText(element) || TakeRawText(name);
  }

  // An svg of shapes alone, as it is: its end tag is its end, in a select, too.
  bool TakeDrawing() {
    do {
      const size_t first = attributes_.size();
      if (!ReadAttributes()) return false;
      TakeValues(first);
      CopyTag();
      const bool end = IsDrawing(tokens_.tag_name());
      if (end && (tokens_.is_end_tag() || tokens_.self_closing())) return true;
      if (!tokens_.NextTag()) return false;
      const std::string_view between =
          document_.substr(written_, OffsetOf(tokens_.tag_bytes().data()) - written_);
      if (between.find_first_not_of(kWhiteSpace) != std::string_view::npos) return false;
    } while (IsShape(tokens_.tag_name()) ||
             (IsDrawing(tokens_.tag_name()) && tokens_.is_end_tag()));
    return false;
  }

  void TakeValue(std::string_view value) {
    if (value.size() < kLeastLeftOut) return;
    const char before = value.data()[-1];
    if (before != '"' && before != '\'') return;
    if (value.find('&') != std::string_view::npos) return;
    CopyTo(OffsetOf(value.data()));
    LeaveOut(value);
  }

  bool TakeScript(bool linked_data) {
    const std::string_view script = tokens_.TakeScript();
    if (written_ + script.size() == document_.size() || !IsPlainScript(script)) return false;
    if (linked_data) {
      LeaveOut(script);
    } else {
      written_ += script.size();
    }
    return true;
  }

  bool TakeRawText(std::string_view name) {
    const std::string_view text = tokens_.TakeRawText(LowerName(name));
    if (written_ + text.size() == document_.size() || HasMarkup(text)) return false;
    if (text.find('&') == std::string_view::npos) TakeRun(text);
    CopyTo(OffsetOf(text.data()) + text.size());
    return true;
  }

  static std::string LowerName(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) c = static_cast<char>(c | 0x20);
    return lower;
  }

  std::string& out_;
  std::vector<Omission>& omissions_;
  std::vector<HtmlAttributeText>& attributes_;
  std::vector<PhraseToken>& phrases_;
  const std::string_view document_;
  HtmlTokenizer tokens_;
  PhraseContext context_;
  PhraseReader reader_;
  // Phrases of a form that Gumbo may not have put into the tree yet.
  struct Pending {
    size_t end = 0;  // of its placeholder
    std::string_view source;
  };
  std::vector<Pending> pending_;
  bool in_form_ = false;
  size_t written_ = 0;  // of the document
  bool template_seen_ = false;
};

std::string_view HtmlAbridgement::Abridge(std::string_view document) {
  abridged_.clear();
  omissions_.clear();
  attributes_.clear();
  phrases_.clear();
  if (MayHoldPlaceholders(document)) return document;
  abridged_.reserve(document.size());
  Writer(*this, document).Write();
  return abridged_;
}

HtmlAbridgement::Omission HtmlAbridgement::At(std::string_view placeholder) const {
  const size_t index = IndexOf(placeholder);
  return index < omissions_.size() ? omissions_[index] : Omission();
}

std::span<const HtmlAttributeText> HtmlAbridgement::AttributesOf(std::string_view name) const {
  if (name.size() != kPlaceholderBytes || !IsPlaceholder(name)) return {};
  const Omission omission = At(name);
  if (omission.kind != Omission::Kind::kAttributes) return {};
  return std::span(attributes_).subspan(omission.first, omission.count);
}

std::span<const PhraseToken> HtmlAbridgement::PhraseOf(std::string_view text) const {
  if (!IsPlaceholder(text)) return {};
  const Omission omission = At(text);
  if (omission.kind != Omission::Kind::kPhrase) return {};
  return std::span(phrases_).subspan(omission.first, omission.count);
}

std::span<const HtmlAttributeText> HtmlAbridgement::AttributesOf(const PhraseToken& token) const {
  return std::span(attributes_).subspan(token.first_attribute, token.attributes);
}

size_t HtmlAbridgement::FindPhrase(std::string_view text) const {
  if (phrases_.empty()) return std::string_view::npos;
  size_t at = FindPlaceholder(text, 0);
  while (at != std::string_view::npos && PhraseOf(text.substr(at)).empty()) {
    at = FindPlaceholder(text, at + kPlaceholderBytes);
  }
  return at;
}

size_t HtmlAbridgement::RestoredSize(std::string_view text) const {
  if (omissions_.empty()) return 0;
  size_t size = 0;
  for (size_t at = FindPlaceholder(text, 0); at != std::string_view::npos;
       at = FindPlaceholder(text, at + kPlaceholderBytes)) {
    size += At(text.substr(at)).text.size();
  }
  return size == 0 ? 0 : size + text.size();
}

size_t HtmlAbridgement::Restore(std::string_view text, char* out) const {
  char* const begin = out;
  const auto write = [&out](std::string_view piece) {
    out = std::copy(piece.begin(), piece.end(), out);
  };
  for (size_t at = 0; at < text.size();) {
    const size_t placeholder = std::min(FindPlaceholder(text, at), text.size());
    write(text.substr(at, placeholder - at));
    at = placeholder;
    if (at == text.size()) break;
    std::string_view run = At(text.substr(at)).text;
    at += kPlaceholderBytes;
    for (size_t end; (end = run.find('\r')) != std::string_view::npos;) {
      write(run.substr(0, end));
      write("\n");
      run.remove_prefix(end + (run.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    write(run);
  }
  return static_cast<size_t>(out - begin);
}

size_t HtmlAbridgement::held_bytes() const {
  return abridged_.capacity() + omissions_.capacity() * sizeof(Omission) +
         attributes_.capacity() * sizeof(HtmlAttributeText) +
         phrases_.capacity() * sizeof(PhraseToken);
}

// By swapping: what is only assigned to keeps its memory.
void HtmlAbridgement::Clear() {
  if (held_bytes() <= kKeptBytes) return;
  std::string().swap(abridged_);
  std::vector<Omission>().swap(omissions_);
  std::vector<HtmlAttributeText>().swap(attributes_);
  std::vector<PhraseToken>().swap(phrases_);
}

}  // namespace arsip::extractors
