#include "archive/zipnum.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "archive/gzip_member.h"
#include "base/digest.h"

namespace arsip::archive {
namespace {

constexpr int kBlockLevel = 6;

// Past the second space; npos when there are not two.
size_t KeyLength(std::string_view line) {
  const size_t space = line.find(' ');
  return space == std::string_view::npos ? space : line.find(' ', space + 1);
}

uint64_t BlockNumber(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_number_unsigned() ? member->get<uint64_t>() : 0;
}

}  // namespace

ZipNumWriter::ZipNumWriter(ZipNumOptions options, Sink blocks, Sink index)
    : options_(std::move(options)), blocks_(std::move(blocks)), index_(std::move(index)) {}

Status ZipNumWriter::Add(std::string_view line) {
  const size_t key = KeyLength(line);
  if (key == std::string_view::npos || line < last_line_ ||
      line.find('\n') != std::string_view::npos) {
    return Error{ErrorCode::kInvalidInput, "no CDXJ line in its order",
                 std::string(line.substr(0, 200))};
  }
  if (lines_ == 0) first_key_ = line.substr(0, key);
  block_.append(line).append("\n");
  last_line_ = line;
  ++lines_;
  const bool full = lines_ >= options_.lines_per_block || block_.size() >= options_.max_block_bytes;
  return full ? EndBlock() : Ok();
}

Status ZipNumWriter::EndBlock() {
  if (!begun_) {
    ARSIP_TRY(index_(R"(!meta 0 {"format": "cdxj-gzip-1.0", "filename": ")" + options_.blocks_name +
                     "\"}\n"));
    begun_ = true;
  }
  if (lines_ == 0) return Ok();
  std::string member;
  const std::array<std::string_view, 1> parts = {block_};
  ARSIP_TRY(StreamMember(parts, kBlockLevel, [&member](std::string_view piece) {
    member.append(piece);
    return Ok();
  }));
  ARSIP_TRY(blocks_(member));
  ARSIP_TRY(index_(first_key_ + " {\"offset\":" + std::to_string(offset_) +
                   ",\"length\":" + std::to_string(member.size()) + ",\"digest\":\"" +
                   FormatDigest(ComputeSha256(std::string_view(member))) + "\"}\n"));
  offset_ += member.size();
  block_.clear();
  lines_ = 0;
  return Ok();
}

Status ZipNumWriter::Finish() { return EndBlock(); }

Result<ZipNumBlock> ParseZipNumLine(std::string_view line) {
  const Error wrong{ErrorCode::kInvalidInput, "no line of a ZipNum index",
                    std::string(line.substr(0, 200))};
  const size_t key = KeyLength(line);
  if (key == std::string_view::npos) return wrong;
  const auto json = nlohmann::json::parse(line.substr(key + 1), nullptr, false);
  if (!json.is_object()) return wrong;
  ZipNumBlock block;
  block.key = line.substr(0, key);
  block.offset = BlockNumber(json, "offset");
  block.length = BlockNumber(json, "length");
  const auto digest = json.find("digest");
  if (digest != json.end() && digest->is_string()) block.digest = digest->get<std::string>();
  if (block.length == 0) return wrong;
  return block;
}

}  // namespace arsip::archive
