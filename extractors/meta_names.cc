#include "extractors/meta_names.h"

#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

struct NamedRole {
  std::string_view name;
  MetaRole role;
};

constexpr NamedRole kRoles[] = {
    {"og:title", MetaRole::kTitle},
    {"twitter:title", MetaRole::kTitle},
    {"dc.title", MetaRole::kTitle},
    {"dcterms.title", MetaRole::kTitle},
    {"author", MetaRole::kAuthor},
    {"article:author", MetaRole::kAuthor},
    {"dc.creator", MetaRole::kAuthor},
    {"dcterms.creator", MetaRole::kAuthor},
    {"byl", MetaRole::kAuthor},
    {"parsely-author", MetaRole::kAuthor},
    {"sailthru.author", MetaRole::kAuthor},
    {"article:published_time", MetaRole::kPublished},
    {"og:published_time", MetaRole::kPublished},
    {"datepublished", MetaRole::kPublished},
    {"date", MetaRole::kPublished},
    {"dc.date", MetaRole::kPublished},
    {"dc.date.issued", MetaRole::kPublished},
    {"dc.date.created", MetaRole::kPublished},
    {"dcterms.date", MetaRole::kPublished},
    {"dcterms.created", MetaRole::kPublished},
    {"dcterms.issued", MetaRole::kPublished},
    {"publishdate", MetaRole::kPublished},
    {"publish-date", MetaRole::kPublished},
    {"publish_date", MetaRole::kPublished},
    {"pubdate", MetaRole::kPublished},
    {"parsely-pub-date", MetaRole::kPublished},
    {"sailthru.date", MetaRole::kPublished},
    {"article:modified_time", MetaRole::kModified},
    {"og:updated_time", MetaRole::kModified},
    {"datemodified", MetaRole::kModified},
    {"dcterms.modified", MetaRole::kModified},
    {"last-modified", MetaRole::kModified},
    {"description", MetaRole::kDescription},
    {"og:description", MetaRole::kDescription},
    {"twitter:description", MetaRole::kDescription},
    {"dc.description", MetaRole::kDescription},
    {"og:site_name", MetaRole::kSite},
    {"application-name", MetaRole::kSite},
    {"dc.publisher", MetaRole::kSite},
    {"og:url", MetaRole::kUrl},
    {"og:image", MetaRole::kImage},
    {"og:image:url", MetaRole::kImage},
    {"twitter:image", MetaRole::kImage},
    {"og:video", MetaRole::kVideo},
    {"og:video:url", MetaRole::kVideo},
    {"og:audio", MetaRole::kAudio},
};

constexpr std::string_view kForums[] = {"phpBB",     "vBulletin", "XenForo",  "SMF",
                                        "Discourse", "MyBB",      "Invision", "punBB",
                                        "FluxBB",    "Flarum",    "NodeBB",   "Vanilla"};

}  // namespace

std::string LowerMetaName(std::string_view name) {
  std::string lower(CutUtf8(name, 128));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return lower;
}

MetaRole MetaRoleOf(std::string_view lower) {
  for (const NamedRole& known : kRoles) {
    if (known.name == lower) return known.role;
  }
  return MetaRole::kNone;
}

bool IsFactName(std::string_view lower) {
  for (const std::string_view prefix :
       {"og:", "article:", "product:", "twitter:", "dc.", "dcterms.", "profile:", "book:"}) {
    if (lower.starts_with(prefix)) return true;
  }
  return lower == "generator" || lower == "keywords" || lower == "publisher";
}

bool IsForumSoftware(std::string_view generator) {
  for (const std::string_view name : kForums) {
    if (generator.substr(0, 64).find(name) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace arsip::extractors
