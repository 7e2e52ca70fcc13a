#pragma once
// What the tests of the mapper share.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program_run.hpp"

namespace tilewright::test {

using Json = nlohmann::json;

/// Runs tilewright-mapper on small problems.
class MapperTest : public ProgramTest {
 protected:
  /// The small specification without its mapping: a mapspace of (2 x 5) factorizations x 3! loop
  /// orders x 2^3 bypasses = 480 mappings, all valid.
  static std::string problem_to_map() {
    const std::string spec = small_spec();
    return spec.substr(0, spec.find("mapping:"));
  }

  /// Runs the mapper on `spec`, written as "in.yaml", with the test's output folder.
  ProgramResult run_mapper(const std::string& spec,
                           const std::vector<std::string>& more_arguments = {}) const {
    std::vector<std::string> arguments = {write_input("in.yaml", spec), "-o",
                                          output_folder_.string()};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    return run("tilewright-mapper", arguments);
  }

  /// The JSON document of a run that succeeds.
  Json run_json(const std::string& spec, std::vector<std::string> more_arguments = {}) const {
    more_arguments.emplace_back("--json");
    const ProgramResult result = run_mapper(spec, more_arguments);
    EXPECT_EQ(result.exit_status, 0) << result.standard_error;
    return Json::parse(result.standard_output);
  }

  /// The files that a successful run writes.
  static std::vector<std::string> mapper_files() {
    return {"timeloop-mapper.ART.yaml",      "timeloop-mapper.ART_summary.yaml",
            "timeloop-mapper.ERT.yaml",      "timeloop-mapper.ERT_summary.yaml",
            "timeloop-mapper.map+stats.xml", "timeloop-mapper.map.tensella.txt",
            "timeloop-mapper.map.txt",       "timeloop-mapper.map.yaml",
            "timeloop-mapper.stats.txt"};
  }
};

/// Runs its exact mapper.
class ExactMapperTest : public MapperTest {
 protected:
  ProgramResult run_exact(const std::string& spec,
                          std::vector<std::string> more_arguments = {}) const {
    more_arguments.insert(more_arguments.end(), {"--mapper", "exact"});
    return run_mapper(spec, more_arguments);
  }

  Json run_json(const std::string& spec, std::vector<std::string> more_arguments = {}) const {
    more_arguments.insert(more_arguments.end(), {"--mapper", "exact"});
    return MapperTest::run_json(spec, more_arguments);
  }
};

}  // namespace tilewright::test
