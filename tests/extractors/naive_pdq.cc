#include "naive_pdq.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace arsip::extractors {
namespace {

// One line of `n` samples, `step` apart.
void NaiveBox(const float* in, float* out, int n, int step, int window) {
  const int half = (window + 2) / 2;
  int left = 0;
  int right = 0;
  int write = 0;
  int size = 0;
  float sum = 0;
  for (int i = 0; i < half - 1; ++i, right += step, ++size) sum += in[right];
  for (int i = 0; i < window - half + 1; ++i, right += step, write += step) {
    sum += in[right];
    ++size;
    out[write] = sum / static_cast<float>(size);
  }
  for (int i = 0; i < n - window; ++i, right += step, left += step, write += step) {
    sum += in[right];
    sum -= in[left];
    out[write] = sum / static_cast<float>(size);
  }
  for (int i = 0; i < half - 1; ++i, left += step, write += step) {
    sum -= in[left];
    --size;
    out[write] = sum / static_cast<float>(size);
  }
}

uint32_t NaiveQuality(const std::vector<float>& a) {
  int sum = 0;
  const auto add = [&](float u, float v) {
    sum += std::abs(static_cast<int>(((u - v) * 100) / 255));
  };
  for (size_t i = 0; i < 63; ++i) {
    for (size_t j = 0; j < 64; ++j) add(a[i * 64 + j], a[(i + 1) * 64 + j]);
  }
  for (size_t i = 0; i < 64; ++i) {
    for (size_t j = 0; j < 63; ++j) add(a[i * 64 + j], a[i * 64 + j + 1]);
  }
  return static_cast<uint32_t>(std::min(sum / 90, 100));
}

float NaiveCosine(size_t i, size_t j) {
  static const std::vector<float> table = [] {
    std::vector<float> made;
    const auto scale = static_cast<float>(std::sqrt(2.0 / 64.0));
    for (int row = 1; row <= 16; ++row) {
      for (int column = 0; column < 64; ++column) {
        made.push_back(
            static_cast<float>(scale * std::cos(M_PI / 2 / 64.0 * row * (2 * column + 1))));
      }
    }
    return made;
  }();
  return table[i * 64 + j];
}

PdqHash NaiveBits(const std::vector<float>& coefficients) {
  std::vector<float> sorted = coefficients;
  std::sort(sorted.begin(), sorted.end());
  PdqHash hash;
  for (size_t bit = 0; bit < 256; ++bit) {
    if (coefficients[bit] > sorted[127]) hash.SetBit(bit);
  }
  return hash;
}

}  // namespace

std::vector<float> NaiveFiltered(const PixelView& image) {
  const int rows = static_cast<int>(image.height);
  const int columns = static_cast<int>(image.width);
  std::vector<float> luma;
  for (int i = 0; i < rows * columns; ++i) {
    const uint8_t* p = image.samples + static_cast<size_t>(i) * image.channels;
    luma.push_back(image.channels == 1
                       ? static_cast<float>(p[0])
                       : 0.299f * static_cast<float>(p[0]) + 0.587f * static_cast<float>(p[1]) +
                             0.114f * static_cast<float>(p[2]));
  }
  if (rows == 64 && columns == 64) return luma;
  std::vector<float> other(luma.size());
  for (int round = 0; round < 2; ++round) {
    for (int r = 0; r < rows; ++r) {
      NaiveBox(&luma[static_cast<size_t>(r * columns)], &other[static_cast<size_t>(r * columns)],
               columns, 1, (columns + 127) / 128);
    }
    for (int c = 0; c < columns; ++c) {
      NaiveBox(&other[static_cast<size_t>(c)], &luma[static_cast<size_t>(c)], rows, columns,
               (rows + 127) / 128);
    }
  }
  std::vector<float> small;
  for (int i = 0; i < 64; ++i) {
    for (int j = 0; j < 64; ++j) {
      const int r = static_cast<int>((i + 0.5) * rows / 64);
      const int c = static_cast<int>((j + 0.5) * columns / 64);
      small.push_back(luma[static_cast<size_t>(r * columns + c)]);
    }
  }
  return small;
}

NaivePdq NaivePdqOf(const PixelView& image) {
  NaivePdq result;
  result.coefficients.resize(256);
  if (image.width < 5 || image.height < 5) return result;
  result.small = NaiveFiltered(image);
  std::vector<float> between(16 * 64);
  for (size_t i = 0; i < 16; ++i) {
    for (size_t j = 0; j < 64; ++j) {
      float sum = 0;
      for (size_t k = 0; k < 64; ++k) sum += NaiveCosine(i, k) * result.small[k * 64 + j];
      between[i * 64 + j] = sum;
    }
  }
  for (size_t i = 0; i < 16; ++i) {
    for (size_t j = 0; j < 16; ++j) {
      float sum = 0;
      for (size_t k = 0; k < 64; ++k) sum += between[i * 64 + k] * NaiveCosine(j, k);
      result.coefficients[i * 16 + j] = sum;
    }
  }
  result.hash = NaiveBits(result.coefficients);
  result.quality = NaiveQuality(result.small);
  return result;
}

}  // namespace arsip::extractors
