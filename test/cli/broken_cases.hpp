#pragma once
// Reads the cases of test/cli/broken, each a broken input and the message that it must give.
//
// A case file has one word and its argument per line; '#' starts a line of comment.
//   run PROGRAM ARGUMENT...   what is run, {} is the input file; holds for the cases that follow
//   file NAME                 the name of the input file; holds for the cases that follow
//   case NAME                 starts a case
//   base NAME                 the case's input is this file of the folder,
//   change FROM => TO         with the first FROM replaced by TO ("\n" is a line end, ...);
//   | LINE                    or it is these lines,
//   \ TEXT                    this text without a line end, "\x00" is a byte,
//   * COUNT TEXT              the same COUNT times
//   error PART ... PART       the message: starts with the first part, holds the others in order
//   usage PART ... PART       the same for a wrong command line

#include <filesystem>
#include <string>
#include <vector>

namespace tilewright::test {

struct BrokenCase {
  std::string name;
  std::string input_name;
  std::string input;
  std::vector<std::string> words;  ///< the program and its arguments
  int exit_status = 1;
  std::vector<std::string> message_parts;
};

/// The cases of all case files (*.txt) of the folder. Throws std::runtime_error for what is no
/// case.
std::vector<BrokenCase> read_broken_cases(const std::filesystem::path& folder);

}  // namespace tilewright::test
