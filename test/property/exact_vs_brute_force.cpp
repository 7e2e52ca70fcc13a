// The exact mapper against all mappings of small mapspaces, evaluated one by one.

#include <gtest/gtest.h>

#include <map>

#include "mapper/exact/exact.hpp"
#include "mapper/exact/objective.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_brute_force.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_enumeration.hpp"

namespace tilewright::test {
namespace {

bool equal(const std::vector<double>& a, const std::vector<double>& b) {
  return !exact::Objective::less(a, b) && !exact::Objective::less(b, a);
}

// True when the result is what brute force finds or, where costs are only bounded, when the best
// mapping costs no less than the bound and no more than the result.
bool holds(const ExactResult& result, const BestOfAll& best) {
  const bool found = result.mapping.has_value();
  if (best.cost.empty()) return !found && (result.proven() || !result.relaxations.empty());
  if (result.status == ExactStatus::optimal) return equal(result.cost, best.cost);
  if (result.proven() || result.relaxations.empty()) return false;
  return !exact::clearly_less(best.cost.front(), result.lower_bound.front()) &&
         (!found || !exact::Objective::less(result.cost, best.cost));
}

struct Comparison {
  int compared = 0;
  int feasible = 0;
  int bounded = 0;  // of all objectives
};

// True when the exact mapper agrees with brute force.
bool agrees(const Spec& spec, const ModelOptions& model, std::size_t objective,
            const BestOfAll& best, std::optional<double> upper_bound, std::uint64_t seed,
            Comparison& comparison) {
  ExactOptions options;
  options.objective = exact_objectives()[objective];
  options.model = model;
  options.incumbent_tries = seed % 3 == 0 ? 300 : 0;
  options.threads = seed % 5 == 0 ? 3 : 1;
  options.upper_bound = upper_bound;
  const ExactResult result = find_exact_mapping(spec, options);
  comparison.bounded += result.relaxations.empty() ? 0 : 1;
  const bool same = holds(result, best);
  EXPECT_TRUE(same) << "seed " << seed << ", objective " << objective
                    << (upper_bound ? ", with upper bound" : "") << ": exact "
                    << text_of(result.cost) << "(" << to_text(result.status) << ", bound "
                    << text_of(result.lower_bound) << "), brute force " << text_of(best.cost)
                    << '\n'
                    << case_text(spec) << exact_case_text(spec)
                    << (best.cost.empty() ? "" : "best  " + mapping_text(best.mapping)) << '\n'
                    << (result.mapping ? "exact " + mapping_text(*result.mapping) : "");
  return same;
}

using Maker = Spec (*)(std::uint64_t seed);

void compare_numbers_of_threads(Maker make, int cases) {
  for (int i = 0; i < cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(i) + 1;
    const Spec spec = make(seed);
    ExactOptions options;
    options.incumbent_tries = 0;
    try {
      const ExactResult one = find_exact_mapping(spec, options);
      options.threads = 4;
      const ExactResult four = find_exact_mapping(spec, options);
      EXPECT_EQ(one.mapping, four.mapping) << "seed " << seed;
      EXPECT_EQ(one.cost, four.cost) << "seed " << seed;
      EXPECT_EQ(one.lower_bound, four.lower_bound) << "seed " << seed;
    } catch (const Error&) {
      continue;  // not covered
    }
  }
}

TEST(ExactMapper, FindsTheSameWithAnyNumberOfThreads) {
  compare_numbers_of_threads(random_exact_case, case_count(60, 15));
  compare_numbers_of_threads(random_rare_case, case_count(60, 15));
}

void compare_with_brute_force(Maker make, const ModelOptions& model, int cases) {
  const char* first = std::getenv("TILEWRIGHT_FIRST_SEED");
  const std::uint64_t start = first == nullptr ? 1 : std::stoull(first);
  Comparison comparison;
  int failures = 0;
  std::map<std::string, int> refused;
  for (std::uint64_t seed = start; seed < start + static_cast<std::uint64_t>(cases); ++seed) {
    const Spec spec = make(seed);
    try {
      const std::vector<BestOfAll> best = try_all(spec, model);
      bool good = true;
      for (std::size_t i = 0; i < best.size(); ++i) {
        good = agrees(spec, model, i, best[i], std::nullopt, seed, comparison) && good;
        if (best[i].cost.empty() || best[i].cost.front() <= 0) continue;
        const double limit = 1.0001 * best[i].cost.front();
        good = agrees(spec, model, i, best[i], limit, seed, comparison) && good;
      }
      ++comparison.compared;
      comparison.feasible += best.front().cost.empty() ? 0 : 1;
      if (!good && ++failures == 3) break;
    } catch (const Error& error) {
      const std::string reason = error.what();
      ++refused[reason.substr(0, reason.find_first_of(":0123456789"))];
    }
  }
  for (const auto& [reason, count] : refused) std::cout << count << " refused: " << reason << '\n';
  std::cout << comparison.compared << " cases compared, " << comparison.feasible
            << " with a valid mapping; " << comparison.bounded << " results only bounded\n";
  EXPECT_GT(comparison.feasible, cases / 2 - 2);
}

TEST(ExactMapper, AgreesWithBruteForce) {
  compare_with_brute_force(random_exact_case, {}, case_count(300, 60));
}

TEST(ExactMapper, AgreesWithBruteForceUnderTheRuleOf2024) {
  compare_with_brute_force(random_exact_case, {TimeloopYear::y2024}, case_count(300, 60));
}

TEST(ExactMapper, AgreesWithBruteForceOnRareFeatures) {
  compare_with_brute_force(random_rare_case, {}, case_count(300, 60));
}

}  // namespace
}  // namespace tilewright::test
