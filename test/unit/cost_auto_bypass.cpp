// A mapping that does not fit, and what `auto_bypass_on_failure` makes of it.

#include <gtest/gtest.h>

#include "model/cost/auto_bypass.hpp"
#include "model/cost/evaluator.hpp"

namespace tilewright {

TEST(AutoBypass, LevelsThatDoNotFitKeepNothing) {
  const Spec spec = read_spec({TILEWRIGHT_SOURCE_DIR "/test/golden/model/008/case.yaml"});
  Evaluator evaluator(spec);
  Evaluation evaluation;
  ASSERT_FALSE(evaluator.evaluate(*spec.mapping, evaluation));
  ASSERT_EQ(evaluation.rejection.kind, Rejection::Kind::capacity);
  const auto unfit = static_cast<std::size_t>(evaluation.rejection.level);

  const Mapping fitting = bypass_unfit_levels(*spec.mapping, spec.workload, spec.architecture);
  const int levels = spec.architecture.level_count();
  const auto before = to_level_nests(*spec.mapping, levels);
  const auto after = to_level_nests(fitting, levels);
  EXPECT_NE(before[unfit].keep, 0U);
  EXPECT_EQ(after[unfit].keep, 0U);
  EXPECT_EQ(after.back(), before.back());
  EXPECT_TRUE(evaluator.evaluate(fitting, evaluation));
}

TEST(AutoBypass, AFittingMappingStaysAsItIs) {
  const Spec spec = read_spec({TILEWRIGHT_SOURCE_DIR "/test/golden/model/000/case.yaml"});
  EXPECT_EQ(bypass_unfit_levels(*spec.mapping, spec.workload, spec.architecture), *spec.mapping);
}

}  // namespace tilewright
