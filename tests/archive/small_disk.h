// SmallDisk: a tmpfs of a few megabytes in a mount namespace of this process's own, to fill up for
// real. Needs root, or unprivileged user namespaces; the test fails where there is neither.
#ifndef ARSIP_TESTS_ARCHIVE_SMALL_DISK_H_
#define ARSIP_TESTS_ARCHIVE_SMALL_DISK_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "capture_samples.h"
#include "warc_bytes.h"

namespace arsip::archive::testing {

class SmallDisk {
 public:
  explicit SmallDisk(const std::string& options) {
    if (!OwnMountNamespace()) return;
    mounted_ = mount("none", path().c_str(), "tmpfs", MS_NODEV | MS_NOSUID, options.c_str()) == 0;
    if (!mounted_) ADD_FAILURE() << "mount tmpfs: " << std::strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) umount2(path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  const std::string& path() const { return temporary_.path(); }
  void Remount(const std::string& options) {
    EXPECT_EQ(mount("none", path().c_str(), "tmpfs", MS_REMOUNT, options.c_str()), 0)
        << std::strerror(errno);
  }

 private:
  // Once for the process; its other tests go on inside.
  static bool OwnMountNamespace() {
    static const bool own = [] {
      const std::string uid_map = "0 " + std::to_string(getuid()) + " 1";
      const std::string gid_map = "0 " + std::to_string(getgid()) + " 1";
      if (unshare(CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
          ADD_FAILURE() << "neither root nor user namespaces: " << std::strerror(errno);
          return false;
        }
        WriteBytes("/proc/self/setgroups", "deny");
        WriteBytes("/proc/self/uid_map", uid_map);
        WriteBytes("/proc/self/gid_map", gid_map);
      }
      if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        ADD_FAILURE() << "private mounts: " << std::strerror(errno);
        return false;
      }
      return true;
    }();
    return own;
  }

  TemporaryDirectory temporary_;
  bool mounted_ = false;
};

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_SMALL_DISK_H_
