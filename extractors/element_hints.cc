#include "extractors/element_hints.h"

#include <array>
#include <cstring>

namespace arsip::extractors {
namespace {

constexpr size_t kMaxAttributeBytes = 512;

struct WordList {
  Hints hints;
  std::string_view words;  // separated by single spaces
};

// The table is filled from these once.
constexpr WordList kWordLists[] = {
    {kHintChrome,
     "aside foot bottom bawah atas nav navbar navheader navfooter navlinks navigation topnav "
     "subnav sidenav navbox navibox menu "
     "submenu megamenu breadcrumb breadcrumbs crumb crumbs footer colophon sidebar rail related "
     "relatedposts relatednews recommend recommended recommendation recommendations popular "
     "trending mostread share sharing shares sharedaddy sharebar social socials addtoany addthis "
     "newsletter subscribe subscription signup promo promos promotion advert advertisement "
     "advertising ads adsense ad sponsor sponsored banner pagination pager paging paginator "
     "pagenav toolbar login signin copyright legal disclaimer tags taglist labels keywords "
     "outbrain "
     "taboola catlinks toc editsection printfooter similar widget widgets linksisip tools "
     "actions buttons breadcrumbbar skip masthead topbar rss permalink upsell crosssell "
     "sphinxsidebar headerlink "
     // Indonesian, Malay, Filipino
     "terkait berkaitan kaitan lainnya terpopuler populer bagikan berbagi kongsi langganan langgan "
     "iklan pariwara kaki kepala jejak kanan rekomendasi tautan lihatjg bacajuga kaugnay ibahagi "
     "patalastas "
     // Vietnamese, Portuguese
     "lienquan quangcao chiase relacionadas compartilhar"},
    {kHintOverlay,
     "cookie cookies gdpr ccpa consent cmp onetrust modal popup overlay dialog lightbox paywall "
     "interstitial cookiebar"},
    {kHintComments,
     "comment comments commentlist commentarea comentarios disqus respond discussion livefyre "
     "komentar komen ulasan review reviews binhluan"},
    {kHintContent,
     "article articlebody content entry story text txt body main markup prose isi berita konten "
     "kandungan artikel bodytext paragraph maincontent bodycontent detail nilalaman noidung "
     "postbody message bbwrapper md inner"},
    {kHintByline,
     "byline meta metadata credit dateline timestamp submitted infobar postmeta entrymeta "
     "published pubdate updated penulis tanggal tarikh waktu stamp attribution tagline author "
     "authors date datetime time reporter wartawan createdby hits articleinfo readtime editor "
     "bio biography authorbio"},
    {kHintAuthor,
     "author authors fn username user byline penulis name nickname nick bigusername poster creator "
     "reporter wartawan pengirim nama writer createdby owner pangalan cite"},
    {kHintTime,
     "date datetime time timestamp tanggal tarikh waktu published pubdate stamp dateline posted "
     "when petsa infos"},
    {kHintPost, "post posts message messages msg reply thing answer question status comment"},
    {kHintProfile,
     "postprofile profile signature userinfo poster userdetails userextras usertitle avatar "
     "reputation midcol votecell bio biography penulisbio authorbio keyinfo smalltext"},
    {kHintPrice, "price prices harga presyo gia"},
    {kHintTitle, "title headline judul tajuk pamagat subject"},
};

constexpr uint32_t HashOf(std::string_view word) {
  uint32_t hash = 2166136261u;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

// Open addressing; built at compile time.
class WordTable {
 public:
  constexpr WordTable() {
    for (const WordList& list : kWordLists) {
      for (size_t begin = 0; begin < list.words.size();) {
        const size_t space = list.words.find(' ', begin);
        const size_t end = space == std::string_view::npos ? list.words.size() : space;
        Insert(list.words.substr(begin, end - begin), list.hints);
        begin = end + 1;
      }
    }
  }
  Hints Find(std::string_view word, uint32_t hash) const {
    for (size_t at = hash % kSlots; !slots_[at].word.empty(); at = (at + 1) % kSlots) {
      if (slots_[at].word == word) return slots_[at].hints;
    }
    return 0;
  }

 private:
  struct Slot {
    std::string_view word;
    Hints hints = 0;
  };
  static constexpr size_t kSlots = 1024;

  constexpr void Insert(std::string_view word, Hints hints) {
    size_t at = HashOf(word) % kSlots;
    while (!slots_[at].word.empty() && slots_[at].word != word) at = (at + 1) % kSlots;
    slots_[at].word = word;
    slots_[at].hints |= hints;
  }

  std::array<Slot, kSlots> slots_{};
};
constexpr WordTable kWords;

constexpr bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

// "has-sidebar" and "no-comments" speak of the page, not of the element.
bool IsQualifier(std::string_view word) {
  return word == "has" || word == "no" || word == "with" || word == "without" || word == "one" ||
         word == "two" || word == "is" || word == "hide" || word == "not";
}

Hints HintsOfTag(const GumboElement& element) {
  switch (element.tag) {
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_LABEL:
      return kHintChrome;
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
      return kHintContent;
    case GUMBO_TAG_TIME:
      return kHintTime | kHintByline;
    case GUMBO_TAG_CITE:
      return kHintAuthor;
    case GUMBO_TAG_ADDRESS:
      return kHintByline;
    case GUMBO_TAG_UNKNOWN: {
      GumboStringPiece name = element.original_tag;
      gumbo_tag_from_original_text(&name);
      return HintsOfWords({name.data, name.length});
    }
    default:
      return 0;
  }
}

bool IsNamedAfterHeading(GumboTag tag) {
  return tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_A || tag == GUMBO_TAG_P ||
         tag == GUMBO_TAG_DT || tag == GUMBO_TAG_SPAN ||
         (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
}

Hints HintsOfRole(std::string_view role) {
  if (role == "navigation" || role == "banner" || role == "contentinfo" || role == "search" ||
      role == "complementary" || role == "menu" || role == "toolbar") {
    return kHintChrome;
  }
  if (role == "dialog" || role == "alertdialog") return kHintOverlay;
  if (role == "main" || role == "article") return kHintContent;
  return 0;
}

Hints HintsOfProperty(std::string_view property) {
  if (property == "author" || property == "creator") return kHintAuthor | kHintByline;
  if (property == "datePublished" || property == "dateModified" || property == "dateCreated") {
    return kHintTime | kHintByline;
  }
  if (property == "articleBody" || property == "text" || property == "content:encoded" ||
      property == "reviewBody" || property == "description") {
    return kHintContent;
  }
  if (property == "price") return kHintPrice;
  return 0;
}

}  // namespace

Hints HintsOfWords(std::string_view words) {
  Hints hints = 0;
  std::array<char, 32> word;
  size_t length = 0;
  uint32_t hash = HashOf({});
  bool qualified = false;
  const auto end_word = [&](char separator) {
    if (length > 1 && length < word.size()) {
      const std::string_view found(word.data(), length);
      const Hints of_word = kWords.Find(found, hash);
      if (!qualified) hints |= of_word;
      qualified = IsQualifier(found);
    }
    if (separator == ' ') qualified = false;
    length = 0;
    hash = HashOf({});
  };
  for (size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    if (!IsLetter(c)) {
      end_word(c);
      continue;
    }
    if (IsUpper(c) && i > 0 && IsLetter(words[i - 1]) && !IsUpper(words[i - 1])) end_word('-');
    const char lower = static_cast<char>(c | 0x20);
    if (length < word.size()) word[length++] = lower;
    hash = (hash ^ static_cast<unsigned char>(lower)) * 16777619u;
  }
  end_word(' ');
  return hints;
}

Hints HintsOf(const GumboElement& element) {
  Hints hints = HintsOfTag(element);
  Hints of_id = 0;
  bool section = IsNamedAfterHeading(element.tag);
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string_view name(attribute.name);
    const std::string_view value(attribute.value, ::strnlen(attribute.value, kMaxAttributeBytes));
    if (name == "class") {
      hints |= HintsOfWords(value);
      section |= value.starts_with("sect") || value.starts_with("refsect");
    } else if (name == "id") {
      of_id = HintsOfWords(value);
    } else if (name == "role") {
      hints |= HintsOfRole(value);
    } else if (name == "itemprop" || name == "property") {
      hints |= HintsOfProperty(value);
    } else if (name == "rel") {
      if (value == "author") hints |= kHintAuthor | kHintByline;
    } else if (name == "aria-hidden") {
      if (value == "true") hints |= kHintUnseen;
    } else if (name == "aria-modal") {
      if (value == "true") hints |= kHintOverlay;
    } else if (name == "style") {
      if (value.find("display:none") != std::string_view::npos ||
          value.find("display: none") != std::string_view::npos) {
        hints |= kHintUnseen;
      }
    }
  }
  // "section id=see-also" is named after its heading.
  return hints | (section ? of_id & ~(kHintChrome | kHintOverlay | kHintByline) : of_id);
}

}  // namespace arsip::extractors
