#include "crawler/response_head.h"

#include <charconv>
#include <limits>

namespace arsip::crawler {
namespace {

constexpr int kSwitchingProtocols = 101;

bool IsBlank(std::string_view line) { return line == "\r\n" || line == "\n"; }

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// RFC 9110 section 5.6.1: calls `each` with the members of a list field that are not empty.
template <class Each>
void ForEachMember(std::string_view list, Each each) {
  while (!list.empty()) {
    const size_t comma = list.find(',');
    const std::string_view member = Trim(list.substr(0, comma));
    if (!member.empty()) each(member);
    if (comma == list.npos) return;
    list.remove_prefix(comma + 1);
  }
}

std::optional<uint64_t> ParseLength(std::string_view text) {
  uint64_t length = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, length);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  if (length > uint64_t{std::numeric_limits<int64_t>::max()}) return std::nullopt;
  return length;
}

}  // namespace

Framing FramingOf(const HttpHead& head) {
  Framing framing;
  bool any_length = false;
  for (const HttpField& field : head.fields()) {
    if (EqualsIgnoreCase(field.name, "Content-Length")) {
      any_length = true;
      ForEachMember(field.value, [&](std::string_view member) {
        const auto length = ParseLength(member);
        if (!length) {
          framing.bad_length = true;
          return;
        }
        if (framing.content_length && *framing.content_length != *length) {
          framing.ambiguous_length = true;
        }
        framing.content_length = length;
      });
    } else if (EqualsIgnoreCase(field.name, "Transfer-Encoding")) {
      ForEachMember(field.value, [&](std::string_view coding) {
        if (EqualsIgnoreCase(coding, "chunked")) {
          framing.chunked = true;
        } else if (!EqualsIgnoreCase(coding, "identity")) {
          framing.other_transfer_coding = true;
        }
      });
    }
  }
  if (any_length && (framing.chunked || framing.other_transfer_coding)) {
    framing.ambiguous_length = true;
  }
  return framing;
}

bool ResponseHead::Add(std::string_view line) {
  if (complete_) return AddTrailer(line);
  if (total_bytes_ + line.size() > max_bytes_) return false;
  total_bytes_ += line.size();
  bytes_.append(line);
  if (IsBlank(line)) EndBlock();
  return true;
}

void ResponseHead::Reset() {
  total_bytes_ = trailer_bytes_ = trailer_lines_ = 0;
  interim_responses_ = 0;
  bytes_.clear();
  complete_ = false;
  status_code_ = 0;
  framing_ = Framing();
}

bool ResponseHead::AddTrailer(std::string_view line) {
  if (IsBlank(line)) return true;
  ++trailer_lines_;
  trailer_bytes_ += line.size();
  return trailer_bytes_ <= max_bytes_;
}

void ResponseHead::EndBlock() {
  const HttpHead head = HttpHead::ParseResponse(bytes_);
  status_code_ = head.status_code();
  if (status_code_ / 100 == 1 && status_code_ != kSwitchingProtocols) {
    ++interim_responses_;
    bytes_.clear();
    return;
  }
  framing_ = FramingOf(head);
  complete_ = true;
}

}  // namespace arsip::crawler
