// The model's traffic against the exact play on random cases: no difference is without a cause,
// also with directives, with imperfect factors, and with the rules of 2024.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "model/cost/evaluator.hpp"
#include "sim/report/traffic_differences.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

std::string text(const sim::TrafficField& field) {
  std::string result = std::string(sim::name_of(field.quantity)) + " of " +
                       std::to_string(field.space) + " at " + std::to_string(field.level) +
                       ": model " + std::to_string(field.model) + ", simulated " +
                       std::to_string(field.simulated);
  for (const sim::Attribution& cause : field.causes) {
    result += ", " + std::string(sim::name_of(cause.cause)) + " " + std::to_string(cause.words);
  }
  return result;
}

TEST(SimTraffic, RandomDifferencesHaveCauses) {
  const int cases = case_count(200, 20);
  int compared = 0;
  std::map<sim::Cause, int> causes;
  for (std::uint64_t seed = 1; compared < cases; ++seed) {
    const Spec spec = random_case(seed);
    if (spec.workload.operation_count() > 20'000) continue;
    const TimeloopYear year = seed % 4 == 0 ? TimeloopYear::y2024 : TimeloopYear::y2025;
    Evaluator evaluator(spec, {year});
    Evaluation evaluation;
    if (!evaluator.evaluate(*spec.mapping, evaluation)) continue;
    std::vector<sim::TrafficField> fields;
    try {
      fields =
          sim::compare_traffic(spec.workload, spec.architecture, *spec.mapping, evaluation, year);
    } catch (const Error&) {
      continue;  // not supported
    }
    ++compared;
    for (const sim::TrafficField& field : fields) {
      double words = field.simulated;
      for (const sim::Attribution& cause : field.causes) {
        words += cause.words;
        ++causes[cause.cause];
        EXPECT_NE(cause.cause, sim::Cause::unexplained) << "seed " << seed << ", " << text(field);
      }
      EXPECT_NEAR(words, static_cast<double>(field.model), 1e-6 * (1 + std::abs(words)));
    }
  }
  for (const sim::Cause cause :
       {sim::Cause::boxes, sim::Cause::stride_rule, sim::Cause::extrapolation, sim::Cause::bypass,
        sim::Cause::shares}) {
    if (cases < 200) break;  // too few to show all
    EXPECT_GT(causes[cause], 0) << "no case shows " << sim::name_of(cause);
  }
}

}  // namespace

}  // namespace tilewright::test
