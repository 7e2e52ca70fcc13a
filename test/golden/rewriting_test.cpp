// A way of writing must not change a number: every golden case again, rewritten in libconfig and in
// the style of Timeloop's first releases.

#include "test/golden/rewriting.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "test/golden/agreement.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

namespace {

struct Form {
  const char* name;
  const char* file_name;
  std::string (*rewrite)(const std::string& file);
};

const std::vector<Form> forms = {{"Libconfig", "case.cfg", as_libconfig},
                                 {"HyphenatedLists", "case.yaml", as_hyphenated_lists}};

class RewrittenCase : public testing::TestWithParam<std::tuple<std::string, Form>> {
 protected:
  std::filesystem::path folder() const { return golden_dir() / std::get<0>(GetParam()); }

  Spec spec() const {
    const Form& form = std::get<1>(GetParam());
    return read_spec_text(form.rewrite((folder() / "case.yaml").string()), form.file_name);
  }
};

class RewrittenEvaluation : public RewrittenCase {};
class RewrittenSearch : public RewrittenCase {};

TEST_P(RewrittenEvaluation, AgreesWithTimeloop) { expect_evaluation(spec(), folder()); }
TEST_P(RewrittenSearch, EndsLikeTimeloop) { expect_search(spec(), folder()); }

std::string test_name(const testing::TestParamInfo<RewrittenCase::ParamType>& info) {
  return case_test_name({std::get<0>(info.param), info.index}) + std::get<1>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Perfect, RewrittenEvaluation,
                         testing::Combine(testing::ValuesIn(case_names("model")),
                                          testing::ValuesIn(forms)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Imperfect, RewrittenEvaluation,
                         testing::Combine(testing::ValuesIn(case_names("imperfect")),
                                          testing::ValuesIn(forms)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Mapper, RewrittenSearch,
                         testing::Combine(testing::ValuesIn(case_names("mapper")),
                                          testing::ValuesIn(forms)),
                         test_name);

}  // namespace

}  // namespace tilewright::test
