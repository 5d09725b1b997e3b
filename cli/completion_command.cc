// arsip completion bash|zsh: shell completion, made from the same tree that parses the command
// line.
#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"

namespace arsip::cli {
namespace {

std::string Words(const Verb& verb) {
  std::string words;
  for (const Verb& child : verb.verbs()) {
    words += (words.empty() ? "" : " ") + child.name();
  }
  for (const Option& option : verb.options()) {
    for (const std::string& name : option.long_names())
      words += (words.empty() ? "" : " ") + ("--" + name);
  }
  return words;
}

void AppendCase(const Verb& verb, const std::string& path, std::string& script) {
  script += "    '" + path + "') words='" + Words(verb) + "' ;;\n";
  for (const Verb& child : verb.verbs()) {
    AppendCase(child, path + (path.empty() ? "" : " ") + child.name(), script);
  }
}

std::string BashScript(const Verb& program) {
  std::string script =
      "# bash completion of arsip: source <(arsip completion bash)\n"
      "_arsip() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} path='' words='' i\n"
      "  for ((i = 1; i < COMP_CWORD && i < 3; i++)); do\n"
      "    [[ ${COMP_WORDS[i]} == [a-z]* ]] || break\n"
      "    [[ $i == 1 || $path == seeds || $path == index ]] || break\n"
      "    path=${path:+$path }${COMP_WORDS[i]}\n"
      "  done\n"
      "  case $path in\n";
  AppendCase(program, "", script);
  script +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ $current == -* || -z $path ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
      "}\n"
      "complete -o filenames -F _arsip arsip\n";
  return script;
}

}  // namespace

void AddCompletionCommand(Verb program, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  Verb verb = program.AddVerb("completion", "Print the completion script of a shell");
  verb.AddOption("SHELL", *shell, "bash, or zsh").Required().OneOf({"bash", "zsh"});
  verb.SetFooter(
      "Examples:\n  source <(arsip completion bash)\n  arsip completion zsh > "
      "~/.zfunc/_arsip_bash");
  verb.SetCallback([program, shell, &exit_code] {
    // zsh runs bash completions through its own compatibility layer.
    if (*shell == "zsh") std::puts("autoload -U +X bashcompinit && bashcompinit");
    std::fputs(BashScript(program).c_str(), stdout);
    exit_code = 0;
  });
}

}  // namespace arsip::cli
