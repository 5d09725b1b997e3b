// The passes of PdqFilter, as many lines at once as the including source's processor has lanes:
// eight where it is compiled for AVX2, else four. Everything here is of the including source alone.
//
// The image streams through in blocks of 16 rows: brightness, box along rows, into a ring of rows;
// box along columns, with one running sum a column; box along rows again, of which only the 64
// sampled columns are kept; and at the end box along columns for the 64 sampled rows. A running sum
// takes the new sample before it gives the old one, as in the reference: the order decides the
// bits.
#ifndef ARSIP_EXTRACTORS_PDQ_FILTER_LANES_H_
#define ARSIP_EXTRACTORS_PDQ_FILTER_LANES_H_

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "extractors/pdq_filter_plan.h"

namespace arsip::extractors {
namespace {

#ifdef __AVX2__
constexpr size_t kLanes = 8;
#else
constexpr size_t kLanes = 4;
#endif
constexpr size_t kSampled = 64;

using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;
using Four [[gnu::vector_size(4 * sizeof(float))]] = float;
using FourWords [[gnu::vector_size(4 * sizeof(int32_t))]] = int32_t;

template <class Vector>
inline Vector Load(const float* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

template <class Vector>
inline void Store(const Vector& vector, float* to) {
  std::memcpy(to, &vector, sizeof vector);
}

inline float Brightness(const uint8_t* pixel) {
  return 0.299f * static_cast<float>(pixel[0]) + 0.587f * static_cast<float>(pixel[1]) +
         0.114f * static_cast<float>(pixel[2]);
}

// As many pixels as can be read in whole words; how many that were.
inline size_t BrightnessOfWords(const uint8_t* rgb, size_t pixels, float* out) {
  size_t i = 0;
#ifdef __AVX2__
  // Byte 0, 1 and 2 of each pixel, widened to words, in both halves.
  const __m256i red = _mm256_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1,
                                       0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1);
  const __m256i one = _mm256_set1_epi32(1);
  const __m256i green = _mm256_add_epi32(red, one);
  const __m256i blue = _mm256_add_epi32(green, one);
  for (; i + 10 <= pixels; i += 8) {
    const uint8_t* from = rgb + 3 * i;
    const __m256i both = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))),
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 12)), 1);
    const Lanes r = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, red));
    const Lanes g = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, green));
    const Lanes b = _mm256_cvtepi32_ps(_mm256_shuffle_epi8(both, blue));
    Store(0.299f * r + 0.587f * g + 0.114f * b, out + i);
  }
#else
  for (; i + 5 <= pixels; i += 4) {
    FourWords words;
    for (size_t lane = 0; lane < 4; ++lane) {
      int32_t word;
      std::memcpy(&word, rgb + 3 * (i + lane), sizeof word);
      words[lane] = word;
    }
    const Four r = __builtin_convertvector(words & 0xff, Four);
    const Four g = __builtin_convertvector((words >> 8) & 0xff, Four);
    const Four b = __builtin_convertvector((words >> 16) & 0xff, Four);
    Store(0.299f * r + 0.587f * g + 0.114f * b, out + i);
  }
#endif
  return i;
}

inline void BrightnessOf(const uint8_t* samples, size_t channels, size_t pixels, float* out) {
  if (channels == 1) {
    for (size_t i = 0; i < pixels; ++i) out[i] = static_cast<float>(samples[i]);
    return;
  }
  for (size_t i = BrightnessOfWords(samples, pixels, out); i < pixels; ++i) {
    out[i] = Brightness(samples + 3 * i);
  }
}

struct Square {
  Four row[4];
};

inline Square Transposed(const Square& in) {
  const Four a = __builtin_shufflevector(in.row[0], in.row[1], 0, 4, 1, 5);
  const Four b = __builtin_shufflevector(in.row[0], in.row[1], 2, 6, 3, 7);
  const Four c = __builtin_shufflevector(in.row[2], in.row[3], 0, 4, 1, 5);
  const Four d = __builtin_shufflevector(in.row[2], in.row[3], 2, 6, 3, 7);
  return {{__builtin_shufflevector(a, c, 0, 1, 4, 5), __builtin_shufflevector(a, c, 2, 3, 6, 7),
           __builtin_shufflevector(b, d, 0, 1, 4, 5), __builtin_shufflevector(b, d, 2, 3, 6, 7)}};
}

// `rows` of `stride` to lines of kPdqBlock.
inline void ToLines(const float* rows, size_t stride, float* lines) {
  for (size_t c = 0; c < stride; c += 4) {
    for (size_t r = 0; r < kPdqBlock; r += 4) {
      Square square;
      for (size_t i = 0; i < 4; ++i) square.row[i] = Load<Four>(rows + (r + i) * stride + c);
      square = Transposed(square);
      for (size_t i = 0; i < 4; ++i) Store(square.row[i], lines + (c + i) * kPdqBlock + r);
    }
  }
}

