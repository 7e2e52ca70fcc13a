// Searches with the real Timeloop's answers: each case of test/golden/mapper must end with the same
// mapping, the same stats and for the same reasons.

#include <gtest/gtest.h>

#include <string>

#include "test/golden/agreement.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

class GoldenSearch : public testing::TestWithParam<std::string> {};

TEST_P(GoldenSearch, EndsLikeTimeloop) {
  const auto folder = golden_dir() / GetParam();
  expect_search(read_spec({(folder / "case.yaml").string()}), folder);
}

INSTANTIATE_TEST_SUITE_P(Mapper, GoldenSearch, testing::ValuesIn(case_names("mapper")),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
