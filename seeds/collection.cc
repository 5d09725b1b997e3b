#include "seeds/collection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "seeds/collection_fields.h"
#include "seeds/hash_lists_section.h"
#include "seeds/platforms_section.h"
#include "seeds/policy_sections.h"
#include "seeds/problems.h"
#include "seeds/recrawl_section.h"
#include "seeds/scope.h"
#include "seeds/scope_section.h"
#include "seeds/seeds_section.h"
#include "seeds/yaml_document.h"

namespace arsip::seeds {
namespace {

constexpr std::array<std::string_view, 15> kKeys = {
    "collection", "purpose",    "legal_basis",     "contact",    "review_by",
    "robots",     "scope",      "politeness",      "platforms",  "retries",
    "recrawl",    "extraction", "near_duplicates", "hash_lists", "seeds"};
constexpr std::array<std::string_view, 6> kExtractionKeys = {
    "text", "speculative_links", "documents", "image_hashes", "media", "ocr"};
constexpr std::array<std::string_view, 3> kTextChoices = {"inline", "deferred", "off"};
constexpr std::array<std::string_view, 2> kDocumentChoices = {"inline", "off"};
constexpr std::array<std::string_view, 2> kNearDuplicateChoices = {"keep", "reference"};
constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxTextBytes = 4'000;
constexpr size_t kMaxContactBytes = 500;

std::string ReadName(const Field& field, Problems& problems) {
  const std::optional<std::string> name = ReadText(field, kMaxNameBytes, problems);
  if (!name) return "";
  const bool allowed =
      name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos &&
      !name->starts_with('-') && !name->ends_with('-');
  if (allowed) return *name;
  problems.Add(field.line(), field.name + ": '" + *name +
                                 "' may have lower-case letters, digits and inner hyphens only: it "
                                 "names archive files");
  return "";
}

bool IsMailto(std::string_view text) {
  constexpr std::string_view kScheme = "mailto:";
  if (!text.starts_with(kScheme)) return false;
  const std::string_view address = text.substr(kScheme.size());
  const size_t at = address.find('@');
  const bool printable = std::ranges::all_of(
      address, [](char c) { return c > ' ' && c < 0x7F && c != '(' && c != ')'; });
  return printable && at != std::string_view::npos && at > 0 && at + 1 < address.size();
}

// It stands inside a comment of User-Agent (RFC 9110 section 10.1.5), so it has to be a plain token
// there.
std::string ReadContact(const Field& field, Problems& problems) {
  const std::optional<std::string> text = ReadText(field, kMaxContactBytes, problems);
  if (!text) return "";
  if (IsMailto(*text)) return *text;
  if (text->starts_with("https://")) {
    const std::optional<Url> url = ReadUrl(field, problems);
    if (!url) return "";
    if (url->href().find_first_of("()\\") == std::string::npos) return url->href();
  }
  problems.Add(field.line(),
               field.name + ": '" + *text + "' is neither an https:// URL nor mailto:NAME@HOST");
  return "";
}

std::string ReadReviewBy(const Field& field, const std::string& today, Problems& problems) {
  std::string date = ReadDate(field, problems).value_or("");
  if (!date.empty() && date < today) {
    problems.AddExpired(field.line(), field.name + ": the collection was to be reviewed by " +
                                          date + "; review it and set a new date");
  }
  return date;
}

// Names of tesseract's language files: "ind", "chi_sim".
std::vector<std::string> ReadLanguages(const Field& field, Problems& problems) {
  constexpr size_t kMaxLanguages = 8;
  constexpr size_t kMaxLanguageBytes = 32;
  std::vector<std::string> languages;
  for (const Field& item : ReadList(field, kMaxLanguages, problems)) {
    std::optional<std::string> language = ReadText(item, kMaxLanguageBytes, problems);
    if (!language) continue;
    if (language->find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos) {
      problems.Add(item.line(), item.name + ": '" + *language +
                                    "' is no language of tesseract, as 'ind' or 'chi_sim'");
    }
    languages.push_back(std::move(*language));
  }
  return languages;
}

void ReadExtraction(const Field& section, Collection& collection, Problems& problems) {
  const FieldMap keys(section, kExtractionKeys, problems);
  if (const std::optional<Field> field = keys.Get("text")) {
    static constexpr std::array<TextExtraction, 3> kValues = {
        TextExtraction::kInline, TextExtraction::kDeferred, TextExtraction::kOff};
    collection.text = kValues[ReadChoice(*field, kTextChoices, problems).value_or(0)];
  }
  if (const auto field = keys.Get("speculative_links")) {
    collection.speculative_links = ReadBool(*field, problems).value_or(false);
  }
  if (const std::optional<Field> field = keys.Get("documents")) {
    collection.documents = ReadChoice(*field, kDocumentChoices, problems).value_or(0) == 0;
  }
  if (const std::optional<Field> field = keys.Get("image_hashes")) {
    collection.image_hashes = ReadChoice(*field, kDocumentChoices, problems).value_or(0) == 0;
  }
  if (const std::optional<Field> field = keys.Get("media")) {
    collection.media = ReadChoice(*field, kDocumentChoices, problems).value_or(0) == 0;
  }
  if (const std::optional<Field> field = keys.Get("ocr")) {
    collection.ocr = ReadLanguages(*field, problems);
    if (!collection.ocr.empty() && !collection.documents) {
      problems.Add(field->line(), field->name + ": documents are off");
    }
  }
}

// After `extraction`, on which it rests.
void ReadNearDuplicates(const Field& field, Collection& collection, Problems& problems) {
  if (ReadChoice(field, kNearDuplicateChoices, problems).value_or(0) == 0) return;
  collection.near_duplicates = NearDuplicatePolicy::kReference;
  if (!collection.image_hashes) {
    problems.Add(field.line(), field.name + ": image_hashes are off");
  }
}

void ReadRequiredTexts(const FieldMap& keys, const std::string& today, Collection& collection,
                       Problems& problems) {
  if (const auto field = keys.Require("collection")) collection.name = ReadName(*field, problems);
  if (const auto field = keys.Require("purpose")) {
    collection.purpose = ReadText(*field, kMaxTextBytes, problems).value_or("");
  }
  if (const auto field = keys.Require("legal_basis")) {
    collection.legal_basis = ReadText(*field, kMaxTextBytes, problems).value_or("");
  }
  if (const auto field = keys.Require("contact")) {
    collection.contact = ReadContact(*field, problems);
  }
  if (const auto field = keys.Require("review_by")) {
    collection.review_by = ReadReviewBy(*field, today, problems);
  }
}

void ReadScopeAndSeeds(const FieldMap& keys, Collection& collection, Problems& problems) {
  const size_t before = problems.count();
  const std::optional<Field> section = keys.Require("scope");
  if (section) collection.scope = ReadScope(*section, problems);
  std::optional<Scope> scope;
  if (section && problems.count() == before) {
    Result<Scope> created = Scope::Create(collection.scope);
    if (created.has_value()) {
      scope = std::move(*created);
    } else {
      problems.Add(section->line(), "scope: " + created.error().message);
    }
  }
  if (const auto field = keys.Require("seeds")) {
    collection.seeds = ReadSeeds(*field, scope ? &*scope : nullptr, problems);
  }
}

}  // namespace

Result<Collection> ParseCollection(std::string_view yaml, const std::string& name_for_errors,
                                   UtcTime today) {
  ARSIP_ASSIGN(const YamlNode document, ParseYaml(yaml, name_for_errors));
  const std::string day = FormatWarcDate(today).substr(0, 10);
  Problems problems(name_for_errors);
  Collection collection;
  const FieldMap keys({document, ""}, kKeys, problems);
  ReadRequiredTexts(keys, day, collection, problems);
  if (const auto field = keys.Get("robots")) collection.robots = ReadRobots(*field, day, problems);
  if (const auto field = keys.Get("politeness")) {
    collection.politeness = ReadPoliteness(*field, problems);
  }
  if (const auto field = keys.Get("platforms")) {
    collection.platforms = ReadPlatforms(*field, problems);
  }
  if (const auto field = keys.Get("retries")) collection.retries = ReadRetries(*field, problems);
  if (const auto field = keys.Get("recrawl")) collection.recrawl = ReadRecrawl(*field, problems);
  if (const auto field = keys.Get("extraction")) {
    ReadExtraction(*field, collection, problems);
  }
  if (const auto field = keys.Get("near_duplicates")) {
    ReadNearDuplicates(*field, collection, problems);
  }
  if (const auto field = keys.Get("hash_lists")) {
    collection.hash_lists = ReadHashLists(*field, problems);
  }
  ReadScopeAndSeeds(keys, collection, problems);
  ARSIP_TRY(problems.ToStatus());
  collection.source = std::string(yaml);
  collection.digest = ComputeSha256(yaml);
  return collection;
}

Result<Collection> ReadCollection(const std::string& path, UtcTime today) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return ErrnoError(errno, "open the collection", path);
  // One byte more than allowed, so that ParseYaml sees that it is too long.
  std::string text(YamlLimits().max_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return ErrnoError(errno, "read the collection", path);
  text.resize(static_cast<size_t>(file.gcount()));
  return ParseCollection(text, path, today);
}

}  // namespace arsip::seeds
