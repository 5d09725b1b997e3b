#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

#include "base/utf8.h"

namespace arsip {
namespace {

// A value comes from the web: one page must not be able to fill the log.
constexpr size_t kMaxValueBytes = 4096;

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

spdlog::logger& Logger() {
  static spdlog::logger logger = [] {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    return spdlog::logger("arsip", std::move(sink));
  }();
  return logger;
}

bool Unprintable(uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;        // C0, DEL, C1
  if (c == 0x061C || c == 0x200E || c == 0x200F) return true;  // bidirectional marks
  // Line and paragraph separator, embeddings and overrides; isolates.
  return (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void AppendHex(std::string& out, uint32_t value) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  int shift = 4;
  while (shift < 28 && value >> (shift + 4) != 0) shift += 4;
  for (; shift >= 0; shift -= 4) out += kDigits[value >> shift & 15];
}

// Quoted when it could not be read back otherwise.
std::string FormatValue(std::string_view text) {
  const std::string_view kept = text.substr(0, kMaxValueBytes);
  std::string cut;
  if (kept.size() < text.size()) cut = "...+" + std::to_string(text.size() - kept.size());
  if (!kept.empty() && kept.find_first_of(" \"\\") == std::string_view::npos) {
    return Neutralise(kept) + cut;
  }
  std::string escaped;
  for (const char c : kept) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + Neutralise(escaped) + '"' + cut;
}

}  // namespace

void Log(LogLevel level, std::string_view folder, std::string_view event, LogFields fields) {
  spdlog::logger& logger = Logger();
  const auto spdlog_level = SpdlogLevel(level);
  if (!logger.should_log(spdlog_level)) return;
  std::string line;
  line.reserve(128);
  line.append(folder).append(" ").append(event);
  for (const auto& [key, value] : fields) {
    line.append(" ").append(key).append("=").append(FormatValue(value.text()));
  }
  logger.log(spdlog::source_loc{}, spdlog_level, spdlog::string_view_t(line.data(), line.size()));
}

void SetLogLevel(LogLevel level) { Logger().set_level(SpdlogLevel(level)); }

std::string Neutralise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    uint32_t code_point = 0;
    size_t length = DecodeUtf8(text, code_point);
    if (length == 0) {
      length = 1;
      out += "\\x";
      AppendHex(out, static_cast<uint8_t>(text[0]));
    } else if (Unprintable(code_point)) {
      out += "\\u{";
      AppendHex(out, code_point);
      out += '}';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace arsip
