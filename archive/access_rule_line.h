// One line of DIR/access-rules.jsonl, read and written. docs/access-rules.md. Pure; thread-safe.
#ifndef ARSIP_ARCHIVE_ACCESS_RULE_LINE_H_
#define ARSIP_ARCHIVE_ACCESS_RULE_LINE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/access_rules.h"
#include "base/result.h"

namespace arsip::archive {

struct AccessRuleLine {
  AccessRule rule;       // of a line that adds one
  uint64_t removes = 0;  // of a line that removes one: its id
};

// kInvalidInput says what is wrong with the line. Members that are not known are an error: a rule
// that is only half understood is not applied by half.
Result<AccessRuleLine> ParseAccessRuleLine(std::string_view line);
// Without a line end; ASCII.
std::string FormatAddLine(const AccessRule& rule);
std::string FormatRemoveLine(uint64_t id, const std::string& by, const std::string& reason,
                             UtcTime now);

}  // namespace arsip::archive

#endif  // ARSIP_ARCHIVE_ACCESS_RULE_LINE_H_
