#include "crawler/http2_form.h"

#include "gtest/gtest.h"

namespace arsip::crawler {
namespace {

TEST(Http2Form, TheStatusLineOfAResponseBecomesThatOfHttp11) {
  EXPECT_EQ(ResponseInHttp11Form("HTTP/2 200 \r\nserver: HTTP/2 x\r\n\r\n"),
            "HTTP/1.1 200 \r\nserver: HTTP/2 x\r\n\r\n");
}

TEST(Http2Form, TheRequestLineBecomesThatOfHttp11AndNothingElse) {
  EXPECT_EQ(RequestInHttp11Form("GET /a%20HTTP/2 HTTP/2\r\nHost: a.test\r\nX: HTTP/2\r\n\r\n"),
            "GET /a%20HTTP/2 HTTP/1.1\r\nHost: a.test\r\nX: HTTP/2\r\n\r\n");
}

TEST(Http2Form, WhatIsNotOfHttp2StaysAsItIs) {
  for (const char* text : {"", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/23 200 \r\n\r\n", "HTTP/2"}) {
    EXPECT_EQ(ResponseInHttp11Form(text), text);
  }
  for (const char* text : {"", "GET / HTTP/1.1\r\nA: GET / HTTP/2\r\n\r\n", "HTTP/2"}) {
    EXPECT_EQ(RequestInHttp11Form(text), text);
  }
}

}  // namespace
}  // namespace arsip::crawler