// And back; `row_at(r)` is where row r goes.
template <class RowAt>
inline void ToRows(const float* lines, size_t columns, RowAt row_at) {
  for (size_t r = 0; r < kPdqBlock; r += 4) {
    float* const to[4] = {row_at(r), row_at(r + 1), row_at(r + 2), row_at(r + 3)};
    for (size_t c = 0; c < columns; c += 4) {
      Square square;
      for (size_t i = 0; i < 4; ++i) square.row[i] = Load<Four>(lines + (c + i) * kPdqBlock + r);
      square = Transposed(square);
      for (size_t i = 0; i < 4; ++i) Store(square.row[i], to[i] + c);
    }
  }
}

// Dividing by a power of two is multiplying by its inverse, to the last bit, and several times as
// fast.
struct Divisor {
  explicit Divisor(size_t count)
      : exact((count & (count - 1)) == 0),
        value(static_cast<float>(count)),
        inverse(1.0f / static_cast<float>(count)) {}
  Lanes Divide(const Lanes& sum) const { return exact ? sum * inverse : sum / value; }

  bool exact;
  float value;
  float inverse;
};

// Running sums of one box filter over `n` samples: which sample comes and which goes at output o,
// and by how many to divide.
struct Box {
  Box(size_t n_in, size_t window_in) : n(n_in), window(window_in), ahead((window_in + 2) / 2 - 1) {}
  size_t entering(size_t o) const { return o + ahead; }
  bool enters(size_t o) const { return entering(o) < n; }
  bool leaves(size_t o) const { return entering(o) >= window; }
  size_t leaving(size_t o) const { return entering(o) - window; }
  size_t count(size_t o) const {
    const size_t end = enters(o) ? entering(o) + 1 : n;
    return end - (leaves(o) ? leaving(o) + 1 : 0);
  }

  size_t n;
  size_t window;
  size_t ahead;
};

struct LineSums {
  static constexpr size_t kParts = kPdqBlock / kLanes;
  Lanes part[kParts];

  void Add(const float* line) {
    for (size_t i = 0; i < kParts; ++i) part[i] += Load<Lanes>(line + i * kLanes);
  }
  void Subtract(const float* line) {
    for (size_t i = 0; i < kParts; ++i) part[i] -= Load<Lanes>(line + i * kLanes);
  }
  void Write(const Divisor& divisor, float* to) const {
    for (size_t i = 0; i < kParts; ++i) Store(divisor.Divide(part[i]), to + i * kLanes);
  }
};

// Sixteen lines at once; `write(o, sums)` for each output in order.
template <class Write>
inline void BoxOfLines(const float* lines, const Box& box, Write write) {
  LineSums sums = {};
  for (size_t i = 0; i < box.ahead; ++i) sums.Add(lines + i * kPdqBlock);
  for (size_t o = 0; o < box.n; ++o) {
    if (box.enters(o)) sums.Add(lines + box.entering(o) * kPdqBlock);
    if (box.leaves(o)) sums.Subtract(lines + box.leaving(o) * kPdqBlock);
    write(o, sums);
  }
}

inline void BoxAlongRows(const PdqFilterPlan& plan) {
  const Box box(plan.columns, plan.row_window);
  const Divisor whole(box.window);
  ToLines(plan.block, plan.stride, plan.lines);
  BoxOfLines(plan.lines, box, [&](size_t o, const LineSums& sums) {
    const size_t count = box.count(o);
    sums.Write(count == box.window ? whole : Divisor(count), plan.boxed + o * kPdqBlock);
  });
}

// Of the sixteen smoothed rows the sampled columns, to row `first` of `sampled`.
inline void BoxAlongRowsSampled(const PdqFilterPlan& plan, size_t first) {
  const Box box(plan.columns, plan.row_window);
  ToLines(plan.smoothed, plan.stride, plan.lines);
  size_t next = 0;
  BoxOfLines(plan.lines, box, [&](size_t o, const LineSums& sums) {
    for (; next < kSampled && plan.sampled_column[next] == o; ++next) {
      sums.Write(Divisor(box.count(o)), plan.boxed + next * kPdqBlock);
    }
  });
  ToRows(plan.boxed, kSampled, [&](size_t row) { return plan.sampled + (first + row) * kSampled; });
}

