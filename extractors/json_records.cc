// ReadJsonRecords of json_documents.h.
#include <string>
#include <utility>

#include "extractors/json_documents.h"
#include "extractors/record_fields.h"
#include "extractors/record_limits.h"

namespace arsip::extractors {
namespace {

using Index = JsonTree::Index;

class RecordReader {
 public:
  RecordReader(const JsonTree& json, PostMarkup& markup, EntrySet& records)
      : json_(json), markup_(markup), records_(records) {}

  void JsonFeed(Index feed) {
    Record record;
    record.set_kind(Record::FEED);
    record.set_title(RecordLine(json_.TextOf(feed, "title")));
    if (!record.title().empty()) record.set_title_source("json-feed:title");
    record.set_uri(RecordLine(json_.TextOf(feed, "home_page_url")));
    record.set_native_id(RecordLine(json_.TextOf(feed, "feed_url")));
    record.set_description(RecordDescription(json_.TextOf(feed, "description")));
    record.set_language_declared(RecordWord(json_.TextOf(feed, "language")));
    JsonAuthors(record, feed);
    AddEdge(record, Edge::LINK, json_.TextOf(feed, "next_url"), "next");
    AddMedia(record, "thumbnail", json_.TextOf(feed, "icon"));
    if (json_.type(json_.Member(feed, "expired")) == JsonTree::Type::kTrue) {
      AddFact(record, "json-feed:expired", "true");
    }
    records_.Add(std::move(record));
    Each(json_.Member(feed, "items"), [this](Index item) { JsonItem(item); });
  }

  void ActivityStreams(Index root) {
    const Index ordered = json_.Member(root, "orderedItems");
    const Index items = ordered != JsonTree::kNone ? ordered : json_.Member(root, "items");
    Record feed;
    feed.set_kind(Record::FEED);
    feed.set_native_id(RecordLine(json_.TextOf(root, "id")));
    feed.set_title(RecordLine(json_.TextOf(root, "name")));
    if (items == JsonTree::kNone && IsPost(TypeOf(root))) return Activity(root);
    feed.set_description(markup_.Line(json_.TextOf(root, "summary")));
    AddFact(feed, "activity:type", TypeOf(root));
    AddFact(feed, "activity:preferredUsername", json_.TextOf(root, "preferredUsername"));
    AddFact(feed, "activity:totalItems", json_.TextOf(root, "totalItems"));
    for (const std::string_view rel : {"first", "next", "prev", "last"}) {
      AddEdge(feed, Edge::LINK, Reference(json_.Member(root, rel)), rel);
    }
    records_.Add(std::move(feed));
    Each(items, [this](Index item) {
      if (json_.object(item)) Activity(item);
    });
  }

 private:
  template <class Visitor>
  void Each(Index value, Visitor visit) const {
    if (value == JsonTree::kNone) return;
    if (!json_.array(value)) return visit(value);
    for (Index each = json_.First(value); each != JsonTree::kNone; each = json_.Next(each)) {
      visit(each);
    }
  }
  Index One(Index value) const { return json_.array(value) ? json_.First(value) : value; }
  std::string_view TypeOf(Index object) const {
    return json_.Text(One(json_.Member(object, "type")));
  }
  std::string_view Reference(Index value) const {
    value = One(value);
    if (json_.string(value)) return json_.Text(value);
    for (const std::string_view name : {"href", "url", "id"}) {
      const Index member = One(json_.Member(value, name));
      if (json_.string(member)) return json_.Text(member);
      if (json_.string(json_.Member(member, "href"))) return json_.TextOf(member, "href");
    }
    return {};
  }
  static bool IsPost(std::string_view type) {
    return type == "Create" || type == "Announce" || type == "Note" || type == "Article" ||
           type == "Page" || type == "Video" || type == "Audio" || type == "Image" ||
           type == "Question" || type == "Event" || type == "Update" || type == "Document";
  }

  void JsonAuthors(Record& record, Index owner) {
    const auto add = [&](Index author) {
      AddAuthor(record, json_.TextOf(author, "name"), json_.TextOf(author, "url"));
    };
    Each(json_.Member(owner, "authors"), add);
    Each(json_.Member(owner, "author"), add);  // 1.0
  }

  void JsonItem(Index item) {
    if (!json_.object(item)) return;
    if (records_.full()) return records_.CountDropped();
    Record record;
    record.set_kind(Record::POST);
    record.set_native_id(RecordLine(json_.TextOf(item, "id")));
    record.set_uri(RecordLine(json_.TextOf(item, "url")));
    record.set_title(RecordLine(json_.TextOf(item, "title")));
    if (!record.title().empty()) record.set_title_source("json-feed:title");
    ClaimPublished(record, json_.TextOf(item, "date_published"), "feed:date_published");
    ClaimModified(record, json_.TextOf(item, "date_modified"), "feed:date_modified");
    record.set_language_declared(RecordWord(json_.TextOf(item, "language")));
    JsonAuthors(record, item);
    Each(json_.Member(item, "tags"), [&](Index tag) { AddHashtag(record, json_.Text(tag)); });
    SetContent(record, json_.TextOf(item, "content_html"), json_.TextOf(item, "content_text"),
               json_.TextOf(item, "summary"));
    AddEdge(record, Edge::LINK, json_.TextOf(item, "external_url"), "external");
    AddMedia(record, "image", json_.TextOf(item, "image"));
    AddMedia(record, "image", json_.TextOf(item, "banner_image"));
    Each(json_.Member(item, "attachments"), [&](Index each) { JsonAttachment(record, each); });
    records_.Add(std::move(record));
  }

