#include "cli/settings.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace arsip::cli {
namespace {

using crawler::CrawlOptions;

// Levenshtein distance, for "did you mean".
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string UnknownKey(std::string_view key) {
  const Setting* nearest = nullptr;
  size_t least = 6;  // farther away than this is no suggestion
  for (const Setting& setting : AllSettings()) {
    const size_t distance = EditDistance(key.substr(0, 100), setting.key);
    if (distance < least) {
      least = distance;
      nearest = &setting;
    }
  }
  std::string message = "unknown setting '" + std::string(key) + "'";
  if (nearest != nullptr) message += "; did you mean '" + nearest->key + "'?";
  return message + " (`arsip config --print` lists all)";
}

// Nested maps and dotted keys mean the same.
Status ApplyNode(const YAML::Node& node, const std::string& prefix, const std::string& path,
                 int depth, CrawlOptions& options) {
  const std::string where = path + ":" + std::to_string(node.Mark().line + 1);
  if (!node.IsMap() || depth > 4) {
    return Error{ErrorCode::kInvalidInput, "settings are a map of keys and values", where};
  }
  for (const auto& entry : node) {
    const std::string key = prefix + entry.first.as<std::string>();
    if (entry.second.IsMap()) {
      ARSIP_TRY(ApplyNode(entry.second, key + ".", path, depth + 1, options));
      continue;
    }
    const std::string line = path + ":" + std::to_string(entry.first.Mark().line + 1);
    if (!entry.second.IsScalar() && !entry.second.IsNull()) {
      return Error{ErrorCode::kInvalidInput, "'" + key + "' takes one value", line};
    }
    const std::string value = entry.second.IsNull() ? "" : entry.second.as<std::string>();
    ARSIP_TRY(ApplySetting(key, value, line, options));
  }
  return Ok();
}

}  // namespace

Status ApplySetting(std::string_view key, std::string_view value, const std::string& where,
                    CrawlOptions& options) {
  for (const Setting& setting : AllSettings()) {
    if (setting.key != key) continue;
    Status status = setting.set(value, options);
    if (!status) {
      return Error{ErrorCode::kInvalidInput, setting.key + ": " + status.error().message, where};
    }
    return Ok();
  }
  return Error{ErrorCode::kInvalidInput, UnknownKey(key), where};
}

Status ApplyAssignment(std::string_view assignment, CrawlOptions& options) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return Error{ErrorCode::kInvalidInput, "'" + std::string(assignment) + "' is not KEY=VALUE",
                 "--set"};
  }
  return ApplySetting(assignment.substr(0, equals), assignment.substr(equals + 1), "--set",
                      options);
}

Status ApplySettingsFile(const std::string& path, CrawlOptions& options) {
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (root.IsNull()) return Ok();
    return ApplyNode(root, "", path, 0, options);
  } catch (const YAML::BadFile&) {
    return Error{ErrorCode::kNotFound, "cannot read the settings file", path};
  } catch (const YAML::Exception& error) {
    return Error{ErrorCode::kInvalidInput, error.msg,
                 path + ":" + std::to_string(error.mark.line + 1)};
  }
}

std::string PrintSettings(const CrawlOptions& options) {
  std::string text;
  std::string section;
  for (const Setting& setting : AllSettings()) {
    const size_t dot = setting.key.find('.');
    if (setting.key.substr(0, dot) != section) {
      section = setting.key.substr(0, dot);
      text += section + ":\n";
    }
    text += "  # " + setting.meaning + "\n";
    const std::string value = setting.get(options);
    text += "  " + setting.key.substr(dot + 1) + ": " + (value.empty() ? "\"\"" : value) + "\n";
  }
  return text;
}

}  // namespace arsip::cli
