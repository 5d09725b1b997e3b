#include "extractors/structured_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "extractors/content_scoring.h"
#include "extractors/html_tree.h"
#include "extractors/record_limits.h"
#include "extractors/utf8.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

using nlohmann::json;

constexpr size_t kMaxTypes = 32;

// Some pages hide the script's text from browsers of the last century.
std::string_view JsonIn(std::string_view script) {
  const size_t begin = script.find_first_of("{[");
  const size_t end = script.find_last_of("}]");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return script.substr(begin, end - begin + 1);
}

json Parse(std::string_view text) {
  const auto within_depth = [](int depth, json::parse_event_t event, json&) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    return !opens || depth < kMaxJsonLdDepth;
  };
  return json::parse(text.begin(), text.end(), within_depth, /*allow_exceptions=*/false,
                     /*ignore_comments=*/true);
}

const json* Find(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

// A string, or what stands for one: the first of a list, the name or value of an object.
std::string StringOf(const json* value) {
  for (int hops = 0; value != nullptr && hops < 4; ++hops) {
    if (value->is_string()) return value->get<std::string>();
    if (value->is_number_integer()) return std::to_string(value->get<int64_t>());
    if (value->is_array()) {
      value = value->empty() ? nullptr : &value->front();
    } else if (value->is_object()) {
      const json* next = nullptr;
      for (const char* name : {"name", "@value", "url", "@id"}) {
        if (next == nullptr) next = Find(*value, name);
      }
      value = next;
    } else {
      break;
    }
  }
  return {};
}
std::string Property(const json& object, const char* name) { return StringOf(Find(object, name)); }

void SetIfEmpty(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

std::string_view WithoutAddress(std::string_view type) {
  const size_t slash = type.find_last_of("/#:");
  return slash == std::string_view::npos ? type : type.substr(slash + 1);
}

void AddType(std::vector<std::string>& types, std::string_view type) {
  type = WithoutAddress(TrimSpace(type));
  if (type.empty() || type.size() > kMaxRecordWordBytes || types.size() >= kMaxTypes) return;
  if (std::find(types.begin(), types.end(), type) == types.end()) types.emplace_back(type);
}

std::vector<std::string> TypesOf(const json& node) {
  std::vector<std::string> types;
  const json* const type = Find(node, "@type");
  if (type == nullptr) return types;
  if (type->is_string()) AddType(types, type->get_ref<const std::string&>());
  if (!type->is_array()) return types;
  for (const json& one : *type) {
    if (one.is_string()) AddType(types, one.get_ref<const std::string&>());
  }
  return types;
}

void AddAuthors(const json* value, LinkedData& data) {
  if (value == nullptr || !data.authors.empty()) return;
  const auto add = [&](const json& one) {
    Author author;
    author.set_name(StringOf(&one));
    if (one.is_object()) author.set_url(Property(one, "url"));
    if (!author.name().empty() && data.authors.size() < kMaxAuthors) data.authors.push_back(author);
  };
  if (!value->is_array()) return add(*value);
  for (const json& one : *value) add(one);
}

void AddImages(const json* value, LinkedData& data) {
  const auto add = [&](const json& one) {
    std::string url = one.is_object() ? Property(one, "url") : StringOf(&one);
    if (!url.empty() && data.images.size() < kMaxJsonLdScripts) {
      data.images.push_back(std::move(url));
    }
  };
  if (value == nullptr) return;
  if (!value->is_array()) return add(*value);
  for (const json& one : *value) add(one);
}

void ReadNode(const json& node, LinkedData& data) {
  const std::vector<std::string> types = TypesOf(node);
  for (const std::string& type : types) AddType(data.types, type);
  const auto is = [&](auto matches) { return std::any_of(types.begin(), types.end(), matches); };
  const bool site = is([](const std::string& type) {
    return type == "WebSite" || type == "Organization" || type == "NewsMediaOrganization";
  });
  if (site) return SetIfEmpty(data.site_name, Property(node, "name"));
  const bool text = is(IsArticleType) || is(IsThreadType);
  const bool page = is([](const std::string& type) {
    return type == "Product" || type == "VideoObject" || type.ends_with("Page");
  });
  if (!text && !page) return;
  SetIfEmpty(data.headline, Property(node, "headline"));
  SetIfEmpty(data.headline, Property(node, "name"));
  AddAuthors(Find(node, "author"), data);
  AddAuthors(Find(node, "creator"), data);
  SetIfEmpty(data.published, Property(node, "datePublished"));
  SetIfEmpty(data.published, Property(node, "uploadDate"));
  SetIfEmpty(data.modified, Property(node, "dateModified"));
  SetIfEmpty(data.description, Property(node, "description"));
  SetIfEmpty(data.article_body, Property(node, "articleBody"));
  if (const json* publisher = Find(node, "publisher")) {
    SetIfEmpty(data.site_name, StringOf(publisher));
  }
  if (const json* url = Find(node, "url"); url != nullptr && url->is_string()) {
    SetIfEmpty(data.url, url->get<std::string>());
  }
  AddImages(Find(node, "image"), data);
}

// The nodes of a text: itself, the members of lists and graphs, what a page is about.
void ReadNodes(const json& root, LinkedData& data) {
  std::vector<const json*> left{&root};
  for (size_t seen = 0; !left.empty() && seen < kMaxJsonLdNodes; ++seen) {
    const json& node = *left.back();
    left.pop_back();
    if (node.is_array()) {
      for (auto item = node.rbegin(); item != node.rend() && left.size() < kMaxJsonLdNodes;
           ++item) {
        left.push_back(&*item);
      }
    }
    if (!node.is_object()) continue;
    ReadNode(node, data);
    for (const char* name : {"mainEntity", "@graph"}) {
      if (const json* inner = Find(node, name)) left.push_back(inner);
    }
  }
}

std::string ValueOf(const PageOutline& outline, uint32_t index) {
  const OutlineElement& element = outline.elements[index];
  const char* value = AttributeOf(*element.element, "content");
  const char* name = nullptr;
  switch (element.element->tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_AREA:
    case GUMBO_TAG_LINK:
      name = "href";
      break;
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_SOURCE:
    case GUMBO_TAG_EMBED:
      name = "src";
      break;
    case GUMBO_TAG_TIME:
      name = "datetime";
      break;
    default:
      break;
  }
  if (value == nullptr && name != nullptr) value = AttributeOf(*element.element, name);
  const std::string_view found =
      value != nullptr ? std::string_view(value) : outline.TextOf(element);
  return std::string(CutUtf8(TrimSpace(found), kMaxRecordLineBytes));
}

}  // namespace

bool IsArticleType(std::string_view type) {
  return type.ends_with("Article") || type == "BlogPosting" || type == "Report" ||
         type == "Recipe" || type == "SocialMediaPosting" || type == "LiveBlogPosting";
}

bool IsThreadType(std::string_view type) {
  return type == "DiscussionForumPosting" || type == "QAPage" || type == "Question" ||
         type == "Conversation";
}

LinkedData ReadLinkedData(const std::vector<std::string_view>& scripts) {
  LinkedData data;
  for (const std::string_view script : scripts) {
    const std::string_view text = JsonIn(script);
    if (text.empty()) continue;
    const bool room = data.scripts.size() < kMaxJsonLdScripts && data.refused < kMaxJsonLdScripts;
    if (!room || text.size() > kMaxJsonLdScriptBytes) {
      ++data.refused;
      continue;
    }
    const json root = Parse(text);
    if (root.is_discarded()) {
      ++data.refused;
      continue;
    }
    data.scripts.emplace_back(text);
    ReadNodes(root, data);
  }
  return data;
}

std::vector<ItemProperty> ReadItemProperties(const PageOutline& outline,
                                             std::vector<std::string>& types) {
  std::vector<ItemProperty> properties;
  std::vector<uint32_t> items;  // that are open, outermost first
  for (uint32_t i = 0; i < outline.elements.size(); ++i) {
    const OutlineElement& element = outline.elements[i];
    while (!items.empty() && i >= outline.elements[items.back()].end) items.pop_back();
    if (element.element->attributes.length == 0) continue;
    const char* const itemprop = AttributeOf(*element.element, "itemprop");
    const char* const property =
        itemprop != nullptr ? itemprop : AttributeOf(*element.element, "property");
    const bool room = properties.size() < kMaxMicrodataProperties;
    const bool item = AttributeOf(*element.element, "itemscope") != nullptr;
    if (property != nullptr && room && !item) {
      const char* type = items.empty()
                             ? nullptr
                             : AttributeOf(*outline.elements[items.back()].element, "itemtype");
      const std::string_view name = type == nullptr ? "" : WithoutAddress(type);
      properties.push_back({itemprop == nullptr ? "rdfa" : std::string(CutUtf8(name, 64)),
                            std::string(CutUtf8(property, 128)), ValueOf(outline, i), i});
    }
    if (!item) continue;
    items.push_back(i);
    if (const char* type = AttributeOf(*element.element, "itemtype")) AddType(types, type);
  }
  return properties;
}

}  // namespace arsip::extractors
