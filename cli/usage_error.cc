#include "cli/usage_error.h"

#include <string_view>
#include <vector>

#include "base/log.h"
#include "seeds/collection_fields.h"

namespace arsip::cli {
namespace {

std::vector<std::string> NamesOf(const Verb& verb, bool options) {
  std::vector<std::string> names;
  if (!options) {
    for (const Verb& child : verb.verbs()) names.push_back(child.name());
    return names;
  }
  for (const Option& option : verb.options()) {
    for (const std::string& name : option.long_names()) names.push_back("--" + name);
  }
  return names;
}

// A missing option is often one that was misspelt, so what nobody knows is named first.
std::string UnknownWord(const Verb& verb, const std::string& word) {
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

std::string MissingVerb(const Verb& verb) {
  std::string text = "no verb is given; there are";
  for (const std::string& name : NamesOf(verb, false)) text += " " + name;
  return text;
}

std::string What(const Verb& verb, const ParseOutcome& outcome) {
  const std::vector<std::string> unknown = verb.unknown_words();
  if (!unknown.empty()) return UnknownWord(verb, unknown.front());
  const bool needs_verb = !NamesOf(verb, false).empty() && verb.given_verbs().empty();
  if (needs_verb && outcome.kind == ParseOutcome::Kind::kMissing) return MissingVerb(verb);
  return Neutralise(outcome.text);
}

}  // namespace

std::string UsageError(const Verb& program, const ParseOutcome& outcome) {
  Verb verb = program;
  std::string path;
  // As deep as words of the command line named verbs: never deeper than the tree.
  while (!verb.given_verbs().empty()) {
    verb = verb.given_verbs().front();
    path += (path.empty() ? "" : " ") + verb.name();
  }
  const std::string called = path.empty() ? "arsip" : "arsip " + path;
  return "arsip: " + (path.empty() ? "" : path + ": ") + What(verb, outcome) + "\n  `" + called +
         " --help` shows " + (path.empty() ? "every verb.\n" : "its options and examples.\n");
}

}  // namespace arsip::cli
