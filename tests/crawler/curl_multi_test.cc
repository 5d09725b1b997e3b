#include "crawler/curl_multi.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

size_t AppendTo(char* bytes, size_t unit, size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, unit * count);
  return unit * count;
}

class CurlMultiTest : public testing::Test {
 protected:
  struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Easy = std::unique_ptr<CURL, EasyDeleter>;

  void SetUp() override {
    auto loop = EventLoop::Create();
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
    auto multi = CurlMulti::Create(*loop_, 4, [this](CURL* handle, CURLcode code) {
      ended_.emplace_back(handle, code);
      if (on_done_) on_done_(handle);
    });
    ASSERT_TRUE(multi) << multi.error().ToString();
    multi_ = std::move(*multi);
  }
  Easy Get(const ScriptedServer& server) {
    Easy easy(curl_easy_init());
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &AppendTo);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &body_);
    return easy;
  }
  void RunUntilEnded(size_t count) {
    const auto limit = loop_->After(std::chrono::seconds(10), [this] { loop_->Stop(); });
    const auto done = std::exchange(on_done_, nullptr);
    on_done_ = [&](CURL* handle) {
      if (done) done(handle);
      if (ended_.size() >= count) loop_->Stop();
    };
    ASSERT_TRUE(loop_->Run());
    on_done_ = nullptr;
    loop_->Cancel(limit);
  }

  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<CurlMulti> multi_;
  std::function<void(CURL*)> on_done_;
  std::vector<std::pair<CURL*, CURLcode>> ended_;
  std::string body_;
};

TEST_F(CurlMultiTest, FinishedTransferIsReportedOnce) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  const Easy easy = Get(server);
  ASSERT_TRUE(multi_->Add(easy.get()));
  RunUntilEnded(1);
  EXPECT_THAT(ended_, ElementsAre(std::pair(easy.get(), CURLE_OK)));
  EXPECT_EQ(body_, "hello");
}

TEST_F(CurlMultiTest, HandleMayBeAddedAgainFromItsOwnReport) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ny");
  const Easy easy = Get(server);
  on_done_ = [this](CURL* handle) {
    if (ended_.size() < 3) {
      EXPECT_TRUE(multi_->Add(handle));
    }
  };
  ASSERT_TRUE(multi_->Add(easy.get()));
  RunUntilEnded(3);
  EXPECT_EQ(ended_.size(), 3U);
  EXPECT_EQ(body_, "yyy");
}

TEST_F(CurlMultiTest, RemovedTransferIsNotReportedAndItsConnectionIsClosed) {
  std::atomic<bool> closed{false};
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Hang();
    closed = true;
  });
  const Easy easy = Get(server);
  ASSERT_TRUE(multi_->Add(easy.get()));
  loop_->After(milliseconds(50), [&] { multi_->Remove(easy.get()); });
  loop_->After(milliseconds(100), [&] { loop_->Stop(); });
  ASSERT_TRUE(loop_->Run());
  EXPECT_TRUE(ended_.empty());
  EXPECT_TRUE(closed);
}

TEST_F(CurlMultiTest, HandleCannotBeAddedTwice) {
  ScriptedServer server([](ScriptedConnection& connection) { connection.Hang(); });
  const Easy easy = Get(server);
  ASSERT_TRUE(multi_->Add(easy.get()));
  const Status again = multi_->Add(easy.get());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kInternal);
  multi_->Remove(easy.get());
}

TEST_F(CurlMultiTest, TimersOfAMultiThatIsGoneDoNotFire) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  const Easy easy = Get(server);
  ASSERT_TRUE(multi_->Add(easy.get()));
  multi_->Remove(easy.get());
  multi_.reset();
  loop_->After(milliseconds(20), [&] { loop_->Stop(); });
  EXPECT_TRUE(loop_->Run());
}

}  // namespace
}  // namespace arsip::crawler
