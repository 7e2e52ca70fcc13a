// The certificate checker's own arithmetic against the Evaluator, on all mappings of small spaces.

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <map>

#include "mapper/certificate/charges.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_case.hpp"
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

}  // namespace
}  // namespace tilewright::test
