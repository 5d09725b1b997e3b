// TransferCoding::kVerbatim against scripted servers, and nginx for keep-alive.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "archive/payload_stream.h"
#include "crawler/fetcher.h"
#include "fetch_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nginx_server.h"
#include "scripted_server.h"

namespace arsip::crawler {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

class VerbatimTest : public FetchTest {
 protected:
  void SetUp() override {
    FetchTest::SetUp();
    options_.transfer_coding = TransferCoding::kVerbatim;
  }
  static std::string ChunksOf(const FetchResult& result) {
    return result.chunks ? std::string(result.chunks->view()) : "(no chunks)";
  }
  // What a reader of the record would take for the payload must be what was digested.
  static void ExpectReadersAgree(const FetchResult& result) {
    std::string payload;
    archive::PayloadStream reader(true, [&](std::string_view bytes) {
      payload += bytes;
      return Ok();
    });
    EXPECT_TRUE(reader.Update(result.head + ChunksOf(result)));
    EXPECT_TRUE(reader.Finish());
    EXPECT_EQ(payload, BodyOf(result));
  }
};

TEST_F(VerbatimTest, ChunksAreKeptBesideWhatTheyHold) {
  const std::string chunks = "5;ext=\"a\"\r\nhello\r\n001\r\n \r\n5\r\nworld\r\n0\r\nX: 1\r\n\r\n";
  ScriptedServer server(kHead + chunks);
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(result.head, kHead);
  EXPECT_EQ(ChunksOf(result), chunks);
  EXPECT_EQ(BodyOf(result), "hello world");
  EXPECT_FALSE(result.transfer_decoded);
  EXPECT_THAT(result.flags, IsEmpty());
  ExpectReadersAgree(result);
}

TEST_F(VerbatimTest, ABodyWithoutChunksIsKeptOnce) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(result.chunks, nullptr);
  EXPECT_EQ(result.transfer_coding, TransferCoding::kVerbatim);
  EXPECT_EQ(BodyOf(result), "hello");
}

TEST_F(VerbatimTest, EveryCutOfTheWireGivesTheSameChunks) {
  const std::string chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
  ScriptedServer server([&](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kHead);
    for (const char byte : chunks) {
      connection.Send({&byte, 1});
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    connection.Hang();  // the end is found in the chunks, not in the end of the connection
  });
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(ChunksOf(result), chunks);
  EXPECT_EQ(BodyOf(result), "hello world");
}

TEST_F(VerbatimTest, BytesBehindTheLastChunkAreNotOfTheRecord) {
  ScriptedServer server(kHead + "5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled");
  const FetchResult result = Fetch(server.Url());
  EXPECT_THAT(result, FailedWith(FetchFailure::kNone));
  EXPECT_EQ(ChunksOf(result), "5\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(BodyOf(result), "hello");
  EXPECT_THAT(result, HasFlag("extra-bytes"));
}

TEST_F(VerbatimTest, ABrokenChunkIsRecordedWithWhatStoodBeforeIt) {
  for (const std::string broken : {"xyz\r\nmore\r\n", "5 5\r\nmore!", "-1\r\nmore"}) {
    ScriptedServer server(kHead + "5\r\nhello\r\n" + broken);
    const FetchResult result = Fetch(server.Url());
    EXPECT_TRUE(result.has_response()) << broken;
    EXPECT_THAT(ChunksOf(result), StartsWith("5\r\nhello\r\n" + broken.substr(0, 1)));
    EXPECT_THAT(BodyOf(result), StartsWith("hello"));
    EXPECT_EQ(result.truncated, Truncated::kDisconnect) << broken;
    ExpectReadersAgree(result);
  }
}

TEST_F(VerbatimTest, AChunkCutInTheMiddleIsDisconnected) {
  ScriptedServer server(kHead + "64\r\nhello");
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(result.truncated, Truncated::kDisconnect);
  EXPECT_EQ(ChunksOf(result), "64\r\nhello");
  EXPECT_EQ(BodyOf(result), "hello");
  ExpectReadersAgree(result);
}

TEST_F(VerbatimTest, WhatIsNoChunkAtAllIsThePayloadAsItStands) {
  ScriptedServer server(kHead + "<html>no chunks</html>");
  const FetchResult result = Fetch(server.Url());
  EXPECT_TRUE(result.has_response());
  EXPECT_THAT(result, HasFlag("bad-chunk"));
  EXPECT_EQ(ChunksOf(result), "<html>no chunks</html>");
  ExpectReadersAgree(result);
}

TEST_F(VerbatimTest, TheCapIsOnWhatIsStored) {
  ScriptedServer server(kHead + "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n");
  FetchRequest request = Request(server.Url());
  request.max_body_bytes = 16;
  const FetchResult cut = Fetch(request);
  EXPECT_EQ(cut.truncated, Truncated::kLength);
  EXPECT_EQ(ChunksOf(cut), "5\r\nhello\r\n5\r\nwor");
  EXPECT_EQ(BodyOf(cut), "hellowor");
  ExpectReadersAgree(cut);
  request.max_body_bytes = 25;
  EXPECT_EQ(Fetch(request).truncated, Truncated::kNo);
}

TEST_F(VerbatimTest, EndlessChunksAreSpooledAndCutAtTheCap) {
  options_.max_body_bytes = 8U << 20;
  options_.body_memory_bytes = 64 << 10;
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadHead();
    connection.Send(kHead);
    connection.SendForever("10000\r\n" + std::string(65536, 'e') + "\r\n");
  });
  const size_t before = ResidentBytes();
  const FetchResult result = Fetch(server.Url());
  EXPECT_EQ(result.truncated, Truncated::kLength);
  EXPECT_EQ(result.chunks->size(), 8U << 20);
  EXPECT_LT(ResidentBytes(), before + (4U << 20));
}

TEST_F(VerbatimTest, NginxKeepsTheConnectionAndItsChunksAreRead) {
  std::filesystem::create_directory(directory_ + "/html");
  std::ofstream(directory_ + "/html/page.html")
      << "<!--# echo var=\"absent\" default=\"\" -->" << std::string(200'000, 'p');
  const uint16_t port = NginxServer::FreePort("127.0.0.2");
  const NginxServer nginx(directory_,
                          "server { listen 127.0.0.2:" + std::to_string(port) + "; root " +
                              directory_ + "/html; add_header X-Connection $connection;" +
                              " ssi on; ssi_types *; }",
                          "127.0.0.2", port);
  const std::string url = "http://nginx.test:" + std::to_string(port) + "/page.html";
  const FetchResult first = Fetch(Request(url, {"127.0.0.2"}));
  const FetchResult second = Fetch(Request(url, {"127.0.0.2"}));
  EXPECT_THAT(first.head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_EQ(BodyOf(first), std::string(200'000, 'p'));
  EXPECT_GT(first.chunks->size(), 200'000U);
  EXPECT_THAT(ChunksOf(first), testing::EndsWith("\r\n0\r\n\r\n"));
  const auto connection = [](const FetchResult& result) {
    const size_t at = result.head.find("X-Connection: ");
    return result.head.substr(at, result.head.find('\r', at) - at);
  };
  EXPECT_EQ(connection(first), connection(second));
  EXPECT_THAT(second.flags, IsEmpty());
  ExpectReadersAgree(second);
}

}  // namespace
}  // namespace arsip::crawler
