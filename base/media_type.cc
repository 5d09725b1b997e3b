#include "base/media_type.h"

#include <algorithm>

#include "base/http_message.h"
#include "base/percent_encoding.h"

namespace arsip {
namespace {

// RFC 9110 section 5.6.2.
constexpr OctetSet kToken =
    OctetSet{}.AddRange('0', '9').AddRange('A', 'Z').AddRange('a', 'z').Add("!#$%&'*+-.^_`|~");

// CR and LF too: the value may span an obsolete fold.
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), AsciiLower);
  return out;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), kToken);
}

// Takes one parameter value off the front of `rest`: a quoted string (RFC 9110 section 5.6.4) or
// everything up to the next ";".
std::string TakeValue(std::string_view* rest) {
  std::string value;
  if (!rest->starts_with('"')) {
    const size_t end = std::min(rest->find(';'), rest->size());
    value = std::string(Trim(rest->substr(0, end)));
    rest->remove_prefix(end);
    return value;
  }
  size_t i = 1;
  while (i < rest->size() && (*rest)[i] != '"') {
    if ((*rest)[i] == '\\' && i + 1 < rest->size()) ++i;
    value.push_back((*rest)[i++]);
  }
  rest->remove_prefix(std::min(rest->find(';', i), rest->size()));
  return value;
}

}  // namespace

MediaType MediaType::Parse(std::string_view field_value) {
  MediaType type;
  std::string_view rest = Trim(field_value);
  const size_t essence_end = std::min(rest.find_first_of(";,"), rest.size());
  const std::string_view essence = Trim(rest.substr(0, essence_end));
  const size_t slash = essence.find('/');
  if (slash == std::string_view::npos || !IsToken(essence.substr(0, slash)) ||
      !IsToken(essence.substr(slash + 1))) {
    return type;
  }
  type.essence = Lower(essence);
  rest.remove_prefix(essence_end);
  while (rest.starts_with(';')) {
    rest = Trim(rest.substr(1));
    const size_t name_end = std::min(rest.find_first_of("=;"), rest.size());
    const std::string_view name = Trim(rest.substr(0, name_end));
    rest.remove_prefix(name_end);
    if (!rest.starts_with('=')) continue;
    rest = Trim(rest.substr(1));
    const std::string value = TakeValue(&rest);
    if (type.charset.empty() && EqualsIgnoreCase(name, "charset")) {
      std::string_view charset = value;
      if (charset.size() >= 2 && charset.front() == '\'' && charset.back() == '\'') {
        charset = charset.substr(1, charset.size() - 2);
      }
      type.charset = Lower(Trim(charset));
    }
  }
  return type;
}

bool MediaType::xml() const {
  return essence == "text/xml" || essence == "application/xml" || essence.ends_with("+xml");
}

bool MediaType::textual() const {
  return essence.starts_with("text/") || xml() || essence.ends_with("json") ||
         essence.ends_with("javascript") || essence.ends_with("ecmascript");
}

}  // namespace arsip
