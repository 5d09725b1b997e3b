#include "extractors/json_documents.h"

#include <span>

#include "extractors/link_scanner.h"
#include "extractors/record_fields.h"
#include "extractors/utf8.h"

namespace arsip::extractors {
namespace {

using Index = JsonTree::Index;

// An object where there is one, the first element of a list of them.
Index One(const JsonTree& json, Index value) {
  return json.array(value) ? json.First(value) : value;
}

// Calls `visit` for each element of a list, or for the value itself.
template <class Visitor>
void ForEach(const JsonTree& json, Index value, Visitor visit) {
  if (value == JsonTree::kNone) return;
  if (!json.array(value)) return visit(value);
  for (Index each = json.First(value); each != JsonTree::kNone; each = json.Next(each)) visit(each);
}

// ActivityStreams: a URI, a Link with href, or an object with url or id.
std::string_view Reference(const JsonTree& json, Index value) {
  value = One(json, value);
  if (json.string(value)) return json.Text(value);
  for (const std::string_view name : {"href", "url", "id"}) {
    const Index member = One(json, json.Member(value, name));
    if (json.string(member)) return json.Text(member);
    if (json.string(json.Member(member, "href"))) return json.TextOf(member, "href");
  }
  return {};
}

Index Items(const JsonTree& json, Index collection) {
  const Index ordered = json.Member(collection, "orderedItems");
  return ordered != JsonTree::kNone ? ordered : json.Member(collection, "items");
}

struct LinkMember {
  std::string_view name;
  Link::Kind kind;
};

class LinkCollector {
 public:
  LinkCollector(const JsonTree& json, LinkSet& links) : json_(json), links_(links) {}

  void JsonFeed(Index feed) {
    static constexpr LinkMember kFeed[] = {{"home_page_url", Link::MANIFEST},
                                           {"feed_url", Link::MANIFEST},
                                           {"next_url", Link::MANIFEST},
                                           {"icon", Link::EMBED},
                                           {"favicon", Link::EMBED}};
    static constexpr LinkMember kItem[] = {{"url", Link::MANIFEST},
                                           {"external_url", Link::MANIFEST},
                                           {"image", Link::EMBED},
                                           {"banner_image", Link::EMBED}};
    Members(feed, kFeed, "json-feed@");
    ForEach(json_, json_.Member(feed, "items"), [this](Index item) {
      Members(item, kItem, "json-feed@");
      ForEach(json_, json_.Member(item, "attachments"), [this](Index attachment) {
        Add(json_.TextOf(attachment, "url"), Link::EMBED, "json-feed@attachments");
      });
    });
  }

  void ActivityStreams(Index object) {
    Object(object);
    ForEach(json_, Items(json_, object), [this](Index item) {
      Object(item);
      Object(json_.Member(item, "object"));
    });
    Object(json_.Member(object, "object"));
  }

  void AppManifest(Index manifest) {
    static constexpr LinkMember kMembers[] = {{"start_url", Link::MANIFEST},
                                              {"scope", Link::MANIFEST}};
    Members(manifest, kMembers, "app-manifest@");
    Images(manifest);
    ForEach(json_, json_.Member(manifest, "shortcuts"), [this](Index shortcut) {
      Add(json_.TextOf(shortcut, "url"), Link::MANIFEST, "app-manifest@shortcuts");
      Images(shortcut);
    });
  }

 private:
  void Add(std::string_view reference, Link::Kind kind, std::string_view context) {
    if (!reference.empty()) links_.AddLiteral(reference, kind, context);
  }
  void Members(Index object, std::span<const LinkMember> members, std::string_view prefix) {
    for (const LinkMember& member : members) {
      const Index value = json_.Member(object, member.name);
      if (json_.string(value))
        Add(json_.Text(value), member.kind, std::string(prefix) + std::string(member.name));
    }
  }
  void Object(Index object) {
    if (json_.string(object)) return Add(json_.Text(object), Link::MANIFEST, "activity@object");
    static constexpr LinkMember kMembers[] = {
        {"id", Link::MANIFEST},        {"url", Link::MANIFEST},    {"first", Link::MANIFEST},
        {"next", Link::MANIFEST},      {"prev", Link::MANIFEST},   {"last", Link::MANIFEST},
        {"inReplyTo", Link::MANIFEST}, {"outbox", Link::MANIFEST}, {"featured", Link::MANIFEST},
        {"icon", Link::EMBED},         {"image", Link::EMBED}};
    for (const LinkMember& member : kMembers) {
      Add(Reference(json_, json_.Member(object, member.name)), member.kind,
          "activity@" + std::string(member.name));
    }
    ForEach(json_, json_.Member(object, "attachment"), [this](Index attachment) {
      Add(Reference(json_, attachment), Link::EMBED, "activity@attachment");
    });
  }
  void Images(Index owner) {
    for (const std::string_view name : {"icons", "screenshots"}) {
      ForEach(json_, json_.Member(owner, name), [this, name](Index image) {
        Add(json_.TextOf(image, "src"), Link::EMBED, "app-manifest@" + std::string(name));
      });
    }
  }

  const JsonTree& json_;
  LinkSet& links_;
};

}  // namespace

JsonVocabulary JsonVocabularyOf(const JsonTree& json, std::string_view media_type) {
  const Index root = json.root();
  if (!json.object(root)) return JsonVocabulary::kUnknown;
  const std::string_view version = json.TextOf(root, "version");
  const bool items = json.array(json.Member(root, "items"));
  if (version.starts_with("https://jsonfeed.org/version/") ||
      version.starts_with("http://jsonfeed.org/version/") ||
      (media_type == "application/feed+json" && items)) {
    return JsonVocabulary::kJsonFeed;
  }
  bool activity = media_type == "application/activity+json";
  ForEach(json, json.Member(root, "@context"), [&](Index context) {
    activity |= json.Text(context).ends_with("://www.w3.org/ns/activitystreams");
  });
  if (activity && json.string(One(json, json.Member(root, "type")))) {
    return JsonVocabulary::kActivityStreams;
  }
  const bool manifest =
      media_type == "application/manifest+json" ||
      (json.array(json.Member(root, "icons")) &&
       (json.string(json.Member(root, "start_url")) || json.string(json.Member(root, "display"))));
  return manifest ? JsonVocabulary::kAppManifest : JsonVocabulary::kUnknown;
}

void CollectJsonLinks(const JsonTree& json, JsonVocabulary vocabulary, LinkSet& links) {
  LinkCollector collector(json, links);
  switch (vocabulary) {
    case JsonVocabulary::kJsonFeed:
      return collector.JsonFeed(json.root());
    case JsonVocabulary::kActivityStreams:
      return collector.ActivityStreams(json.root());
    case JsonVocabulary::kAppManifest:
      return collector.AppManifest(json.root());
    case JsonVocabulary::kUnknown:
      return;
  }
}

std::string JsonTitle(const JsonTree& json, JsonVocabulary vocabulary) {
  if (vocabulary == JsonVocabulary::kUnknown) return "";
  const std::string_view name = vocabulary == JsonVocabulary::kJsonFeed ? "title" : "name";
  return std::string(CutUtf8(RecordLine(json.TextOf(json.root(), name)), kMaxTitleBytes));
}

}  // namespace arsip::extractors
