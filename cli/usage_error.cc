#include "cli/usage_error.h"

#include <string_view>
#include <vector>

#include "base/log.h"
#include "seeds/collection_fields.h"

namespace arsip::cli {
namespace {

std::vector<std::string> NamesOf(const CLI::App& verb, bool options) {
  std::vector<std::string> names;
  if (!options) {
    for (const CLI::App* child : verb.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(child->get_name());
    }
    return names;
  }
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// A missing option is often one that was misspelt, so what nobody knows is named first.
std::string UnknownWord(const CLI::App& verb, const std::string& word) {
  const bool option = word.starts_with('-');
  const std::vector<std::string> names = NamesOf(verb, option);
  if (!option && names.empty()) return "one word too many: '" + Neutralise(word) + "'";
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::string text = option ? "unknown option '" : "unknown verb '";
  text += Neutralise(word) + "'";
  const std::string_view nearest = seeds::NearestWord(word.substr(0, word.find('=')), known);
  if (!nearest.empty()) text += "; did you mean '" + std::string(nearest) + "'?";
  return text;
}

std::string MissingVerb(const CLI::App& verb) {
  std::string text = "no verb is given; there are";
  for (const std::string& name : NamesOf(verb, false)) text += " " + name;
  return text;
}

std::string What(const CLI::App& verb, const CLI::Error& error) {
  const std::vector<std::string> unknown = verb.remaining();
  if (!unknown.empty()) return UnknownWord(verb, unknown.front());
  const bool needs_verb = !NamesOf(verb, false).empty() && verb.get_subcommands().empty();
  if (needs_verb && error.get_name() == "RequiredError") return MissingVerb(verb);
  return Neutralise(error.what());
}

}  // namespace

std::string UsageError(const CLI::App& program, const CLI::Error& error) {
  const CLI::App* verb = &program;
  std::string path;
  // As deep as words of the command line named verbs: never deeper than the tree.
  while (!verb->get_subcommands().empty()) {
    verb = verb->get_subcommands().front();
    path += (path.empty() ? "" : " ") + verb->get_name();
  }
  const std::string called = path.empty() ? "arsip" : "arsip " + path;
  return "arsip: " + (path.empty() ? "" : path + ": ") + What(*verb, error) + "\n  `" + called +
         " --help` shows " + (path.empty() ? "every verb.\n" : "its options and examples.\n");
}

}  // namespace arsip::cli
