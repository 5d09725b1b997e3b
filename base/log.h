// The operator's log: one line an event, "event key=value ...". spdlog stands only behind this
// header. Parsers, formats and extractors do not log: they return. Thread-safe. Values are
// neutralised (C0, C1, ESC and bidi controls are escaped): archived text never reaches a terminal
// raw.
#ifndef ARSIP_BASE_LOG_H_
#define ARSIP_BASE_LOG_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace arsip {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

class LogValue {
 public:
  LogValue(std::string_view text) : text_(text) {}    // NOLINT(google-explicit-constructor)
  LogValue(const char* text) : text_(text) {}         // NOLINT(google-explicit-constructor)
  LogValue(const std::string& text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  // NOLINTBEGIN(google-explicit-constructor)
  template <class Number>
  requires std::is_arithmetic_v<Number> LogValue(Number number) : text_(std::to_string(number)) {}
  // NOLINTEND(google-explicit-constructor)
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

using LogFields = std::initializer_list<std::pair<std::string_view, LogValue>>;

// Log(LogLevel::kInfo, "crawler", "host_blocked", {{"host", host}, {"seconds", 60}});
void Log(LogLevel level, std::string_view folder, std::string_view event, LogFields fields = {});
// Default: kInfo, to standard error.
void SetLogLevel(LogLevel level);

// Printable on a terminal: controls and bidirectional overrides become \u{HH}; invalid UTF-8 \xHH.
std::string Neutralise(std::string_view text);

}  // namespace arsip

#endif  // ARSIP_BASE_LOG_H_
