// RecordWriter and RecordReader: the primitive types of docs/frontier-format.md section 2.
//
// Integers are LEB128 variable-length (7 bits a byte, low first); a string is its length, then its
// bytes. The reader never reads past its input and never allocates more than the input holds: after
// the first thing that does not fit it stays failed, and every later read gives zero or empty.
#ifndef ARSIP_FRONTIER_RECORD_BYTES_H_
#define ARSIP_FRONTIER_RECORD_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace arsip::frontier {

class RecordWriter {
 public:
  explicit RecordWriter(size_t reserve) { bytes_.reserve(reserve); }
  void Byte(uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void Integer(uint64_t value);
  void Text(std::string_view text);
  // Both sides of std::chrono::time_point counts: negative values are kept, at ten bytes.
  template <class Time>
  void Time64(Time time) {
    Integer(static_cast<uint64_t>(time.time_since_epoch().count()));
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : bytes_(bytes) {}
  uint8_t Byte();
  uint64_t Integer();
  // Fails on a value above `max`.
  uint64_t Integer(uint64_t max);
  // Fails on a text longer than `max`. The view is into the input.
  std::string_view Text(size_t max);
  template <class Time>
  Time Time64() {
    return Time(typename Time::duration(static_cast<int64_t>(Integer())));
  }
  bool failed() const { return failed_; }
  // Everything was read, and nothing failed.
  bool complete() const { return !failed_ && bytes_.empty(); }
  size_t left() const { return bytes_.size(); }
  void Fail();

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

}  // namespace arsip::frontier

#endif  // ARSIP_FRONTIER_RECORD_BYTES_H_
