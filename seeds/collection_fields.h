// Typed values out of a YamlNode. Each reader reports what is wrong (with the key's full name) and
// returns nothing; the caller reads on, so that every problem is found in one go.
#ifndef ARSIP_SEEDS_COLLECTION_FIELDS_H_
#define ARSIP_SEEDS_COLLECTION_FIELDS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "seeds/problems.h"
#include "seeds/yaml_document.h"

namespace arsip::seeds {

// A value of the collection with its full name, "scope.max_depth".
struct Field {
  const YamlNode& node;  // borrowed from the document
  std::string name;

  uint32_t line() const { return node.line; }
};

// A map whose keys are known: any other, any repeated and any without a value is a problem.
class FieldMap {
 public:
  // `map` named "" is the document itself. A node that is no map is a problem and reads as empty.
  FieldMap(const Field& map, std::span<const std::string_view> known_keys, Problems& problems);

  // Nothing when it is absent or has no value.
  std::optional<Field> Get(std::string_view key) const;
  // As Get, but absent is a problem, too.
  std::optional<Field> Require(std::string_view key) const;

 private:
  std::string FullName(std::string_view key) const;

  const Field map_;
  std::vector<std::pair<std::string_view, const YamlNode*>> values_;
  Problems& problems_;
};

// Text of 1 to `max_bytes` bytes that is not blank.
std::optional<std::string> ReadText(const Field& field, size_t max_bytes, Problems& problems);
// true or false.
std::optional<bool> ReadBool(const Field& field, Problems& problems);
std::optional<uint64_t> ReadCount(const Field& field, uint64_t low, uint64_t high,
                                  Problems& problems);
// 1 byte or more; see byte_size.h.
std::optional<uint64_t> ReadBytes(const Field& field, Problems& problems);
std::optional<Duration> ReadDuration(const Field& field, Duration low, Duration high,
                                     Problems& problems);
// "2027-12-31", a day that exists.
std::optional<std::string> ReadDate(const Field& field, Problems& problems);
// Index of the choice.
std::optional<size_t> ReadChoice(const Field& field, std::span<const std::string_view> choices,
                                 Problems& problems);
// http or https, without user name and password: we never log in.
std::optional<Url> ReadUrl(const Field& field, Problems& problems);
// A host alone, without port or path, as Url::host() gives it: "example.org", an IP address.
std::optional<std::string> ReadHost(const Field& field, Problems& problems);
// The same, and no whole top-level domain.
std::optional<std::string> ReadDomain(const Field& field, Problems& problems);
// The items of a list of 0 to `max_items`, named "labels[0]".
std::vector<Field> ReadList(const Field& field, size_t max_items, Problems& problems);

// Of the known words the one that `word` most likely was meant to be; empty when none is near.
std::string_view NearestWord(std::string_view word, std::span<const std::string_view> known);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_COLLECTION_FIELDS_H_
