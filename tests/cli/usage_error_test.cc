#include "cli/usage_error.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/commands.h"

namespace arsip::cli {
namespace {

// What is said when these words are given to arsip; empty: they parse.
std::string Said(const std::vector<std::string>& words) {
  Program program("arsip", "A test", "arsip 1");
  program.root().RequireVerb();
  int exit_code = 0;
  AddAllCommands(program.root(), exit_code);
  const ParseOutcome outcome = program.Parse(words);
  return outcome.kind == ParseOutcome::Kind::kCalled ? "" : UsageError(program.root(), outcome);
}

TEST(UsageError, MisspeltVerbIsNamedWithTheNearest) {
  const std::string said = Said({"querry", "http://a.example/"});
  EXPECT_NE(said.find("arsip: unknown verb 'querry'; did you mean 'query'?"), std::string::npos)
      << said;
  EXPECT_NE(said.find("`arsip --help`"), std::string::npos) << said;
}

TEST(UsageError, MisspeltOptionIsNamedBeforeTheOneThatIsMissing) {
  const std::string said = Said({"query", "http://a.example/", "--archiv=/tmp/a"});
  EXPECT_NE(said.find("arsip: query: unknown option '--archiv=/tmp/a'; did you mean '--archive'?"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("`arsip query --help`"), std::string::npos) << said;
}

TEST(UsageError, MissingVerbListsThem) {
  EXPECT_NE(Said({}).find("no verb is given; there are crawl "), std::string::npos) << Said({});
  EXPECT_NE(Said({"index"}).find("arsip: index: no verb is given; there are rebuild"),
            std::string::npos)
      << Said({"index"});
}

TEST(UsageError, MissingOptionIsNamed) {
  EXPECT_NE(Said({"report"}).find("arsip: report: --archive is required"), std::string::npos)
      << Said({"report"});
}

TEST(UsageError, WordTooManyIsNamedWithoutItsControls) {
  const std::string said = Said({"report", "--archive", "a", "b\x1b[2J"});
  EXPECT_NE(said.find("arsip: report: one word too many: 'b\\u{1B}"), std::string::npos) << said;
  EXPECT_EQ(said.find('\x1b'), std::string::npos) << said;
}

}  // namespace
}  // namespace arsip::cli
