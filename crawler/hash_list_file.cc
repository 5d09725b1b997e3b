#include "crawler/hash_list_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "archive/image_fact.h"
#include "extractors/pdq_hash.h"

namespace arsip::crawler {
namespace {

constexpr std::string_view kCsvHeader = "signal_type,signal_str";
constexpr size_t kCsvFields = 5;
constexpr size_t kMaxLabelBytes = 256;
constexpr size_t kHexDigits = 64;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

// For records and logs of ours.
std::string Label(std::string_view text) {
  std::string label(text.substr(0, kMaxLabelBytes));
  for (char& c : label) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == ';') c = ' ';
  }
  return label;
}

class ListReader {
 public:
  ListReader(const seeds::HashList& list, LoadedHashList& loaded,
             const std::function<void(HashListEntry)>& each)
      : list_(list), loaded_(loaded), each_(each) {}

  void Take(std::string_view line) {
    ++line_;
    line = Trimmed(line);
    if (line.size() > kMaxHashListLineBytes) return Bad("the line is too long");
    if (line_ == 1 && line.starts_with(kCsvHeader)) {
      csv_ = true;
      return;
    }
    if (line.empty() || line.starts_with('#')) return;
    if (csv_) return TakeCsv(line);
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) {
      return TakeSignal(list_.bare_is_sha256 ? "sha256" : "pdq", line, {});
    }
    TakeSignal(line.substr(0, space), Trimmed(line.substr(space)), {});
  }

 private:
  void Bad(const std::string& what) {
    ++loaded_.bad_lines;
    Tell(what);
  }
  void Tell(const std::string& what) {
    if (loaded_.problems.size() == LoadedHashList::kMaxProblems) return;
    loaded_.problems.push_back(std::to_string(line_) + ": " + what);
  }

  void TakeCsv(std::string_view line) {
    auto fields = SplitCsvLine(line);
    if (!fields || fields->size() < 2 || fields->size() > kCsvFields) {
      return Bad("not signal_type,signal_str,collab,category,tags");
    }
    fields->resize(kCsvFields);
    HashListEntry entry;
    entry.category = Label((*fields)[3]);
    entry.tags = Label((*fields)[4]);
    TakeSignal((*fields)[0], Trimmed((*fields)[1]), std::move(entry));
  }

  void TakeSignal(std::string_view type, std::string_view digits, HashListEntry entry) {
    if (type != "pdq" && type != "sha256") {
      // A line of a plain list has one of two words; a CSV has signals of many kinds.
      if (!csv_) return Bad("neither 'pdq' nor 'sha256' nor digits alone");
      ++loaded_.other;
      return;
    }
    const auto hash = archive::ParseHash256(digits);
    if (!hash) return Bad("not " + std::to_string(kHexDigits) + " lower-case hexadecimal digits");
    entry.line = line_;
    if (type == "sha256") {
      entry.sha256 = hash->bytes();
      ++loaded_.sha256;
    } else {
      const auto pdq = extractors::PdqHash::FromHex(digits);
      if (!pdq || IsDegenerate(*pdq)) {
        ++loaded_.degenerate;
        return Tell("a degenerate hash, which unlike images share");
      }
      entry.pdq = *hash;
      ++loaded_.pdq;
    }
    each_(std::move(entry));
  }

  const seeds::HashList& list_;
  LoadedHashList& loaded_;
  const std::function<void(HashListEntry)>& each_;
  uint64_t line_ = 0;
  bool csv_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> SplitCsvLine(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"' && (quoted || fields.back().empty())) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  return fields;
}

Status ReadHashListFile(const seeds::HashList& list, LoadedHashList& loaded,
                        const std::function<void(HashListEntry)>& each) {
  errno = 0;
  std::ifstream file(list.file, std::ios::binary);
  if (!file) return ErrnoError(errno == 0 ? EIO : errno, "cannot read the hash list", list.file);
  return ReadHashList(file, list, loaded, each);
}

Status ReadHashList(std::istream& file, const seeds::HashList& list, LoadedHashList& loaded,
                    const std::function<void(HashListEntry)>& each) {
  ListReader reader(list, loaded, each);
  std::string line;
  std::string piece(1u << 16, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    std::string_view rest(piece.data(), static_cast<size_t>(file.gcount()));
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find('\n'));
      // One byte more than is allowed is enough to know that it is too long.
      line.append(part.substr(
          0, kMaxHashListLineBytes + 1 - std::min(line.size(), kMaxHashListLineBytes + 1)));
      rest.remove_prefix(part.size());
      if (rest.empty()) break;
      rest.remove_prefix(1);
      reader.Take(line);
      line.clear();
    }
  }
  if (file.bad()) return ErrnoError(EIO, "cannot read the hash list", list.file);
  if (!line.empty()) reader.Take(line);
  return Ok();
}

}  // namespace arsip::crawler