// The running sums of a box along columns: `width` of them, a multiple of the lanes.
class ColumnSums {
 public:
  ColumnSums(float* sums, size_t width) : sums_(sums), width_(width) {
    std::memset(sums, 0, width * sizeof(float));
  }
  void Add(const float* row) {
    for (size_t c = 0; c < width_; c += kLanes) {
      Store(Load<Lanes>(sums_ + c) + Load<Lanes>(row + c), sums_ + c);
    }
  }
  void Subtract(const float* row) {
    for (size_t c = 0; c < width_; c += kLanes) {
      Store(Load<Lanes>(sums_ + c) - Load<Lanes>(row + c), sums_ + c);
    }
  }
  void Write(const Divisor& divisor, float* to) const {
    for (size_t c = 0; c < width_; c += kLanes) {
      Store(divisor.Divide(Load<Lanes>(sums_ + c)), to + c);
    }
  }
  // The three in one, for the many rows that have a sample coming and one going.
  void Step(const float* entering, const float* leaving, const Divisor& divisor, float* to) {
    for (size_t c = 0; c < width_; c += kLanes) {
      const Lanes sum =
          (Load<Lanes>(sums_ + c) + Load<Lanes>(entering + c)) - Load<Lanes>(leaving + c);
      Store(sum, sums_ + c);
      Store(divisor.Divide(sum), to + c);
    }
  }

 private:
  float* sums_;
  size_t width_;
};

// Box along columns over the rows that BoxAlongRows has put into the ring; each sixteen of its
// outputs go on as a block.
class ColumnPass {
 public:
  explicit ColumnPass(const PdqFilterPlan& plan)
      : plan_(plan), box_(plan.rows, plan.column_window), sums_(plan.sums, plan.stride) {}

  float* ring_row(size_t row) const { return plan_.ring + (row % plan_.ring_rows) * plan_.stride; }
  // Rows below `available` are in the ring.
  void Advance(size_t available) {
    for (; added_ < box_.ahead && added_ < available; ++added_) sums_.Add(ring_row(added_));
    while (output_ < box_.n && (box_.entering(output_) < available || available == box_.n)) {
      if (added_ < box_.ahead) return;
      WriteOutput();
    }
  }

 private:
  void WriteOutput() {
    float* const to = plan_.smoothed + (output_ % kPdqBlock) * plan_.stride;
    const Divisor divisor(box_.count(output_));
    if (box_.enters(output_) && box_.leaves(output_)) {
      sums_.Step(ring_row(box_.entering(output_)), ring_row(box_.leaving(output_)), divisor, to);
    } else {
      if (box_.enters(output_)) sums_.Add(ring_row(box_.entering(output_)));
      if (box_.leaves(output_)) sums_.Subtract(ring_row(box_.leaving(output_)));
      sums_.Write(divisor, to);
    }
    ++output_;
    if (output_ % kPdqBlock == 0 || output_ == box_.n) {
      BoxAlongRowsSampled(plan_, (output_ - 1) / kPdqBlock * kPdqBlock);
    }
  }

  const PdqFilterPlan& plan_;
  const Box box_;
  ColumnSums sums_;
  size_t added_ = 0;
  size_t output_ = 0;
};

inline void LastColumnPass(const PdqFilterPlan& plan) {
  const Box box(plan.rows, plan.column_window);
  ColumnSums sums(plan.sums, kSampled);
  const auto row = [&plan](size_t r) { return plan.sampled + r * kSampled; };
  for (size_t r = 0; r < box.ahead; ++r) sums.Add(row(r));
  size_t next = 0;
  for (size_t o = 0; o < box.n; ++o) {
    if (box.enters(o)) sums.Add(row(box.entering(o)));
    if (box.leaves(o)) sums.Subtract(row(box.leaving(o)));
    for (; next < kSampled && plan.sampled_row[next] == o; ++next) {
      sums.Write(Divisor(box.count(o)), plan.out + next * kSampled);
    }
  }
}

inline void Filter(const PdqFilterPlan& plan) {
  ColumnPass column_pass(plan);
  const size_t row_bytes = plan.columns * plan.channels;
  for (size_t first = 0; first < plan.rows; first += kPdqBlock) {
    const size_t left = plan.rows - first;
    const size_t rows = left < kPdqBlock ? left : kPdqBlock;
    for (size_t r = 0; r < rows; ++r) {
      BrightnessOf(plan.samples + (first + r) * row_bytes, plan.channels, plan.columns,
                   plan.block + r * plan.stride);
    }
    BoxAlongRows(plan);
    ToRows(plan.boxed, plan.stride, [&](size_t r) { return column_pass.ring_row(first + r); });
    column_pass.Advance(first + rows);
  }
  LastColumnPass(plan);
}

}  // namespace
}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PDQ_FILTER_LANES_H_
