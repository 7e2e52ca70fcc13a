#pragma once
// What else can be made of a program's option table: its man page and completions for shells.

#include <boost/program_options/options_description.hpp>
#include <string>
#include <string_view>

namespace tilewright {

/// What the pages say of a program.
struct ProgramDescription {
  std::string name;
  std::string version;
  std::string purpose;  ///< one or more lines; the first sentence is the summary
  std::string notes;    ///< lines at the end; may be empty
  const boost::program_options::options_description& options;
};

/// The page's kinds, as --generate takes them.
inline constexpr std::string_view page_kinds = "man|bash|zsh|fish";

/// A man page for section 1, or the completion script of a shell. In completions, an argument
/// called DIR is a folder, "a|b" is one of these words, and others are files. Empty for a kind that
/// is none of page_kinds.
std::string program_page(const ProgramDescription& program, std::string_view kind);

}  // namespace tilewright
