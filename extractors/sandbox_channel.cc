#include "extractors/sandbox_channel.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace arsip::extractors {

std::string ChannelLayout::ToString() const {
  return std::to_string(slots) + ":" + std::to_string(input_slot_bytes) + ":" +
         std::to_string(output_slot_bytes);
}

Result<ChannelLayout> ChannelLayout::Parse(std::string_view text) {
  constexpr uint64_t kMostSlots = 64;
  constexpr uint64_t kMostSlotBytes = 1u << 30;
  std::array<uint64_t, 3> numbers{};
  std::string_view rest = text;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), numbers[i]);
    if (error != std::errc()) break;
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    if (i + 1 < numbers.size() && rest.starts_with(':')) rest.remove_prefix(1);
  }
  const bool in_range = numbers[0] >= 1 && numbers[0] <= kMostSlots && numbers[1] >= 1 &&
                        numbers[1] <= kMostSlotBytes && numbers[2] >= 1 &&
                        numbers[2] <= kMostSlotBytes;
  if (!rest.empty() || !in_range) {
    return Error{ErrorCode::kInvalidInput, "no channel layout", std::string(text.substr(0, 64))};
  }
  return ChannelLayout{static_cast<uint32_t>(numbers[0]), numbers[1], numbers[2]};
}

namespace {

template <size_t kSize>
void SetField(char (&field)[kSize], std::string_view value) {
  const size_t length = std::min(value.size(), kSize - 1);
  std::memcpy(field, value.data(), length);
  field[length] = '\0';
}

}  // namespace

void HelloPacket::SetText(std::string_view value) { SetField(text, value); }
void HelloPacket::SetVersions(std::string_view value) { SetField(versions, value); }

std::string_view HelloPacket::Text() const { return {text, ::strnlen(text, sizeof text)}; }
std::string_view HelloPacket::Versions() const {
  return {versions, ::strnlen(versions, sizeof versions)};
}

SharedRegion::~SharedRegion() {
  if (memory_ != nullptr) ::munmap(memory_, bytes_);
  CloseDescriptor();
}

SharedRegion::SharedRegion(SharedRegion&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)),
      fd_(std::exchange(other.fd_, -1)) {}

SharedRegion& SharedRegion::operator=(SharedRegion&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  std::swap(fd_, other.fd_);
  return *this;
}

Result<SharedRegion> SharedRegion::Create(const char* name, uint64_t bytes) {
  const int fd = ::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return ErrnoError(errno, "create shared memory", name);
  // Sealed: a process that cut the file would end its reader with SIGBUS.
  if (::ftruncate(fd, static_cast<off_t>(bytes)) != 0 ||
      ::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    const int error = errno;
    ::close(fd);
    return ErrnoError(error, "size shared memory", name);
  }
  return Map(fd, bytes, Access::kReadWrite);
}

Result<SharedRegion> SharedRegion::Map(int fd, uint64_t bytes, Access access) {
  SharedRegion region;
  region.fd_ = fd;
  struct stat status {};
  if (::fstat(fd, &status) != 0) return ErrnoError(errno, "look at shared memory", "fstat");
  if (static_cast<uint64_t>(status.st_size) != bytes) {
    return Error{ErrorCode::kInvalidInput, "shared memory has another size than announced",
                 "memfd"};
  }
  const int protection = access == Access::kRead ? PROT_READ : PROT_READ | PROT_WRITE;
  void* const memory = ::mmap(nullptr, bytes, protection, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return ErrnoError(errno, "map shared memory", "mmap");
  region.memory_ = memory;
  region.bytes_ = bytes;
  return region;
}

Result<int> SharedRegion::OpenReadOnly() const {
  const std::string path = "/proc/self/fd/" + std::to_string(fd_);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoError(errno, "open shared memory for reading", path);
  return fd;
}

void SharedRegion::Discard(uint64_t offset, uint64_t bytes) const {
  const auto page = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  const uint64_t begin = (offset + page - 1) / page * page;
  const uint64_t end = (offset + bytes) / page * page;
  if (begin < end) ::madvise(at(begin), end - begin, MADV_REMOVE);
}

void SharedRegion::CloseDescriptor() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace arsip::extractors
