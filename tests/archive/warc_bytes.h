// Reads what the writer wrote with zlib and string searches alone: a second pair of eyes that
// shares no code with the archive's own reader.
#ifndef ARSIP_TESTS_ARCHIVE_WARC_BYTES_H_
#define ARSIP_TESTS_ARCHIVE_WARC_BYTES_H_

#include <zlib.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace arsip::archive::testing {

struct Member {
  uint64_t offset = 0;
  uint64_t length = 0;
  std::string bytes;  // inflated
};

struct Members {
  std::vector<Member> whole;
  uint64_t end = 0;  // of the last whole member; the file's size when nothing is torn
};

inline Members ReadMembers(std::string_view file) {
  Members members;
  while (members.end < file.size()) {
    z_stream stream{};
    inflateInit2(&stream, MAX_WBITS + 16);
    const std::string_view rest = file.substr(members.end);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    stream.avail_in = static_cast<uInt>(rest.size());
    std::string bytes;
    int code = Z_OK;
    while (code == Z_OK) {
      char piece[65536];
      stream.next_out = reinterpret_cast<Bytef*>(piece);
      stream.avail_out = sizeof piece;
      code = inflate(&stream, Z_NO_FLUSH);
      bytes.append(piece, sizeof piece - stream.avail_out);
    }
    const uint64_t length = rest.size() - stream.avail_in;
    inflateEnd(&stream);
    if (code != Z_STREAM_END) break;
    members.whole.push_back({members.end, length, std::move(bytes)});
    members.end += length;
  }
  return members;
}

// A record taken apart at its first blank line.
struct RawRecord {
  std::string version;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string block;
  std::string end;  // what follows the block

  std::string Get(std::string_view name) const {
    for (const auto& [field, value] : fields) {
      if (field == name) return value;
    }
    return "(none)";
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& field : fields) names.push_back(field.first);
    return names;
  }
};

inline RawRecord SplitRecord(std::string_view bytes) {
  RawRecord record;
  const size_t blank = bytes.find("\r\n\r\n");
  if (blank == std::string_view::npos) return record;
  std::string_view header = bytes.substr(0, blank + 2);
  const size_t version_end = header.find("\r\n");
  record.version = header.substr(0, version_end);
  header.remove_prefix(version_end + 2);
  while (!header.empty()) {
    const size_t line_end = header.find("\r\n");
    const std::string_view line = header.substr(0, line_end);
    const size_t colon = line.find(": ");
    record.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    header.remove_prefix(line_end + 2);
  }
  const size_t length = std::stoull(record.Get("Content-Length"));
  record.block = bytes.substr(blank + 4, length);
  record.end = bytes.substr(std::min(bytes.size(), blank + 4 + length));
  return record;
}

inline std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  std::string bytes(static_cast<size_t>(file.tellg()), '\0');
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

inline void WriteBytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::vector<RawRecord> ReadRecords(const std::string& path) {
  std::vector<RawRecord> records;
  for (const Member& member : ReadMembers(ReadBytes(path)).whole) {
    records.push_back(SplitRecord(member.bytes));
  }
  return records;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_WARC_BYTES_H_
