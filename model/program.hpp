#pragma once
// What the programs have in common: options, messages and exit statuses. Programs print; the
// library does not.
//
// Exit statuses: 0 done (also --help and --version); 1 the input or the machine does not allow the
// job ("ERROR: ..." on stderr); 2 the command line is wrong.
//
// Each program also stands in for one of Timeloop's: started under that name, a link, it does what
// scripts expect of Timeloop where the two differ.

#include <boost/program_options/options_description.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"

namespace tilewright {

/// What every program takes from its command line.
struct CommonOptions {
  std::vector<std::string> files;   ///< input files, as one specification; at least one
  std::string output_folder = ".";  ///< where the result files go; must exist
  ModelOptions model;
  bool explain_energy = false;  ///< also tell where each energy comes from
  std::string mapping_picture;  ///< file for a picture of the mapping; empty: none
  bool json = false;            ///< print the evaluation as JSON instead of the summary line
  bool drop_in = false;         ///< started under the name of Timeloop's program
};

/// The exit status for a wrong command line.
inline constexpr int exit_bad_usage = 2;

/// A wrong command line: run_program() prints it with a hint at --help, and returns 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One program: its texts for --help, its own options, and its job.
struct Program {
  std::string name;
  std::string timeloop_name;  ///< of the program that this one stands in for
  std::string purpose;        ///< one or more lines that --help prints under the usage
  boost::program_options::options_description own_options{};
  std::string notes{};  ///< lines that --help prints at its end; may be empty
  std::function<void(const CommonOptions&)> run;
};

/// Parses the command line and runs the program. Returns the exit status; lets no exception out.
int run_program(const Program& program, int argc, const char* const* argv) noexcept;

/// Runs a job, prints the error that ends it, and returns the exit status; lets no exception out.
/// `name` is the program's, for the hint at --help.
int run_job(const std::string& name, const std::function<void()>& job) noexcept;

/// Prints "WARNING: <text>" lines on stderr.
void print_warnings(const std::vector<std::string>& warnings);

}  // namespace tilewright
