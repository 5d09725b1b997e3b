#include "cli/import_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/digest.h"
#include "base/log.h"
#include "cli/byte_size.h"
#include "cli/deviation_text.h"
#include "cli/progress_line.h"

namespace arsip::cli {
namespace {

using archive::ImportedFile;
using archive::RecordType;

constexpr std::array kTypes = {RecordType::kWarcinfo,   RecordType::kResponse,
                               RecordType::kRequest,    RecordType::kMetadata,
                               RecordType::kRevisit,    RecordType::kResource,
                               RecordType::kConversion, RecordType::kContinuation};

std::string_view KeptName(ImportedFile::Kept kept) {
  switch (kept) {
    case ImportedFile::Kept::kAsItCame:
      return "as it came";
    case ImportedFile::Kept::kPerRecord:
      return "per record";
    case ImportedFile::Kept::kAlready:
      break;
  }
  return "already";
}

// "1,204 records (600 response, 600 request, 4 warcinfo)"
std::string Records(const archive::ImportSurvey& survey) {
  std::string types;
  for (const RecordType type : kTypes) {
    if (survey.count(type) == 0) continue;
    types.append(types.empty() ? "" : ", ").append(Grouped(survey.count(type)));
    types.append(" ").append(archive::RecordTypeName(type));
  }
  return Grouped(survey.records) + " records (" + types + ")";
}

std::string HowKept(const ImportedFile& file) {
  std::string text = "  kept as imported/" + file.filename;
  if (file.kept == ImportedFile::Kept::kPerRecord) {
    text.append(", written anew: each record in a gzip member of its own, with its own bytes");
  } else {
    text.append(", byte for byte");
  }
  text.append("\n");
  if (!file.original.empty()) {
    text.append("  not all of it is whole records: the file itself is kept as imported/");
    text.append(file.original).append("\n");
  }
  return text;
}

std::string KnownPayloads(const ImportedFile& file) {
  if (file.survey.known_payloads == 0) return {};
  std::string text = "  " + Grouped(file.survey.known_payloads) + " payloads (" +
                     HumanBytes(file.survey.known_payload_bytes) +
                     ") were in the archive already; ";
  if (file.revisits_written > 0) {
    text.append(Grouped(file.revisits_written)).append(" of them are revisits now\n");
  } else {
    text.append("they are kept\n");
  }
  return text;
}

std::string LeftOut(const ImportedFile& file) {
  constexpr size_t kMostNamed = 8;
  if (file.left_out.empty()) return {};
  std::string text = "  of the WACZ file not imported:";
  for (size_t i = 0; i < std::min(file.left_out.size(), kMostNamed); ++i) {
    text.append(i == 0 ? " " : ", ").append(Neutralise(file.left_out[i]));
  }
  if (file.left_out.size() > kMostNamed) {
    text.append(" and ").append(Grouped(file.left_out.size() - kMostNamed)).append(" more");
  }
  return text + "\n";
}

}  // namespace

std::string FormatImported(const ImportedFile& file) {
  const std::string source = Neutralise(file.source);
  if (file.kept == ImportedFile::Kept::kAlready) {
    return source + ": in the archive already, as imported/" + file.filename + "\n";
  }
  std::string text = source + ": " + HumanBytes(file.bytes);
  if (!file.survey.software.empty()) {
    text.append(" of ").append(Neutralise(file.survey.software));
  }
  text.append(", ").append(Records(file.survey)).append("\n");
  text.append(HowKept(file)).append(LeftOut(file)).append(KnownPayloads(file));
  text.append(FormatDeviations(file.survey.deviations));
  return text;
}

nlohmann::json ImportedJson(const ImportedFile& file) {
  nlohmann::json json = {{"source", file.source},
                         {"kept", KeptName(file.kept)},
                         {"file", file.filename},
                         {"bytes", file.bytes},
                         {"sha256", HexEncode(file.sha256)}};
  if (file.kept == ImportedFile::Kept::kAlready) return json;
  const archive::ImportSurvey& survey = file.survey;
  nlohmann::json by_type = nlohmann::json::object();
  for (const RecordType type : kTypes) {
    if (survey.count(type) > 0) by_type[archive::RecordTypeName(type)] = survey.count(type);
  }
  json["original"] = file.original;
  if (!file.left_out.empty()) json["left_out"] = file.left_out;
  json["software"] = survey.software;
  json["records"] = survey.records;
  json["by_type"] = by_type;
  json["warc_1_0_records"] = survey.version_1_0;
  json["payload_bytes"] = survey.payload_bytes;
  json["known_payloads"] = survey.known_payloads;
  json["known_payload_bytes"] = survey.known_payload_bytes;
  json["revisits_written"] = file.revisits_written;
  json["deviations"] = DeviationsJson(survey.deviations);
  return json;
}

}  // namespace arsip::cli
