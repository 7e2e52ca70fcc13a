// The certificate checker's own arithmetic against the Evaluator, on all mappings of small spaces.

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <map>

#include "mapper/certificate/charges.hpp"
#include "mapper/certificate/frontier.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_enumeration.hpp"
#include "test/property/mapspace_walk.hpp"

namespace tilewright::test {
namespace {

// Calls visit(mapping, evaluation) for all valid mappings.
template <typename Visit>
void for_each_valid(const Spec& spec, Visit visit) {
  const Mapspace space(spec);
  WalkOptions options;
  options.search.algorithm = Algorithm::exhaustive;
  options.call_all_valid = true;
  Walk walk(spec, space, options);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  walk.run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
    if (outcome != Outcome::valid || !evaluator.evaluate(builder.mapping(), evaluation)) return;
    visit(builder.mapping(), evaluation);
  });
}

// What the checker leaves out costs nothing.
Spec without_uncovered_costs(Spec spec) {
  spec.energy_table.reset();
  for (StorageLevel& level : spec.architecture.storage) {
    level.network.energy_per_hop_pj = 0;
    level.network.router_energy_pj.reset();
    level.network.ingress_energy_pj.reset();
  }
  return spec;
}

std::uint64_t first_seed() {
  const char* first = std::getenv("TILEWRIGHT_FIRST_SEED");
  return first == nullptr ? 1 : std::stoull(first);
}

TEST(Certificate, CostsOfMappingsAgreeWithTheEvaluator) {
  const int cases = case_count(100, 20);
  int compared = 0;
  int mappings = 0;
  int failures = 0;
  std::map<std::string, int> refused;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + static_cast<std::uint64_t>(cases);
       ++seed) {
    const Spec spec = without_uncovered_costs(random_exact_case(seed));
    try {
      const certificate::Instance instance(spec);
      for_each_valid(spec, [&](const Mapping& mapping, const Evaluation& evaluation) {
        const double own = certificate::to_pj(certificate::mapping_energy(instance, mapping));
        ++mappings;
        if (std::abs(own - evaluation.energy_pj) <= 1e-9 * evaluation.energy_pj) return;
        if (++failures > 3) return;
        ADD_FAILURE() << "seed " << seed << ": " << own << " instead of " << evaluation.energy_pj
                      << " pJ for " << mapping_text(mapping) << '\n'
                      << exact_case_text(spec);
      });
      ++compared;
    } catch (const Error& error) {
      const std::string reason = error.what();
      ++refused[reason.substr(0, reason.find_first_of(":0123456789("))];
    }
  }
  for (const auto& [reason, count] : refused) std::cout << count << " refused: " << reason << '\n';
  std::cout << compared << " cases compared, " << mappings << " mappings\n";
  EXPECT_GT(mappings, 0);
}

// The least energy over all choices of keep bits and numbers of units; nothing below the limit.
std::optional<certificate::Energy> least_energy(const certificate::Instance& instance,
                                                std::optional<certificate::Energy> limit) {
  std::optional<certificate::Energy> least;
  const certificate::Shapes shapes(instance.bounds);
  for (const certificate::Instance& fixed : instance.with_fixed_bits()) {
    for (const certificate::Count units : certificate::unit_counts(fixed)) {
      const certificate::CostToCome to_come(fixed, shapes, units);
      const auto found =
          certificate::search_round(fixed, shapes, units, limit, limit ? &to_come : nullptr).least;
      if (found && (!least || *found < *least)) least = found;
    }
  }
  return least;
}

// Constraints that the checker leaves out make its bound lower than need be.
bool has_ignored_constraints(const Spec& spec) {
  for (const LevelConstraint& level : spec.constraints.levels) {
    if (level.temporal.has_permutation() || level.spatial.has_permutation() ||
        level.spatial.split) {
      return true;
    }
    for (const auto& [dimension, limit] : level.temporal.exact) {
      if (limit.value > 1) return true;
    }
    for (const auto& [dimension, limit] : level.temporal.at_most) {
      if (limit.value > 1) return true;
    }
    if (!level.temporal.at_least.empty()) return true;
  }
  return false;
}

TEST(Certificate, LeastEnergyAgreesWithBruteForce) {
  const int cases = case_count(200, 20);
  int equal = 0;
  int lower = 0;
  int failures = 0;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + static_cast<std::uint64_t>(cases);
       ++seed) {
    const Spec spec = without_uncovered_costs(random_exact_case(seed));
    std::optional<certificate::Instance> instance;
    try {
      instance.emplace(spec);
    } catch (const Error&) {
      continue;
    }
    double best = std::numeric_limits<double>::infinity();
    for_each_valid(spec, [&](const Mapping&, const Evaluation& evaluation) {
      best = std::min(best, evaluation.energy_pj);
    });
    const auto least = least_energy(*instance, std::nullopt);
    const double own = least ? certificate::to_pj(*least) : std::numeric_limits<double>::infinity();
    const bool same = own == best || std::abs(own - best) <= 1e-9 * best;
    const bool below = own < best && has_ignored_constraints(spec);
    (same ? equal : lower) += 1;
    bool good = same || below;
    if (least) {  // the cost to come may not drop the optimum
      const certificate::Energy limit = *least + 1;
      good = good && least_energy(*instance, limit) == least;
      good = good && !least_energy(*instance, *least);
    }
    EXPECT_TRUE(good) << "seed " << seed << ": " << own << " instead of " << best << " pJ\n"
                      << case_text(spec) << exact_case_text(spec);
    if (!good && ++failures == 3) break;
  }
  std::cout << equal << " cases equal, " << lower << " below because of ignored constraints\n";
}

}  // namespace
}  // namespace tilewright::test
