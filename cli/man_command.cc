// arsip man: the manual page, made from the same tree that parses the command line.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "crawler/crawl_options.h"

namespace arsip::cli {
namespace {

// roff: a leading dot or quote is a request, a backslash an escape, a hyphen a soft one.
std::string Roff(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

void AppendOptions(const Verb& verb, std::string& page) {
  for (const Option& option : verb.options()) {
    if (option.name() == "--help") continue;
    page += ".TP\n\\fB" + Roff(option.every_name()) + "\\fR";
    if (!option.positional() && option.takes_value()) {
      page += " " + Roff(option.type_name().empty() ? "VALUE" : option.type_name());
    }
    page += "\n" + Roff(option.description()) + "\n";
  }
}

void AppendVerb(const Verb& verb, const std::string& prefix, std::string& page) {
  const std::string name = prefix + " " + verb.name();
  const std::vector<Verb> children = verb.verbs();
  if (children.empty()) {
    page += ".SS " + Roff(name) + "\n" + Roff(verb.description()) + ".\n";
    AppendOptions(verb, page);
    page += ".PP\n.nf\n" + Roff(verb.footer()) + "\n.fi\n";
  }
  for (const Verb& child : children) AppendVerb(child, name, page);
}

std::string ManPage(const Verb& program) {
  std::string page = ".TH ARSIP 1 \"\" \"arsip " + std::string(crawler::kArsipVersion) +
                     "\" \"User Commands\"\n"
                     ".SH NAME\narsip \\- crawl and archive public web pages\n"
                     ".SH SYNOPSIS\n.B arsip\n.I VERB\n[OPTIONS]\n"
                     ".SH DESCRIPTION\n" +
                     Roff(program.description()) + "\n.SH VERBS\n";
  for (const Verb& verb : program.verbs()) {
    AppendVerb(verb, "arsip", page);
  }
  page +=
      ".SH EXIT STATUS\n"
      ".TP\n0\ndone\n.TP\n1\nfinished, with refusals, failures or problems worth reading\n"
      ".TP\n2\nwrong usage or invalid input\n.TP\n3\nstopped; the same command resumes\n"
      ".TP\n4\nenvironment: disk, permission, kernel, another process\n"
      ".SH FILES\n"
      ".TP\nDIR/warc/*.warc.gz\nthe archive itself\n"
      ".TP\nDIR/index/\ndisposable; `arsip index rebuild` makes it anew\n"
      ".TP\nDIR/frontier/\nwhat is still to be fetched\n"
      ".TP\nDIR/derived/, DIR/reports/\nextracted text; crawl logs and reports\n";
  return page;
}

}  // namespace

void AddManCommand(Verb program, int& exit_code) {
  Verb verb = program.AddVerb("man", "Print the manual page (roff)");
  verb.SetFooter(
      "Examples:\n  arsip man | man -l -\n  arsip man > /usr/local/share/man/man1/arsip.1");
  verb.SetCallback([program, &exit_code] {
    std::fputs(ManPage(program).c_str(), stdout);
    exit_code = 0;
  });
}

}  // namespace arsip::cli
