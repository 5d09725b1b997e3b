#include "archive/cdxj_export.h"

#include <utility>

#include "archive/zipnum.h"

namespace arsip::archive {
namespace {

constexpr size_t kBufferBytes = 256u << 10;

}  // namespace

Result<std::unique_ptr<TextFile>> TextFile::Create(SegmentDirectory& directory,
                                                   const std::string& name) {
  ARSIP_ASSIGN(auto file, directory.Create(name));
  return std::unique_ptr<TextFile>(new TextFile(std::move(file)));
}

Status TextFile::Write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() < kBufferBytes) return Ok();
  ARSIP_TRY(file_->Append(buffer_));
  buffer_.clear();
  return Ok();
}

Status TextFile::Close() {
  ARSIP_TRY(file_->Append(buffer_));
  buffer_.clear();
  return file_->Sync();
}

Status WritePlainIndex(SortedLines& lines, char group, SegmentDirectory& directory,
                       const std::string& name) {
  ARSIP_ASSIGN(const auto file, TextFile::Create(directory, name));
  ARSIP_TRY(lines.ForEach(group, [&](std::string_view line, std::string_view) -> Status {
    ARSIP_TRY(file->Write(line));
    return file->Write("\n");
  }));
  return file->Close();
}

Status WriteZipNumIndex(SortedLines& lines, char group, SegmentDirectory& directory) {
  ARSIP_ASSIGN(const auto blocks, TextFile::Create(directory, "index.cdx.gz"));
  ARSIP_ASSIGN(const auto index, TextFile::Create(directory, "index.idx"));
  ZipNumWriter writer(
      {}, [&](std::string_view bytes) { return blocks->Write(bytes); },
      [&](std::string_view bytes) { return index->Write(bytes); });
  ARSIP_TRY(lines.ForEach(
      group, [&](std::string_view line, std::string_view) { return writer.Add(line); }));
  ARSIP_TRY(writer.Finish());
  ARSIP_TRY(blocks->Close());
  return index->Close();
}

}  // namespace arsip::archive
