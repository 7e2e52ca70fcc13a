// The trade-offs between energy and delay against all mappings of small mapspaces.

#include <gtest/gtest.h>

#include <algorithm>

#include "mapper/exact/objective.hpp"
#include "mapper/exact/pareto.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/mapspace_walk.hpp"

namespace tilewright::test {
namespace {

struct Cost {
  double energy_pj;
  double cycles;
};

std::vector<Cost> try_all(const Spec& spec) {
  std::vector<Cost> costs;
  for_each_valid(spec, {}, [&](const Mapping&, const Evaluation& evaluation) {
    costs.push_back({evaluation.energy_pj, static_cast<double>(evaluation.cycles)});
  });
  return costs;
}

/// From the least energy to the least delay.
std::vector<Cost> front_of(std::vector<Cost> costs) {
  std::vector<Cost> front;
  while (!costs.empty()) {
    Cost best = costs.front();
    for (const Cost& cost : costs) {
      if (exact::Objective::less({cost.energy_pj, cost.cycles}, {best.energy_pj, best.cycles})) {
        best = cost;
      }
    }
    front.push_back(best);
    costs.erase(std::remove_if(costs.begin(), costs.end(),
                               [&](const Cost& cost) { return cost.cycles >= best.cycles; }),
                costs.end());
  }
  return front;
}

TEST(ExactPareto, AgreesWithBruteForce) {
  const int cases = case_count(100, 20);
  int points = 0;
  int several = 0;
  for (int seed = 1; seed <= cases; ++seed) {
    const Spec spec = random_exact_case(static_cast<std::uint64_t>(seed));
    ParetoFront front;
    try {
      front = find_pareto_front(spec, {});
    } catch (const Error&) {
      continue;  // not covered by the exact mapper
    }
    const std::vector<Cost> expected = front_of(try_all(spec));
    ASSERT_TRUE(front.complete) << "seed " << seed;
    ASSERT_EQ(front.points.size(), expected.size()) << "seed " << seed;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Evaluation& found = front.points[i].evaluation;
      ASSERT_EQ(static_cast<double>(found.cycles), expected[i].cycles) << "seed " << seed;
      ASSERT_NEAR(found.energy_pj, expected[i].energy_pj, 2e-9 * expected[i].energy_pj)
          << "seed " << seed;
    }
    points += static_cast<int>(expected.size());
    several += expected.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(several, cases / 20);
  std::cout << points << " points, " << several << " fronts with several\n";
}

}  // namespace
}  // namespace tilewright::test
