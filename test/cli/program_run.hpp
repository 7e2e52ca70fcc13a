#pragma once
// Runs a built program as a user does, in a folder of its own.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tilewright::test {

/// How a program ended and what it printed.
struct ProgramResult {
  int exit_status = -1;  ///< -1 when a signal ended it
  std::string standard_output;
  std::string standard_error;
};

/// Runs TILEWRIGHT_BIN_DIR/<name> in `working_folder` and waits for its end. Its standard output
/// goes to `output`, if one is given, and then is not in the result.
ProgramResult run_program_file(const std::string& name, const std::vector<std::string>& arguments,
                               const std::filesystem::path& working_folder,
                               const std::filesystem::path& output = {});

/// A correct specification: C1 P16 R3 on one MAC with a buffer of 64 words and a DRAM.
std::string small_spec();

/// `text` with the first `from` replaced by `to`. The test fails when `from` does not occur.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// A test with an empty folder for its input and one for its output.
class ProgramTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Writes an input file; returns its path relative to the working folder of run().
  std::string write_input(const std::string& name, const std::string& content) const;

  /// Runs a program in the input folder.
  ProgramResult run(const std::string& program, const std::vector<std::string>& arguments) const;

  /// Runs tilewright-model on `spec`, written as "in.yaml", with the test's output folder.
  ProgramResult run_model(const std::string& spec,
                          const std::vector<std::string>& more_arguments = {}) const;

  /// Names of all files in the output folder, sorted; temporary ones included.
  std::vector<std::string> output_names() const;

  std::string output_text(const std::string& name) const;

  std::filesystem::path folder_;
  std::filesystem::path input_folder_;
  std::filesystem::path output_folder_;
};

}  // namespace tilewright::test
