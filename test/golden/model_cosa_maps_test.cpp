// The mappings behind the reference figures of the CoSA mapper, evaluated on the shipped Simba-like
// architecture: cycles and energy are those of the real Timeloop.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = TILEWRIGHT_SOURCE_DIR;
const fs::path reference_dir = source_dir.parent_path() / "shared" / "golden" / "cosa";

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = line.find(',', start);
    result.push_back(line.substr(start, end - start));
    if (end == std::string::npos) return result;
    start = end + 1;
  }
}

// The next line without its line end, whether "\n" or "\r\n".
bool next_line(std::istream& stream, std::string& line) {
  if (!std::getline(stream, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

// The rows of layers.csv, by column name.
std::vector<std::map<std::string, std::string>> read_rows() {
  std::ifstream file(reference_dir / "layers.csv");
  std::string line;
  next_line(file, line);
  const std::vector<std::string> names = cells(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (next_line(file, line)) {
    const std::vector<std::string> values = cells(line);
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
      row[names[i]] = values[i];
    }
  }
  return rows;
}

class CosaMaps : public testing::TestWithParam<std::string> {};

TEST_P(CosaMaps, CyclesAndEnergyAreReproduced) {
  if (!fs::exists(reference_dir)) GTEST_SKIP() << "there is no " << reference_dir;
  int checked = 0;
  for (const auto& row : read_rows()) {
    const std::string layer = row.at("network") + "/" + row.at("layer") + ".yaml";
    const fs::path mapping = reference_dir / "maps" / GetParam() / layer;
    SCOPED_TRACE(mapping.string());
    if (!fs::exists(mapping)) continue;
    const Spec spec =
        read_spec({(source_dir / "specs/architectures/simba.yaml").string(),
                   (source_dir / "specs/networks" / layer).string(), mapping.string()});
    ASSERT_TRUE(spec.mapping.has_value());
    Evaluator evaluator(spec);
    Evaluation evaluation;
    const bool valid = evaluator.evaluate(*spec.mapping, evaluation);
    const std::string& cycles = row.at(GetParam() + "_cycles_tl2025");
    ++checked;
    if (cycles.empty()) {
      EXPECT_FALSE(valid) << "Timeloop rejects this mapping";
      continue;
    }
    ASSERT_TRUE(valid) << describe(evaluation.rejection, evaluator.architecture());
    EXPECT_EQ(evaluation.cycles, std::stoll(cycles));
    EXPECT_NEAR(evaluation.energy_pj / 1e6, std::stod(row.at(GetParam() + "_uJ_tl2025")), 0.00501);
  }
  EXPECT_EQ(checked, 33);
}

INSTANTIATE_TEST_SUITE_P(Formulation, CosaMaps, testing::Values("published", "exact_halo"));

}  // namespace

}  // namespace tilewright::test
