// How much an image may be changed and still be found by its hash, and how often unlike images
// match: the tables of docs/perceptual-hash.md. Photographs are those of the Debian packages that
// deploy/install-deps.sh bench brings; painted ones are tests/extractors/painted_image.h's.
//   robustness_bench [--photographs DIRECTORY]... [--pairs 1.2e9]
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/hash_forms.h"
#include "encoded_image.h"
#include "extractors/image_hash.h"
#include "image_changes.h"

namespace arsip::extractors {
namespace {

constexpr int kSide = 1'600;  // of a photograph as it is posted
constexpr uint32_t kPaintedImages = 100;
constexpr uint32_t kTile = 256;

struct Words {
  uint64_t words[4];
};

struct Hashed {
  std::vector<Words> forms;  // eight; the first is the image as it is
  archive::HashForms exact{};
  uint32_t quality = 0;
  bool matchable = false;
};

Words WordsOf(const std::string& bytes) {
  Words words{};
  std::memcpy(words.words, bytes.data(), std::min(bytes.size(), sizeof words.words));
  return words;
}

__attribute__((target("popcnt"))) int Apart(const Words& a, const Words& b) {
  int distance = 0;
  for (size_t i = 0; i < 4; ++i) distance += __builtin_popcountll(a.words[i] ^ b.words[i]);
  return distance;
}

Hashed HashOf(const std::string& file) {
  Hashed hashed;
  const auto hash = HashImage(file);
  if (!hash) return hashed;
  for (const std::string& form : hash->dihedral()) {
    std::array<uint8_t, 32> bytes{};
    std::copy_n(form.begin(), std::min(form.size(), bytes.size()), bytes.begin());
    hashed.exact[hashed.forms.size()] = archive::Hash256::FromBytes(bytes);
    hashed.forms.push_back(WordsOf(form));
  }
  hashed.quality = hash->quality();
  const auto plain = PdqHash::FromBytes(hash->pdq());
  hashed.matchable = plain.has_value() && !IsDegenerate(*plain) && hashed.quality >= kPdqMinQuality;
  return hashed;
}

bool Match(const Hashed& stored, const Hashed& asked, bool dihedral) {
  if (!stored.matchable || !asked.matchable) return false;
  for (size_t i = 0; i < (dihedral ? asked.forms.size() : 1); ++i) {
    if (Apart(stored.forms[0], asked.forms[i]) <= kPdqMatchDistance) return true;
  }
  return false;
}

// The rule of clusters: adr/0018. `rule` 1: the forms are made from the first hash's bits.
bool InOneCluster(const Hashed& a, const Hashed& b, int rule) {
  if (!a.matchable || !b.matchable) return false;
  const auto forms = [rule](const Hashed& hashed) {
    return rule == 1 ? archive::FormsOf(hashed.exact[0]) : hashed.exact;
  };
  return archive::PictureDistance(forms(a), forms(b)) <= kPdqMatchDistance;
}

struct Row {
  size_t images = 0;
  size_t found = 0;
  size_t found_dihedral = 0;
  size_t clustered = 0;
  size_t clustered_by_rule_1 = 0;
  std::vector<int> distances;
};

void Judge(const PaintedImage& image, const std::vector<ImageChange>& changes,
           std::vector<Row>& rows, size_t& left_out) {
  const Hashed origin = HashOf(Encoded(image, ".jpg[Q=90]"));
  if (!origin.matchable) {
    ++left_out;
    return;
  }
  for (size_t i = 0; i < changes.size(); ++i) {
    const Hashed changed = HashOf(changes[i].make(image));
    ++rows[i].images;
    rows[i].found += Match(origin, changed, false) ? 1 : 0;
    rows[i].found_dihedral += Match(origin, changed, true) ? 1 : 0;
    rows[i].clustered += InOneCluster(origin, changed, 2) ? 1 : 0;
    rows[i].clustered_by_rule_1 += InOneCluster(origin, changed, 1) ? 1 : 0;
    if (!changed.forms.empty())
      rows[i].distances.push_back(Apart(origin.forms[0], changed.forms[0]));
  }
}

double Percent(size_t part, size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void PrintRecall(const Row& row) {
  for (const size_t found :
       {row.found, row.found_dihedral, row.clustered, row.clustered_by_rule_1}) {
    std::printf(" %.0f %% |", Percent(found, row.images));
  }
}

void Print(const std::vector<ImageChange>& changes, std::vector<Row>& photographs,
           std::vector<Row>& painted) {
  std::printf(
      "| change | photographs | with dihedral | in one cluster | by rule 1 | median distance | "
      "painted | with dihedral | in one cluster | by rule 1 "
      "|\n|---|---|---|---|---|---|---|---|---|"
      "---|\n");
  for (size_t i = 0; i < changes.size(); ++i) {
    Row& row = photographs[i];
    std::sort(row.distances.begin(), row.distances.end());
    std::printf("| %s |", changes[i].name.c_str());
    PrintRecall(row);
    std::printf(" %d |", row.distances.empty() ? -1 : row.distances[row.distances.size() / 2]);
    PrintRecall(painted[i]);
    std::printf("\n");
  }
}

struct Item {
  Hashed hash;
  size_t source;  // items of one source are not unrelated
};

void CountFalse(const char* name, const std::vector<Item>& items) {
  uint64_t pairs = 0;
  uint64_t within[3] = {0, 0, 0};
  uint64_t turned = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    for (size_t j = i + 1; j < items.size(); ++j) {
      if (items[i].source == items[j].source) continue;
      ++pairs;
      const int distance = Apart(items[i].hash.forms[0], items[j].hash.forms[0]);
      within[0] += distance <= kPdqMatchDistance ? 1 : 0;
      within[1] += distance <= 47 ? 1 : 0;
      within[2] += distance <= 63 ? 1 : 0;
      for (size_t form = 1; form < 8; ++form) {
        turned +=
            Apart(items[i].hash.forms[form], items[j].hash.forms[0]) <= kPdqMatchDistance ? 1 : 0;
      }
    }
  }
  std::printf("| %s | %zu | %.3g | %llu | %llu | %llu | %llu |\n", name, items.size(),
              static_cast<double>(pairs), static_cast<unsigned long long>(within[0]),
              static_cast<unsigned long long>(turned), static_cast<unsigned long long>(within[1]),
              static_cast<unsigned long long>(within[2]));
}

// Painted images, each of another seed.
std::vector<Item> PaintedItems(double pairs) {
  const auto wanted = static_cast<size_t>(std::ceil(std::sqrt(2 * pairs))) + 1;
  Pdq pdq;
  std::vector<Item> items;
  for (uint32_t seed = 1'000; items.size() < wanted; ++seed) {
    const auto result = pdq.HashDihedral(Scene(96, 96, 1, seed).view());
    if (result.quality < kPdqMinQuality || IsDegenerate(result.hashes[0])) continue;
    Item item{{{}, {}, result.quality, true}, seed};
    for (const PdqHash& form : result.hashes) item.hash.forms.push_back(WordsOf(form.ToBytes()));
    items.push_back(std::move(item));
  }
  return items;
}

// Parts of photographs that do not overlap.
void AddTiles(const PaintedImage& image, size_t source, std::vector<Item>& items) {
  for (uint32_t y = 0; y + kTile <= image.height; y += kTile) {
    for (uint32_t x = 0; x + kTile <= image.width; x += kTile) {
      Hashed hash = HashOf(Encoded(PartOf(image, x, y, kTile, kTile), ".png"));
      if (hash.matchable) items.push_back({std::move(hash), source});
    }
  }
}

std::vector<std::string> PhotographsIn(const std::vector<std::string>& directories) {
  std::vector<std::string> paths;
  for (const std::string& directory : directories) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      if (entry.path().extension() == ".jpg") paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

int Run(const std::vector<std::string>& directories, double pairs) {
  if (!LoadImageDecoders()) return 1;
  const auto changes = ImageChanges();
  std::vector<Row> photographs(changes.size());
  std::vector<Row> painted(changes.size());
  std::vector<Item> tiles;
  size_t left_out = 0;
  size_t source = 0;
  for (const std::string& path : PhotographsIn(directories)) {
    const auto image = ReadPhotograph(path, kSide);
    if (!image.has_value()) continue;
    Judge(*image, changes, photographs, left_out);
    const auto whole = ReadPhotograph(path, 1'000'000);
    if (whole.has_value()) AddTiles(*whole, ++source, tiles);
  }
  std::printf("%zu photographs, %zu left out: quality below 50\n", photographs[0].images, left_out);
  left_out = 0;
  for (uint32_t seed = 1; seed <= kPaintedImages; ++seed) {
    Judge(Scene(800, 600, 3, seed), changes, painted, left_out);
  }
  std::printf("%zu painted images, %zu left out\n\n", painted[0].images, left_out);
  Print(changes, photographs, painted);
  std::printf(
      "\n| unrelated images | hashes | pairs | d <= 31 | turned or mirrored, d <= 31 | d <= 47 | d "
      "<= 63 |\n|---|---|---|---|---|---|---|\n");
  CountFalse("tiles of different photographs", tiles);
  CountFalse("painted images", PaintedItems(pairs));
  return 0;
}

}  // namespace
}  // namespace arsip::extractors

int main(int argc, char** argv) {
  std::vector<std::string> directories;
  double pairs = 1.2e9;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string_view(argv[i]) == "--photographs") directories.emplace_back(argv[i + 1]);
    if (std::string_view(argv[i]) == "--pairs") pairs = std::strtod(argv[i + 1], nullptr);
  }
  if (directories.empty()) {
    directories = {"/usr/share/backgrounds", "/usr/share/backgrounds/mate/nature"};
  }
  return arsip::extractors::Run(directories, pairs);
}
