#include "cli/verb.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace arsip::cli {

Option Option::Required() {
  option_->required();
  return *this;
}

Option Option::TypeName(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option Option::OneOf(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return *this;
}

Option Option::Check(const std::function<std::string(const std::string& value)>& check) {
  option_->check(check);
  return *this;
}

Option Option::Excludes(Option other) {
  option_->excludes(other.option_);
  return *this;
}

Option Option::Repeatable() {
  option_->allow_extra_args(false);
  return *this;
}

Option Option::ShowDefault() {
  option_->capture_default_str();
  return *this;
}

std::string Option::name() const { return option_->get_name(); }
std::string Option::every_name() const { return option_->get_name(false, true); }
std::vector<std::string> Option::long_names() const { return option_->get_lnames(); }
std::string Option::description() const { return option_->get_description(); }
std::string Option::type_name() const { return option_->get_type_name(); }

bool Option::takes_value() const { return option_->get_items_expected_max() > 0; }
bool Option::positional() const { return option_->get_positional(); }

Verb Verb::AddVerb(const std::string& name, const std::string& description) {
  return Verb(app_->add_subcommand(name, description));
}

void Verb::RequireVerb() { app_->require_subcommand(1); }

Option Verb::AddOption(const std::string& name, std::string& variable,
                       const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, std::vector<std::string>& variable,
                       const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, int& variable, const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, int64_t& variable, const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, uint32_t& variable,
                       const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, uint64_t& variable,
                       const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddOption(const std::string& name, double& variable, const std::string& description) {
  return Option(app_->add_option(name, variable, description));
}

Option Verb::AddFlag(const std::string& name, bool& variable, const std::string& description) {
  return Option(app_->add_flag(name, variable, description));
}

void Verb::SetFooter(const std::string& footer) { app_->footer(footer); }
void Verb::SetCallback(const std::function<void()>& callback) { app_->callback(callback); }

std::string Verb::name() const { return app_->get_name(); }
std::string Verb::description() const { return app_->get_description(); }
std::string Verb::footer() const { return app_->get_footer(); }

std::vector<Verb> Verb::verbs() const {
  std::vector<Verb> verbs;
  // Without the filter CLI11 gives the ones that were parsed.
  for (CLI::App* child : app_->get_subcommands([](CLI::App*) { return true; })) {
    verbs.emplace_back(child);
  }
  return verbs;
}

std::vector<Option> Verb::options() const {
  std::vector<Option> options;
  for (CLI::Option* option : app_->get_options()) options.emplace_back(option);
  return options;
}

std::vector<Verb> Verb::given_verbs() const {
  std::vector<Verb> verbs;
  for (CLI::App* child : app_->get_subcommands()) verbs.emplace_back(child);
  return verbs;
}

std::vector<std::string> Verb::unknown_words() const { return app_->remaining(); }

Program::Program(const std::string& name, const std::string& description,
                 const std::string& version)
    : app_(std::make_unique<CLI::App>(description)) {
  app_->name(name);
  app_->set_version_flag("--version", version);
}

Program::~Program() = default;

ParseOutcome Program::Parse(const std::vector<std::string>& words) {
  using Kind = ParseOutcome::Kind;
  try {
    app_->parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 pops the back
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      std::ostringstream text;
      app_->exit(error, text, text);
      return {Kind::kShow, text.str()};
    }
    const bool missing = error.get_name() == "RequiredError";
    return {missing ? Kind::kMissing : Kind::kWrong, error.what()};
  }
  return {};
}

}  // namespace arsip::cli
