#include "model/program_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cctype>
#include <vector>

namespace tilewright {

namespace {

namespace po = boost::program_options;

/// An option as the pages need it.
struct OptionText {
  std::string name;        ///< without "--"
  std::string short_name;  ///< one letter, or empty
  std::string argument;    ///< its name, or empty for a flag
  std::string meaning;

  bool takes_folder() const { return argument == "DIR"; }
  bool takes_word() const { return argument.find('|') != std::string::npos; }
};

std::vector<OptionText> option_texts(const po::options_description& options) {
  std::vector<OptionText> texts;
  for (const auto& option : options.options()) {
    OptionText text = {option->long_name(), "", "", option->description()};
    const std::string dashed =
        option->canonical_display_name(po::command_line_style::allow_dash_for_short);
    if (dashed.size() == 2 && dashed[0] == '-') text.short_name = dashed.substr(1);
    if (option->semantic()->max_tokens() > 0) {
      const std::string argument = option->format_parameter();
      text.argument = argument.substr(0, argument.find(" (="));
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string replaced_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// Text for roff: no escapes, and no line that starts like a request.
std::string roff(const std::string& text) {
  std::string safe = "\n" + replaced_all(replaced_all(text, "\\", "\\e"), "-", "\\-");
  for (const char* const request : {"\n.", "\n'"}) {
    safe = replaced_all(safe, request, std::string("\n\\&") + request[1]);
  }
  return safe.substr(1);
}

std::string summary_of(const std::string& purpose) {
  const std::string summary = purpose.substr(0, purpose.find('.'));
  return replaced_all(summary, "\n", " ");
}

std::string man_page(const ProgramDescription& program) {
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"Tilewright {}\" \"User Commands\"\n"
      ".SH NAME\n{} \\- {}\n"
      ".SH SYNOPSIS\n.B {}\nFILE... [options]\n"
      ".SH DESCRIPTION\n{}\n"
      ".SH OPTIONS\n",
      upper_case(program.name), program.version, roff(program.name),
      roff(summary_of(program.purpose)), roff(program.name), roff(program.purpose));
  for (const OptionText& option : option_texts(program.options)) {
    page += ".TP\n.B ";
    if (!option.short_name.empty()) page += roff("-" + option.short_name) + ", ";
    page += roff("--" + option.name + (option.argument.empty() ? "" : " " + option.argument)) +
            "\n" + roff(option.meaning) + "\n";
  }
  if (!program.notes.empty()) page += ".SH NOTES\n.nf\n" + roff(program.notes) + ".fi\n";
  return page +
         ".SH EXIT STATUS\n"
         "0 when done, 1 when the input or the machine does not allow the job, 2 for a wrong\n"
         "command line.\n";
}

/// The name of a shell function for the program.
std::string function_name(const std::string& program) {
  return "_" + replaced_all(program, "-", "_");
}

std::string bash_completion(const ProgramDescription& program) {
  std::string names;
  std::string cases;
  for (const OptionText& option : option_texts(program.options)) {
    const std::string dashed = "--" + option.name;
    const std::string short_name = option.short_name.empty() ? "" : "-" + option.short_name;
    names += dashed + " " + (short_name.empty() ? "" : short_name + " ");
    const std::string pattern = short_name.empty() ? dashed : dashed + "|" + short_name;
    if (option.takes_folder()) {
      cases += fmt::format("    {}) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n", pattern);
    } else if (option.takes_word()) {
      cases += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n",
                           pattern, replaced_all(option.argument, "|", " "));
    }
  }
  return fmt::format(
      "{0}() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  case $before in\n{1}  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W '{2}' -- \"$word\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F {0} {3}\n",
      function_name(program.name), cases, names.substr(0, names.size() - 1), program.name);
}

std::string zsh_action(const OptionText& option) {
  if (option.takes_folder()) return "_files -/";
  if (option.takes_word()) return "(" + replaced_all(option.argument, "|", " ") + ")";
  return "_files";
}

std::string zsh_completion(const ProgramDescription& program) {
  std::string script = "#compdef " + program.name + "\n\n_arguments \\\n";
  for (const OptionText& option : option_texts(program.options)) {
    std::string meaning = replaced_all(option.meaning, "'", "'\\''");
    for (const char* const special : {"[", "]", ":"}) {
      meaning = replaced_all(meaning, special, std::string("\\") + special);
    }
    const std::string rest =
        option.argument.empty() ? "" : ":" + option.argument + ":" + zsh_action(option);
    script += fmt::format("  '--{}[{}]{}' \\\n", option.name, meaning, rest);
    if (option.short_name.empty()) continue;
    script += fmt::format("  '-{}[{}]{}' \\\n", option.short_name, meaning, rest);
  }
  return script + "  '*:input file:_files'\n";
}

std::string fish_completion(const ProgramDescription& program) {
  std::string script;
  for (const OptionText& option : option_texts(program.options)) {
    script += fmt::format("complete -c {} -l {}", program.name, option.name);
    if (!option.short_name.empty()) script += " -s " + option.short_name;
    if (!option.argument.empty()) script += " -r";
    if (option.takes_folder()) script += " -x -a '(__fish_complete_directories)'";
    if (option.takes_word()) script += " -x -a '" + replaced_all(option.argument, "|", " ") + "'";
    const std::string meaning =
        replaced_all(replaced_all(option.meaning, "\\", "\\\\"), "'", "\\'");
    script += fmt::format(" -d '{}'\n", meaning);
  }
  return script;
}

}  // namespace

std::string program_page(const ProgramDescription& program, std::string_view kind) {
  if (kind == "man") return man_page(program);
  if (kind == "bash") return bash_completion(program);
  if (kind == "zsh") return zsh_completion(program);
  if (kind == "fish") return fish_completion(program);
  return {};
}

}  // namespace tilewright