  void JsonAttachment(Record& record, Index attachment) {
    const std::string_view type = json_.TextOf(attachment, "mime_type");
    MediaReference* media =
        AddMedia(record, MediaRole(type), json_.TextOf(attachment, "url"), type);
    if (media == nullptr) return;
    media->set_title(RecordLine(json_.TextOf(attachment, "title")));
    media->set_bytes(DecimalNumber(json_.TextOf(attachment, "size_in_bytes")).value_or(0));
    media->set_duration_ms(DurationMs(json_.TextOf(attachment, "duration_in_seconds")));
  }

  void SetContent(Record& record, std::string_view html, std::string_view text,
                  std::string_view summary) {
    if (!html.empty() || !text.empty()) record.set_description(markup_.Line(summary));
    if (!html.empty()) {
      markup_.Set(record, html);
    } else {
      markup_.SetPlain(record, text.empty() ? summary : text);
    }
  }

  // An activity, or an object that stands without one.
  void Activity(Index activity) {
    if (records_.full()) return records_.CountDropped();
    const std::string_view type = TypeOf(activity);
    const Index object = One(json_.Member(activity, "object"));
    Record record;
    if (type == "Announce") {
      record.set_kind(Record::REPOST);
      AddEdge(record, Edge::FORWARD_OF, Reference(object));
    } else {
      record.set_kind(Record::POST);
    }
    const bool wraps = (type == "Create" || type == "Update") && json_.object(object);
    Object(record, wraps ? object : activity);
    if (wraps) Actor(record, activity, "actor");
    records_.Add(std::move(record));
  }

  void Actor(Record& record, Index owner, std::string_view member) {
    const Index actor = One(json_.Member(owner, member));
    if (json_.string(actor)) return AddAuthor(record, {}, json_.Text(actor));
    AddAuthor(record, json_.TextOf(actor, "name"), Reference(actor),
              json_.TextOf(actor, "preferredUsername"));
  }

  void Object(Record& record, Index object) {
    record.set_native_id(RecordLine(json_.TextOf(object, "id")));
    record.set_uri(RecordLine(Reference(json_.Member(object, "url"))));
    record.set_title(RecordLine(json_.TextOf(object, "name")));
    ClaimPublished(record, json_.TextOf(object, "published"), "activity:published");
    ClaimModified(record, json_.TextOf(object, "updated"), "activity:updated");
    SetContent(record, json_.TextOf(object, "content"), {}, json_.TextOf(object, "summary"));
    Actor(record, object, "attributedTo");
    if (record.authors().empty()) Actor(record, object, "actor");
    const std::string_view parent = Reference(json_.Member(object, "inReplyTo"));
    if (!parent.empty()) record.set_kind(Record::REPLY);
    AddEdge(record, Edge::REPLY_TO, parent);
    AddEdge(record, Edge::QUOTE_OF, json_.TextOf(object, "quoteUri"));
    AddEdge(record, Edge::COMMENTS, Reference(json_.Member(object, "replies")));
    Each(json_.Member(object, "tag"), [&](Index tag) {
      const std::string_view type = TypeOf(tag);
      if (type == "Hashtag") AddHashtag(record, json_.TextOf(tag, "name"));
      if (type == "Mention") {
        AddEdge(record, Edge::MENTION, json_.TextOf(tag, "href"), json_.TextOf(tag, "name"));
      }
    });
    Each(json_.Member(object, "attachment"), [&](Index each) { Attachment(record, each); });
  }

  void Attachment(Record& record, Index attachment) {
    const std::string_view mime = json_.TextOf(attachment, "mediaType");
    MediaReference* media = AddMedia(record, MediaRole(mime), Reference(attachment), mime);
    if (media == nullptr) return;
    media->set_alt(RecordLine(json_.TextOf(attachment, "name")));
    media->set_width(static_cast<uint32_t>(
        DecimalNumber(json_.TextOf(attachment, "width")).value_or(0) & UINT32_MAX));
    media->set_height(static_cast<uint32_t>(
        DecimalNumber(json_.TextOf(attachment, "height")).value_or(0) & UINT32_MAX));
  }

  const JsonTree& json_;
  PostMarkup& markup_;
  EntrySet& records_;
};

}  // namespace

void ReadJsonRecords(const JsonTree& json, JsonVocabulary vocabulary, PostMarkup& markup,
                     EntrySet& records) {
  RecordReader reader(json, markup, records);
  if (vocabulary == JsonVocabulary::kJsonFeed) reader.JsonFeed(json.root());
  if (vocabulary == JsonVocabulary::kActivityStreams) reader.ActivityStreams(json.root());
}

}  // namespace arsip::extractors
