#include "extractors/package_properties.h"

#include "extractors/record_limits.h"
#include "extractors/record_set.h"
#include "extractors/white_space.h"

namespace arsip::extractors {
namespace {

constexpr size_t kMaxProperties = 200;
constexpr size_t kMaxPropertyBytes = 16u << 10;

bool Creates(std::string_view vocabulary, std::string_view name) {
  // dc:creator of OpenDocument is who changed it last.
  return name == (vocabulary == "odf" ? "initial-creator" : "creator");
}

}  // namespace

void PropertyReader::StartElement(std::string_view, const XmlAttributes&) {
  leaf_ = true;
  text_.clear();
}

void PropertyReader::Text(std::string_view text) {
  if (leaf_ && text_.size() < kMaxPropertyBytes) text_ += text;
}

void PropertyReader::EndElement(std::string_view local_name) {
  if (leaf_ && properties_.size() < kMaxProperties && !TrimSpace(text_).empty()) {
    properties_.emplace_back(local_name, TrimSpace(text_));
  }
  leaf_ = false;
}

void ApplyProperties(std::string_view vocabulary,
                     const std::vector<std::pair<std::string, std::string>>& properties,
                     Record& record) {
  const std::string prefix = std::string(vocabulary) + ":";
  for (const auto& [name, value] : properties) {
    const std::string source = prefix + name.substr(0, kMaxRecordWordBytes / 2);
    if (name == "title" && record.title().empty()) {
      record.set_title(CleanLine(value, kMaxRecordLineBytes));
      record.set_title_source(source);
    } else if (Creates(vocabulary, name)) {
      AddAuthor(record, value);
    } else if (name == "description" && record.description().empty()) {
      record.set_description(CleanText(value, kMaxDescriptionBytes));
    } else if (name == "language" && record.language_declared().empty()) {
      record.set_language_declared(CleanLine(value, kMaxRecordWordBytes));
    } else if (name == "created" || name == "creation-date" ||
               (name == "date" && vocabulary == "epub")) {
      SetTime(*record.mutable_published(), value, UtcOfIsoDate(value), source);
    } else if (name == "modified" || (name == "date" && vocabulary == "odf")) {
      SetTime(*record.mutable_modified(), value, UtcOfIsoDate(value), source);
    } else {
      AddCleanFact(record, source, value);
    }
  }
}

}  // namespace arsip::extractors
