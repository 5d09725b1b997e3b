// What happens to an image between two posts of it: the changes of docs/perceptual-hash.md's table.
#ifndef ARSIP_TESTS_BENCH_IMAGE_CHANGES_H_
#define ARSIP_TESTS_BENCH_IMAGE_CHANGES_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "painted_image.h"

namespace arsip::extractors {

struct ImageChange {
  std::string name;
  // From an image of three channels to a file. Empty on failure.
  std::function<std::string(const PaintedImage&)> make;
};

// In the order of the table.
std::vector<ImageChange> ImageChanges();

// A file, three channels, its longer side made `side` when it is longer. nullopt: unreadable.
std::optional<PaintedImage> ReadPhotograph(const std::string& path, int side);

PaintedImage PartOf(const PaintedImage& image, uint32_t left, uint32_t top, uint32_t width,
                    uint32_t height);

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_BENCH_IMAGE_CHANGES_H_
