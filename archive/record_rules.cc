#include "archive/record_rules.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include "base/http_message.h"

namespace arsip::archive {
namespace {

constexpr uint32_t Bit(RecordType type) { return 1u << static_cast<unsigned>(type); }
constexpr uint32_t Bits(std::initializer_list<RecordType> types) {
  uint32_t bits = 0;
  for (const RecordType type : types) bits |= Bit(type);
  return bits;
}

using enum RecordType;
constexpr uint32_t kAllTypes = 0xff;

// Fields that only some types may carry: section 5, the last sentence of each subsection.
struct FieldRule {
  std::string_view name;
  uint32_t allowed_on;
};
constexpr std::array<FieldRule, 13> kFieldRules = {{
    {"WARC-Concurrent-To", kAllTypes & ~Bits({kWarcinfo, kConversion, kContinuation})},
    {"WARC-IP-Address", kAllTypes & ~Bits({kWarcinfo, kConversion, kContinuation})},
    {"WARC-Payload-Digest", kAllTypes & ~Bits({kWarcinfo, kMetadata})},
    {"WARC-Refers-To", Bits({kRevisit, kConversion, kMetadata})},
    {"WARC-Refers-To-Target-URI", Bits({kRevisit})},
    {"WARC-Refers-To-Date", Bits({kRevisit})},
    {"WARC-Profile", Bits({kRevisit})},
    {"WARC-Truncated", kAllTypes & ~Bits({kWarcinfo})},
    {"WARC-Identified-Payload-Type", kAllTypes & ~Bits({kWarcinfo, kMetadata})},
    // Section 7: a record is never split over segments here.
    {"WARC-Segment-Number", 0},
    {"WARC-Segment-Origin-ID", 0},
    {"WARC-Segment-Total-Length", 0},
    {"Transfer-Encoding", 0},
}};

// Written by the writer, from WarcRecord's own members.
constexpr std::array<std::string_view, 9> kWritersFields = {
    "WARC-Type",         "WARC-Record-ID", "WARC-Date",    "WARC-Target-URI", "WARC-Warcinfo-ID",
    "WARC-Block-Digest", "WARC-Filename",  "Content-Type", "Content-Length"};

constexpr std::array<std::string_view, 4> kTruncatedReasons = {"length", "time", "disconnect",
                                                               "unspecified"};  // section 5.15

Error Refused(std::string message) {
  return Error{ErrorCode::kInvalidInput, std::move(message), "WARC record"};
}

// RFC 9110 section 5.6.2.
bool IsToken(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

Status CheckFieldForType(const WarcRecord& record, std::string_view name, std::string_view value) {
  const std::string type = RecordTypeName(record.type);
  for (const std::string_view own : kWritersFields) {
    if (EqualsIgnoreCase(own, name))
      return Refused(std::string(own) + " is the writer's own field");
  }
  for (const FieldRule& rule : kFieldRules) {
    if (EqualsIgnoreCase(rule.name, name) && (rule.allowed_on & Bit(record.type)) == 0) {
      return Refused(std::string(name) + " is not allowed on a " + type + " record");
    }
  }
  const bool identifier =
      EqualsIgnoreCase(name, "WARC-Concurrent-To") || EqualsIgnoreCase(name, "WARC-Refers-To");
  if (identifier && !IsBracketedUri(value)) return Refused(std::string(name) + " is no <URI>");
  if (EqualsIgnoreCase(name, "WARC-Truncated") &&
      std::find(kTruncatedReasons.begin(), kTruncatedReasons.end(), value) ==
          kTruncatedReasons.end()) {
    return Refused("WARC-Truncated is none of length, time, disconnect, unspecified");
  }
  return Ok();
}

bool MayRepeat(std::string_view name) {
  return EqualsIgnoreCase(name, "WARC-Concurrent-To") || EqualsIgnoreCase(name, "WARC-Protocol");
}

Status CheckFields(const WarcRecord& record) {
  for (size_t i = 0; i < record.fields.size(); ++i) {
    const auto& [name, value] = record.fields[i];
    if (!IsToken(name)) return Refused("a field name is no token");
    ARSIP_TRY(CheckFieldValue(name, value));
    ARSIP_TRY(CheckFieldForType(record, name, value));
    if (MayRepeat(name)) continue;
    for (size_t j = 0; j < i; ++j) {
      if (EqualsIgnoreCase(record.fields[j].first, name)) return Refused(name + " is repeated");
    }
  }
  return Ok();
}

const std::string* FindField(const WarcRecord& record, std::string_view name) {
  for (const auto& [field_name, value] : record.fields) {
    if (EqualsIgnoreCase(field_name, name)) return &value;
  }
  return nullptr;
}

// Section 6.7 and the two profiles of Annex B.
Status CheckRevisit(const WarcRecord& record) {
  for (const char* name : {"WARC-Profile", "WARC-Payload-Digest", "WARC-Refers-To",
                           "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"}) {
    if (FindField(record, name) == nullptr) return Refused(std::string("a revisit needs ") + name);
  }
  const std::string& profile = *FindField(record, "WARC-Profile");
  if (profile == kProfileServerNotModified) {
    // With the 304's head as block, pywb and ReplayWeb.page show an empty page instead of the
    // original.
    if (record.block_length() > 0) return Refused("a server-not-modified revisit has no block");
    return Ok();
  }
  if (profile != kProfileIdenticalPayloadDigest)
    return Refused("WARC-Profile is no profile of ours");
  if (FindField(record, "WARC-Truncated") == nullptr) {
    return Refused("a revisit that drops its payload needs WARC-Truncated");
  }
  return Ok();
}

}  // namespace

bool IsBracketedUri(std::string_view id) {
  if (id.size() < 4 || id.front() != '<' || id.back() != '>') return false;
  const std::string_view uri = id.substr(1, id.size() - 2);
  return uri.find(':') != std::string_view::npos && uri.front() != ':' &&
         std::all_of(uri.begin(), uri.end(),
                     [](unsigned char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

Status CheckFieldValue(std::string_view name, std::string_view value) {
  const auto bad = std::find_if(value.begin(), value.end(), [](unsigned char c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  });
  if (bad == value.end()) return Ok();
  return Refused(std::string(name) + " holds the control character " +
                 std::to_string(static_cast<unsigned char>(*bad)));
}

Result<std::string> EncodeTargetUri(std::string_view uri) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  uri = uri.substr(0, uri.find('#'));
  if (uri.empty()) return Refused("WARC-Target-URI is empty");
  std::string encoded;
  encoded.reserve(uri.size());
  for (const char c : uri) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\r' || byte == '\n' || byte == '\0') {
      return Refused("WARC-Target-URI holds a line end or NUL");
    }
    if (byte > ' ' && byte < 0x7f) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  if (encoded.front() == '<') return Refused("WARC-Target-URI is in angle brackets");
  return encoded;
}

Status CheckRecord(const WarcRecord& record) {
  if (record.type == kContinuation) return Refused("continuation records are never written");
  if (!IsBracketedUri(record.record_id)) return Refused("WARC-Record-ID is no <URI>");
  const bool may_lack_uri = record.type == kWarcinfo || record.type == kMetadata;
  if (record.type == kWarcinfo && !record.target_uri.empty()) {
    return Refused("a warcinfo record has no WARC-Target-URI");
  }
  if (!record.target_uri.empty() || !may_lack_uri) {
    ARSIP_TRY(EncodeTargetUri(record.target_uri));
  }
  ARSIP_TRY(CheckFieldValue("Content-Type", record.content_type));
  if (record.content_type.empty() && record.block_length() > 0) {
    return Refused("a block needs a Content-Type");
  }
  ARSIP_TRY(CheckFields(record));
  if (record.type == kRevisit) ARSIP_TRY(CheckRevisit(record));
  return Ok();
}

Status CheckCaptureEvent(std::span<const WarcRecord> records) {
  if (records.empty()) return Refused("a capture event has at least one record");
  std::set<std::string_view> ids;
  for (const WarcRecord& record : records) {
    ARSIP_TRY(CheckRecord(record));
    if (record.type == kWarcinfo) return Refused("warcinfo records are the writer's own");
    if (record.date != records.front().date) {
      return Refused("the records of one capture event differ in WARC-Date");
    }
    if (!ids.insert(record.record_id).second) return Refused("WARC-Record-ID is repeated");
  }
  return Ok();
}

}  // namespace arsip::archive
