// YamlNode: one YAML document as a tree that knows its lines. yaml-cpp stands only behind this
// header.
//
// A closed subset of YAML 1.2 (https://yaml.org/spec/1.2.2/), because a collection is policy and
// has to mean the same to every reader: one document; no anchors and aliases (section 3.2.2.2), so
// a small file cannot stand for a large tree; no tags of its own. Bounded in bytes, nodes and
// depth.
#ifndef ARSIP_SEEDS_YAML_DOCUMENT_H_
#define ARSIP_SEEDS_YAML_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace arsip::seeds {

struct YamlNode {
  // Part of error texts: NodeKindName.
  enum class Kind : uint8_t { kNull, kScalar, kSequence, kMap };
  Kind kind = Kind::kNull;
  uint32_t line = 1;
  std::string text;                // of a scalar, as written
  std::vector<YamlNode> children;  // of a map: key, value, key, value
};

struct YamlLimits {
  size_t max_bytes = 8u << 20;   // Default: 8 MiB.
  size_t max_nodes = 2'000'000;  // Default: 2,000,000.
  size_t max_depth = 16;         // Default: 16.
};

// The whole document. kInvalidInput with `where` = "NAME:LINE".
Result<YamlNode> ParseYaml(std::string_view text, const std::string& name,
                           const YamlLimits& limits = {});

// "nothing", "text", "a list", "a map"
const char* NodeKindName(YamlNode::Kind kind);

}  // namespace arsip::seeds

#endif  // ARSIP_SEEDS_YAML_DOCUMENT_H_
