// The man pages and completions that the programs make of their option tables.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// "--output" and so on, as --help lists them.
std::set<std::string> option_names(const std::string& help) {
  std::set<std::string> names;
  const std::regex option("\n  (?:-\\w \\[ )?--([a-z-]+)");
  for (std::sregex_iterator at(help.begin(), help.end(), option), end; at != end; ++at) {
    names.insert((*at)[1]);
  }
  return names;
}

struct Page {
  const char* program;
  const char* kind;
  const char* start;
  const char* option_mark;  ///< stands before an option's name
};

class ProgramPage : public ProgramTest, public ::testing::WithParamInterface<Page> {};

TEST_P(ProgramPage, HasEveryOptionOfTheHelp) {
  const Page& page = GetParam();
  const ProgramResult result = run(page.program, {"--generate", page.kind});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(result.standard_output, StartsWith(page.start));
  const auto names = option_names(run(page.program, {"--help"}).standard_output);
  EXPECT_GE(names.size(), 6U);
  for (std::string name : names) {
    if (page.kind == std::string("man")) name = std::regex_replace(name, std::regex("-"), "\\-");
    EXPECT_THAT(result.standard_output, HasSubstr(page.option_mark + name));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ProgramPage,
    ::testing::Values(Page{"tilewright-model", "man", ".TH TILEWRIGHT-MODEL 1 ", "\\-\\-"},
                      Page{"tilewright-mapper", "man", ".TH TILEWRIGHT-MAPPER 1 ", "\\-\\-"},
                      Page{"tilewright-sim", "man", ".TH TILEWRIGHT-SIM 1 ", "\\-\\-"},
                      Page{"tilewright-sim", "bash", "_tilewright_sim() {", "--"},
                      Page{"tilewright-mapper", "bash", "_tilewright_mapper() {", "--"},
                      Page{"tilewright-mapper", "zsh", "#compdef tilewright-mapper", "'--"},
                      Page{"tilewright-mapper", "fish", "complete -c tilewright-mapper ", "-l "}),
    [](const auto& test) {
      return std::regex_replace(std::string(test.param.program), std::regex("-"), "_") + "_" +
             test.param.kind;
    });

TEST_F(ProgramTest, UnknownPageIsBadUsage) {
  const ProgramResult result = run("tilewright-model", {"--generate", "pdf"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.standard_error, HasSubstr("'pdf'; give man|bash|zsh|fish"));
}

}  // namespace
}  // namespace tilewright::test
