// The command line of arsip: a Program, its tree of Verbs, and their Options. The only way to
// CLI11, which is parsed by every file that includes it (some 20 CPU-seconds each): verb.cc alone
// does.
//
// Verb and Option are handles: as cheap to copy as a pointer, valid as long as their Program.
// Not thread-safe. A contradiction in the tree itself (a name given twice) is thrown by CLI11 as
// the std::logic_error or std::runtime_error it is: a slip in arsip, not in the command line.
#ifndef ARSIP_CLI_VERB_H_
#define ARSIP_CLI_VERB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {  // CLI11
class App;
class Option;
}  // namespace CLI

namespace arsip::cli {

// "--name VALUE", a flag without a value, or (a name without dashes) a positional word.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option Required();
  // What help calls the value, such as "DIR"; default: by the variable's type, such as "TEXT".
  Option TypeName(const std::string& name);
  // The value is one of these words.
  Option OneOf(const std::vector<std::string>& words);
  // `check` says what is wrong with a value; empty: nothing.
  Option Check(const std::function<std::string(const std::string& value)>& check);
  // Never given together with `other`.
  Option Excludes(Option other);
  // For a vector: one value each time it is given, not all words that follow.
  Option Repeatable();
  // Help shows the value the variable has now.
  Option ShowDefault();

  // "--help"; of a positional "URL".
  [[nodiscard]] std::string name() const;
  // "-h,--help"
  [[nodiscard]] std::string every_name() const;
  // "help": without dashes; none for a positional.
  [[nodiscard]] std::vector<std::string> long_names() const;
  [[nodiscard]] std::string description() const;
  [[nodiscard]] std::string type_name() const;
  // False for a flag.
  [[nodiscard]] bool takes_value() const;
  [[nodiscard]] bool positional() const;

 private:
  CLI::Option* option_;
};

class Verb {
 public:
  explicit Verb(CLI::App* app) : app_(app) {}

  Verb AddVerb(const std::string& name, const std::string& description);
  // One of the verbs below this one has to be given.
  void RequireVerb();

  // What is given is written to `variable`, which outlives the parse; else it keeps its value.
  Option AddOption(const std::string& name, std::string& variable, const std::string& description);
  Option AddOption(const std::string& name, std::vector<std::string>& variable,
                   const std::string& description);
  Option AddOption(const std::string& name, int& variable, const std::string& description);
  Option AddOption(const std::string& name, int64_t& variable, const std::string& description);
  Option AddOption(const std::string& name, uint32_t& variable, const std::string& description);
  Option AddOption(const std::string& name, uint64_t& variable, const std::string& description);
  Option AddOption(const std::string& name, double& variable, const std::string& description);
  Option AddFlag(const std::string& name, bool& variable, const std::string& description);

  // Text below the options in help: examples.
  void SetFooter(const std::string& footer);
  // Called by Program::Parse once the whole command line is valid.
  void SetCallback(const std::function<void()>& callback);

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string description() const;
  [[nodiscard]] std::string footer() const;
  // In the order they were added.
  [[nodiscard]] std::vector<Verb> verbs() const;
  [[nodiscard]] std::vector<Option> options() const;
  // After a parse: the verbs of this one that the command line named, and the words nothing took.
  [[nodiscard]] std::vector<Verb> given_verbs() const;
  [[nodiscard]] std::vector<std::string> unknown_words() const;

 private:
  CLI::App* app_;
};

// What a command line came to.
struct ParseOutcome {
  enum class Kind {
    kCalled,   // valid: the callback of its verb has returned
    kShow,     // it asked for help or the version: `text`
    kMissing,  // a required verb or option is missing: `text` says which
    kWrong,    // anything else that does not parse: `text` says what
  };
  Kind kind = Kind::kCalled;
  std::string text;
};

class Program {
 public:
  // --help and --version are there; `version` is the whole line.
  Program(const std::string& name, const std::string& description, const std::string& version);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Verb root() { return Verb(app_.get()); }
  // `words`: without the program's own name. Throws nothing but what a callback throws.
  ParseOutcome Parse(const std::vector<std::string>& words);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace arsip::cli

#endif  // ARSIP_CLI_VERB_H_
