#include "archive/access_rule_line.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace arsip::archive {
namespace {

using Json = nlohmann::json;

Error Wrong(std::string what) { return Error{ErrorCode::kInvalidInput, std::move(what), {}}; }

Result<std::string> Text(const Json& line, const char* member) {
  const auto found = line.find(member);
  if (found == line.end()) return std::string();
  if (!found->is_string()) return Wrong(std::string(member) + " is no text");
  return found->get<std::string>();
}

Result<std::optional<UtcTime>> Time(const Json& line, const char* member) {
  ARSIP_ASSIGN(const std::string text, Text(line, member));
  if (text.empty()) return std::optional<UtcTime>();
  ARSIP_ASSIGN(const UtcTime time, ParseWarcDate(text));
  return std::optional<UtcTime>(time);
}

Result<uint64_t> Id(const Json& line, const char* member) {
  const auto found = line.find(member);
  if (found == line.end()) return uint64_t{0};
  if (!found->is_number_unsigned() || found->get<uint64_t>() == 0) {
    return Wrong(std::string(member) + " is no rule id");
  }
  return found->get<uint64_t>();
}

Status CheckMembers(const Json& line) {
  static constexpr std::string_view kKnown[] = {"add", "remove", "kind", "match",  "target", "from",
                                                "to",  "until",  "by",   "reason", "time"};
  for (const auto& member : line.items()) {
    bool known = false;
    for (const std::string_view name : kKnown) known = known || name == member.key();
    if (!known) return Wrong("unknown member \"" + member.key() + "\"");
  }
  return Ok();
}

Result<AccessRule> RuleOf(const Json& line, uint64_t id) {
  AccessRule rule;
  rule.id = id;
  ARSIP_ASSIGN(const std::string kind, Text(line, "kind"));
  ARSIP_ASSIGN(rule.kind, ParseAccessKind(kind));
  ARSIP_ASSIGN(const std::string match, Text(line, "match"));
  ARSIP_ASSIGN(rule.match, ParseAccessMatch(match));
  ARSIP_ASSIGN(rule.target, Text(line, "target"));
  ARSIP_ASSIGN(rule.from, Time(line, "from"));
  ARSIP_ASSIGN(rule.to, Time(line, "to"));
  ARSIP_ASSIGN(rule.until, Time(line, "until"));
  ARSIP_ASSIGN(rule.by, Text(line, "by"));
  ARSIP_ASSIGN(rule.reason, Text(line, "reason"));
  ARSIP_ASSIGN(const auto added, Time(line, "time"));
  rule.added = added.value_or(UtcTime{});
  return rule;
}

void PutTime(Json& line, const char* member, const std::optional<UtcTime>& time) {
  if (time.has_value()) line[member] = FormatWarcDate(*time);
}

std::string Dump(const Json& line) {
  return line.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

Result<AccessRuleLine> ParseAccessRuleLine(std::string_view text) {
  const Json line = Json::parse(text, nullptr, false);
  if (!line.is_object()) return Wrong("this is no JSON object");
  ARSIP_TRY(CheckMembers(line));
  AccessRuleLine parsed;
  ARSIP_ASSIGN(const uint64_t adds, Id(line, "add"));
  ARSIP_ASSIGN(parsed.removes, Id(line, "remove"));
  if ((adds == 0) == (parsed.removes == 0)) return Wrong("it neither adds nor removes a rule");
  if (adds == 0) return parsed;
  ARSIP_ASSIGN(parsed.rule, RuleOf(line, adds));
  return parsed;
}

std::string FormatAddLine(const AccessRule& rule) {
  Json line = {{"add", rule.id},
               {"kind", AccessKindName(rule.kind)},
               {"match", AccessMatchName(rule.match)},
               {"target", rule.target},
               {"by", rule.by},
               {"reason", rule.reason},
               {"time", FormatWarcDate(rule.added)}};
  PutTime(line, "from", rule.from);
  PutTime(line, "to", rule.to);
  PutTime(line, "until", rule.until);
  return Dump(line);
}

std::string FormatRemoveLine(uint64_t id, const std::string& by, const std::string& reason,
                             UtcTime now) {
  return Dump({{"remove", id}, {"by", by}, {"reason", reason}, {"time", FormatWarcDate(now)}});
}

}  // namespace arsip::archive
