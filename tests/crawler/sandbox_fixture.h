// SandboxTest: broker, worker and process tests over a sandbox that breaks every rule, or the real
// one.
#ifndef ARSIP_TESTS_CRAWLER_SANDBOX_FIXTURE_H_
#define ARSIP_TESTS_CRAWLER_SANDBOX_FIXTURE_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "crawler/event_loop.h"
#include "crawler/sandbox_process.h"

namespace arsip::crawler {

inline std::filesystem::path BuildDirectory() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
}
inline std::string RealSandbox() { return BuildDirectory() / "arsip-sandbox"; }
// Does what its payload says: tests/extractors/rogue_sandbox.cc.
inline std::string RogueSandbox() { return BuildDirectory() / "tests/processes/rogue_sandbox"; }

class SandboxTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "sandbox-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory_ = path;
    auto loop = EventLoop::Create();
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // The rogue under another name, by which it chooses not to come up.
  std::string RogueNamed(const std::string& name) const {
    const std::string path = directory_ + "/" + name;
    std::filesystem::create_symlink(RogueSandbox(), path);
    return path;
  }
  static SandboxProcessOptions RogueOptions(uint32_t slots = 4) {
    SandboxProcessOptions options;
    options.binary = RogueSandbox();
    options.layout = {slots, 4096, 4096};
    return options;
  }

  std::string directory_;
  std::unique_ptr<EventLoop> loop_;
};

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_SANDBOX_FIXTURE_H_
