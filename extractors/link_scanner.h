// LinkScanner: every reference of an HTML document, found in one linear pass without building a
// tree.
//
// What it finds (Link.context is "element@attribute"):
//   ANCHOR   a, area @href (svg: @xlink:href); iframe, frame @src; link @href of rel next, prev,
//   canonical,
//            alternate and of any rel not named below
//   EMBED    img, source, input type=image, audio, video, track, embed, script, svg image and use:
//   @src, @href;
//            @srcset, @imagesrcset; video @poster; object @data; any @background; link @href of rel
//            stylesheet, icon, preload, manifest; html @manifest; CSS url() and @import in <style>
//            and @style; what pages load later: @data-src, @data-srcset, @data-original*,
//            @data-lazy*, @data-bg*,
//            @data-background*
//   REFRESH  meta http-equiv=refresh
//   MANIFEST link rel=alternate of a feed's type
//   SPECULATIVE link rel=prefetch, prerender; when asked for, what scripts seem to hold
//   (speculative_links.h)
// Never a form's action. Links under nofollow are returned: that is for the reader of the page to
// judge. DEVIATION: noscript and noframes are read as markup, as by a browser without scripts and
// frames. Linear in the document. Pure but for its LinkSet.
#ifndef ARSIP_EXTRACTORS_LINK_SCANNER_H_
#define ARSIP_EXTRACTORS_LINK_SCANNER_H_

#include <string>
#include <string_view>

#include "extractors/html_tokenizer.h"
#include "extractors/link_set.h"

namespace arsip::extractors {

inline constexpr size_t kMaxTitleBytes = 1024;
inline constexpr size_t kMaxLanguageBytes = 64;

// What the pass learns besides links. Strings are decoded, well-formed UTF-8.
struct DocumentFacts {
  std::string base;      // of the first <base href>, as written
  std::string title;     // of the first <title>, white space folded
  std::string language;  // html lang, else meta content-language
  bool noindex = false;  // meta name=robots
  bool nofollow = false;
  std::string dom_refused;  // why no tree should be built; empty: it may
};

// `html` is in an ASCII-compatible encoding; anything that is not UTF-8 in it becomes U+FFFD.
enum class ScriptReading { kNone, kSpeculative };
DocumentFacts ScanLinks(std::string_view html, HtmlTokenizer::Syntax syntax, LinkSet& links,
                        ScriptReading scripts = ScriptReading::kNone);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_LINK_SCANNER_H_
