// arsip completion bash|zsh: shell completion, made from the same tree that parses the command
// line.
#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"

namespace arsip::cli {
namespace {

std::string Words(const CLI::App& verb) {
  std::string words;
  for (const CLI::App* child : verb.get_subcommands([](const CLI::App*) { return true; })) {
    words += (words.empty() ? "" : " ") + child->get_name();
  }
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames())
      words += (words.empty() ? "" : " ") + ("--" + name);
  }
  return words;
}

void AppendCase(const CLI::App& verb, const std::string& path, std::string& script) {
  script += "    '" + path + "') words='" + Words(verb) + "' ;;\n";
  for (const CLI::App* child : verb.get_subcommands([](const CLI::App*) { return true; })) {
    AppendCase(*child, path + (path.empty() ? "" : " ") + child->get_name(), script);
  }
}

std::string BashScript(const CLI::App& program) {
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

void AddCompletionCommand(CLI::App& program, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* verb = program.add_subcommand("completion", "Print the completion script of a shell");
  verb->add_option("SHELL", *shell, "bash, or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  verb->footer(
      "Examples:\n  source <(arsip completion bash)\n  arsip completion zsh > "
      "~/.zfunc/_arsip_bash");
  verb->callback([&program, shell, &exit_code] {
    // zsh runs bash completions through its own compatibility layer.
    if (*shell == "zsh") std::puts("autoload -U +X bashcompinit && bashcompinit");
    std::fputs(BashScript(program).c_str(), stdout);
    exit_code = 0;
  });
}

}  // namespace arsip::cli
