#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace arsip {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

class LogTest : public testing::Test {
 protected:
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }
  template <class Body>
  static std::string Captured(const Body& body) {
    testing::internal::CaptureStderr();
    body();
    return testing::internal::GetCapturedStderr();
  }
  static std::string LineOf(LogFields fields) {
    return Captured([&] { Log(LogLevel::kInfo, "crawler", "event", fields); });
  }
};

TEST_F(LogTest, LineHasDateLevelFolderEventAndFields) {
  const std::string line = Captured([] {
    Log(LogLevel::kInfo, "crawler", "host_blocked", {{"host", "example.org"}, {"seconds", 60}});
  });
  EXPECT_THAT(line,
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z "
                           "info crawler host_blocked host=example\\.org seconds=60\n"));
}

TEST_F(LogTest, LevelsHaveTheirNames) {
  SetLogLevel(LogLevel::kDebug);
  EXPECT_THAT(Captured([] { Log(LogLevel::kDebug, "base", "e"); }), HasSubstr("Z debug base e\n"));
  EXPECT_THAT(Captured([] { Log(LogLevel::kWarning, "base", "e"); }),
              HasSubstr("Z warning base e\n"));
  EXPECT_THAT(Captured([] { Log(LogLevel::kError, "base", "e"); }), HasSubstr("Z error base e\n"));
}

TEST_F(LogTest, LevelsBelowTheSetOneAreSilent) {
  EXPECT_EQ(Captured([] { Log(LogLevel::kDebug, "base", "e"); }), "");
  SetLogLevel(LogLevel::kError);
  EXPECT_EQ(Captured([] { Log(LogLevel::kWarning, "base", "e"); }), "");
}

TEST_F(LogTest, ValuesThatCouldNotBeReadBackAreQuoted) {
  EXPECT_THAT(LineOf({{"a", "x y"}}), EndsWith(" a=\"x y\"\n"));
  EXPECT_THAT(LineOf({{"a", ""}}), EndsWith(" a=\"\"\n"));
  EXPECT_THAT(LineOf({{"a", "say \"hi\" \\o/"}}), EndsWith(" a=\"say \\\"hi\\\" \\\\o/\"\n"));
  EXPECT_THAT(LineOf({{"url", "http://a.example/?x=1&y={}"}}),
              EndsWith(" url=http://a.example/?x=1&y={}\n"));
}

TEST_F(LogTest, ArchivedTextCannotForgeALineOrReachTheTerminal) {
  const std::string line = LineOf({{"title", "x\n2026-01-01T00:00:00.000Z error forged \x1b[2J"}});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_THAT(line, HasSubstr("\\u{0A}"));
}

TEST_F(LogTest, LongValuesAreCutAndTheCutIsSaid) {
  const std::string line = LineOf({{"title", std::string(10'000, 'a')}});
  EXPECT_LT(line.size(), 4'300u);
  EXPECT_THAT(line, EndsWith("aaa...+5904\n"));
}

TEST_F(LogTest, ThreadsWriteWholeLines) {
  const std::string lines = Captured([] {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 100; ++i) Log(LogLevel::kInfo, "base", "line", {{"end", "here"}});
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::istringstream stream(lines);
  int count = 0;
  for (std::string line; std::getline(stream, line); ++count) {
    EXPECT_THAT(line, MatchesRegex("[0-9TZ:.-]+ info base line end=here"));
  }
  EXPECT_EQ(count, 400);
}

TEST(LogValue, NumbersAreWrittenPlainly) {
  EXPECT_EQ(LogValue(uint64_t{18446744073709551615u}).text(), "18446744073709551615");
  EXPECT_EQ(LogValue(-1).text(), "-1");
  EXPECT_EQ(LogValue(std::string("s")).text(), "s");
}

TEST(Neutralise, PrintableTextOfAnyScriptIsUntouched) {
  for (const char* text :
       {"", "plain ~", "Bahasa \u00E9", "\u0E20\u0E32\u0E29\u0E32\u0E44\u0E17\u0E22",
        "\u0627\u0644\u0639\u0631\u0628\u064A\u0629", "\u1019\u103C\u1014\u103A\u1019\u102C",
        "\U0001F600"}) {
    EXPECT_EQ(Neutralise(text), text);
  }
}

TEST(Neutralise, ControlsAreEscaped) {
  EXPECT_EQ(Neutralise("a\tb\r\n"), "a\\u{09}b\\u{0D}\\u{0A}");
  EXPECT_EQ(Neutralise(std::string_view("\0", 1)), "\\u{00}");
  EXPECT_EQ(Neutralise("\x1b[31m\x7f"), "\\u{1B}[31m\\u{7F}");
  EXPECT_EQ(Neutralise("\u009b31m"), "\\u{9B}31m");  // the C1 form of ESC [
}

TEST(Neutralise, BidirectionalControlsAndLineSeparatorsAreEscaped) {
  EXPECT_EQ(Neutralise("\u202egnp.exe"), "\\u{202E}gnp.exe");
  EXPECT_EQ(Neutralise("\u2066\u2069\u200f\u061c"), "\\u{2066}\\u{2069}\\u{200F}\\u{61C}");
  EXPECT_EQ(Neutralise("a\u2028b"), "a\\u{2028}b");
}

TEST(Neutralise, InvalidUtf8IsEscapedByteByByte) {
  EXPECT_EQ(Neutralise("\xff\xc3"), "\\xFF\\xC3");
  EXPECT_EQ(Neutralise("\xc0\xaf"), "\\xC0\\xAF");                    // overlong
  EXPECT_EQ(Neutralise("\xe0\x80\x80"), "\\xE0\\x80\\x80");           // overlong
  EXPECT_EQ(Neutralise("\xed\xa0\x80"), "\\xED\\xA0\\x80");           // a surrogate
  EXPECT_EQ(Neutralise("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");  // beyond U+10FFFF
  EXPECT_EQ(Neutralise("\xe2\x82"
                       "a"),
            "\\xE2\\x82"
            "a");
}

}  // namespace
}  // namespace arsip
