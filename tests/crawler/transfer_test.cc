#include "crawler/transfer.h"

#include <string>

#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

// What may be dialled is decided in the callback that opens the socket.
class DiallingTest : public FetchTest {
 protected:
  FetchResult FetchAt(const ScriptedServer& server, std::vector<std::string> addresses) {
    return Fetch(Request(server.Url(), std::move(addresses)));
  }
};

TEST_F(DiallingTest, SpecialUseAddressIsRefusedAndNothingIsSent) {
  allowed_ranges_ = {};
  ScriptedServer canary(kHello);
  const FetchResult result = FetchAt(canary, {"127.0.0.1"});
  EXPECT_THAT(result, FailedWith(FetchFailure::kAddressRefused));
  EXPECT_EQ(result.failure_detail, "127.0.0.1: loopback (127.0.0.0/8, RFC 1122)");
  EXPECT_FALSE(result.has_response());
  EXPECT_THAT(result.request_bytes, IsEmpty());
  EXPECT_THAT(result.peer_address, IsEmpty());
  EXPECT_EQ(canary.connections(), 0);
}

TEST_F(DiallingTest, EverySpellingOfAnInternalAddressIsRefused) {
  allowed_ranges_ = {};
  ScriptedServer canary(kHello);
  const std::string port = ":" + std::to_string(canary.port()) + "/";
  for (const std::string host :
       {"127.1", "0x7f.1", "2130706433", "0177.1", "[::ffff:127.0.0.1]", "0.0.0.0", "0", "[::1]",
        "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "169.254.169.254"}) {
    const FetchResult result = Fetch(Request("http://" + host + port, {}));
    EXPECT_THAT(result, FailedWith(FetchFailure::kAddressRefused)) << host;
    EXPECT_THAT(result.failure_detail, HasSubstr("RFC ")) << host;
  }
  EXPECT_EQ(canary.connections(), 0);
}

TEST_F(DiallingTest, NameThatFlipsToLoopbackIsRefusedThoughItWasFineBefore) {
  allowed_ranges_ = {"127.0.0.2"};
  ScriptedServer site(kHello, "127.0.0.2");
  EXPECT_EQ(BodyOf(FetchAt(site, {"127.0.0.2"})), "hello");
  EXPECT_THAT(FetchAt(site, {"127.0.0.1"}), FailedWith(FetchFailure::kAddressRefused));
  EXPECT_EQ(BodyOf(FetchAt(site, {"127.0.0.2"})), "hello");
}

TEST_F(DiallingTest, RefusedAddressBesideAnotherIsNamedAndTheOtherIsDialled) {
  allowed_ranges_ = {"127.0.0.2"};
  ScriptedServer site(kHello, "127.0.0.2");
  const FetchResult result = FetchAt(site, {"10.0.0.1", "127.0.0.2"});
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_EQ(result.peer_address, "127.0.0.2");
  EXPECT_THAT(result, HasFlag("address-refused"));
}

TEST_F(DiallingTest, FailureNamesTheRefusedAddressToo) {
  allowed_ranges_ = {"127.0.0.3"};
  ScriptedServer elsewhere(kHello);
  const FetchResult result = FetchAt(elsewhere, {"10.0.0.1", "127.0.0.3"});
  EXPECT_THAT(result, FailedWith(FetchFailure::kConnect));
  EXPECT_THAT(result.failure_detail, HasSubstr("10.0.0.1: private use"));
}

TEST_F(DiallingTest, ExactlyTheGivenAddressesAreDialledWhateverTheNameMeansHere) {
  ScriptedServer here(kHello, "127.0.0.1");
  ScriptedServer there("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere", "127.0.0.9");
  const std::string url = "http://localhost:" + std::to_string(there.port()) + "/";
  const FetchResult result = Fetch(Request(url, {"127.0.0.9"}));
  EXPECT_EQ(BodyOf(result), "there");
  EXPECT_EQ(result.peer_address, "127.0.0.9");
}

TEST_F(DiallingTest, NextAddressIsTriedWhenTheFirstDoesNotAnswer) {
  ScriptedServer site(kHello);
  const FetchResult result = FetchAt(site, {"127.0.0.77", "127.0.0.1"});
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_EQ(result.peer_address, "127.0.0.1");
}

TEST_F(DiallingTest, Ipv6AddressIsDialledAndWrittenAsRfc5952Says) {
  allowed_ranges_ = {"::1"};
  ScriptedServer site(kHello, "::1");
  const FetchResult named = FetchAt(site, {"0:0:0:0:0:0:0:1"});
  EXPECT_EQ(BodyOf(named), "hello");
  EXPECT_EQ(named.peer_address, "::1");
  const FetchResult literal =
      Fetch(Request("http://[::1]:" + std::to_string(site.port()) + "/", {"::1"}));
  EXPECT_EQ(BodyOf(literal), "hello");
}

TEST_F(DiallingTest, HostWithATrailingDotIsPinnedToo) {
  ScriptedServer site(kHello);
  const FetchResult result =
      Fetch(Request("http://site.test.:" + std::to_string(site.port()) + "/", {"127.0.0.1"}));
  EXPECT_EQ(BodyOf(result), "hello") << result.failure_detail;
}

TEST_F(DiallingTest, NothingIsLookedUpInDns) {
  EXPECT_THAT(Fetch(Request("http://localhost/", {})), FailedWith(FetchFailure::kDns));
  EXPECT_THAT(Fetch(Request("http://localhost/", {"localhost", "127.1"})),
              FailedWith(FetchFailure::kDns));
}

TEST_F(DiallingTest, HostNameLibcurlDoesNotTakeIsADnsFailure) {
  for (const std::string host : {"a'b.test", "a(b.test", "a;b.test", "a&b.test"}) {
    EXPECT_THAT(Fetch(Request("http://" + host + "/", {"127.0.0.1"})),
                FailedWith(FetchFailure::kDns))
        << host;
  }
}

TEST_F(DiallingTest, PinOfAFinishedTransferIsGoneAndOthersStay) {
  ScriptedServer site(kHello);
  const std::string port = ":" + std::to_string(site.port()) + "/";
  std::vector<FetchRequest> requests;
  for (int i = 0; i < 50; ++i) {
    requests.push_back(Request("http://h" + std::to_string(i % 7) + ".test" + port));
  }
  for (const FetchResult& result : FetchAll(std::move(requests))) {
    EXPECT_EQ(BodyOf(result), "hello") << result.failure_detail;
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(BodyOf(Fetch("http://h" + std::to_string(i % 3) + ".test" + port)), "hello");
  }
}

}  // namespace
}  // namespace arsip::crawler
