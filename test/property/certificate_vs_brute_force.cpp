// The certificate checker's own arithmetic against the Evaluator, on all mappings of small spaces.

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <map>

#include "mapper/certificate/certificate.hpp"
#include "mapper/certificate/charges.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_enumeration.hpp"
#include "test/property/mapspace_walk.hpp"

namespace tilewright::test {
namespace {

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
      for_each_valid(spec, {}, [&](const Mapping& mapping, const Evaluation& evaluation) {
        const certificate::MappingCost own = certificate::cost_of(instance, mapping);
        const double energy = certificate::to_pj(own.energy);
        ++mappings;
        if (std::abs(energy - evaluation.energy_pj) <= 1e-9 * evaluation.energy_pj &&
            own.cycles == evaluation.cycles) {
          return;
        }
        if (++failures > 3) return;
        ADD_FAILURE() << "seed " << seed << ": " << energy << " instead of " << evaluation.energy_pj
                      << " pJ, " << own.cycles << " instead of " << evaluation.cycles
                      << " cycles for " << mapping_text(mapping) << '\n'
                      << case_text(spec) << exact_case_text(spec);
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

bool proves(const certificate::Instance& instance, certificate::Objective objective, double claim) {
  try {
    const auto proof = certificate::find_proof(instance, objective, claim);
    certificate::check_proof(instance, objective, claim, proof);
    return true;
  } catch (const Error&) {
    return false;
  }
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

TEST(Certificate, ProofsAgreeWithBruteForce) {
  using certificate::Objective;
  const int cases = case_count(200, 20);
  std::map<std::string, int> counts;
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
    std::map<Objective, double> best;
    for_each_valid(spec, {}, [&](const Mapping&, const Evaluation& evaluation) {
      const auto cycles = static_cast<double>(evaluation.cycles);
      const auto note = [&](Objective objective, double cost) {
        const auto [entry, added] = best.emplace(objective, cost);
        entry->second = std::min(entry->second, cost);
      };
      note(Objective::energy, evaluation.energy_pj);
      note(Objective::delay, cycles);
      note(Objective::edp, cycles * evaluation.energy_pj);
    });
    const bool windows = std::any_of(instance->tensors.begin(), instance->tensors.end(),
                                     [](const auto& tensor) { return tensor.has_windows(); });
    for (const auto& [objective, cost] : best) {
      if (cost == 0) continue;
      const std::string kind = certificate::to_text(objective) + (windows ? " with windows" : "") +
                               (has_ignored_constraints(spec) ? ", constraints ignored" : "") +
                               ": ";
      ++counts[kind + (proves(*instance, objective, cost * (1 - 1e-9)) ? "proved" : "not proved")];
      const bool sound = !proves(*instance, objective, cost * (1 + 1e-7));
      EXPECT_TRUE(sound) << "seed " << seed << ": more than " << cost << " 'proved' for " << kind
                         << '\n'
                         << case_text(spec) << exact_case_text(spec);
      failures += sound ? 0 : 1;
    }
    if (failures >= 3) break;
  }
  for (const auto& [kind, count] : counts) std::cout << kind << ' ' << count << '\n';
}

}  // namespace
}  // namespace tilewright::test
