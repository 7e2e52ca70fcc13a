#include "mapper/certificate/certificate.hpp"

#include <cmath>

#include "mapper/certificate/charges.hpp"
#include "mapper/certificate/digest.hpp"

namespace tilewright::certificate {

namespace {

constexpr double rounding_of_costs = 1e-11;  // of the Evaluator's sums of doubles
constexpr double tolerance = 1e-9;           // "the least to 1 part in ..."

// What the cycles depend on beyond loops.
void check_delays(const Spec& spec) {
  for (const StorageLevel& level : spec.architecture.storage) {
    if (level.network.fill_latency_cycles != 0 || level.network.drain_latency_cycles != 0) {
      throw Error(
          "a certificate for delay or edp does not cover the network latency of " + level.name,
          "use the objective energy, or run without --certificate");
    }
    for (const auto& [data_space, scale] : level.bandwidth_scale) {
      if (scale == 1) continue;
      throw Error("a certificate for delay or edp does not cover the bandwidth scale of " +
                      data_space + " in " + level.name,
                  "use the objective energy, or run without --certificate");
    }
  }
}

double cost_of(Objective objective, Energy energy, Count cycles) {
  if (objective == Objective::delay) return static_cast<double>(cycles);
  return to_pj(energy) * (objective == Objective::edp ? static_cast<double>(cycles) : 1);
}

// The mapping's cost, which must be the claimed one.
MappingCost check_cost(const Instance& instance, const Spec& spec, Objective objective,
                       const Mapping& mapping, double claimed) {
  if (objective != Objective::energy) check_delays(spec);
  check_mapping(mapping, spec.workload, spec.architecture, {});
  const MappingCost found = cost_of(instance, mapping);
  const double cost = cost_of(objective, found.energy, found.cycles);
  if (!(std::abs(claimed - cost) <= rounding_of_costs * cost)) {
    fail("the mapping costs " + std::to_string(cost) + ", not " + std::to_string(claimed));
  }
  return found;
}

// What no mapping may fall short of.
double claim_of(Objective objective, const MappingCost& mapping) {
  return cost_of(objective, mapping.energy, mapping.exact_cycles) * (1 - tolerance);
}

}  // namespace

std::string to_text(Objective objective) {
  switch (objective) {
    case Objective::energy:
      return "energy";
    case Objective::delay:
      return "delay";
    default:
      return "edp";
  }
}

Certificate certify(const Spec& spec, Objective objective, const Mapping& mapping, double cost) {
  const Instance instance(spec);
  const MappingCost found = check_cost(instance, spec, objective, mapping, cost);
  return {objective,
          digest(instance),
          mapping,
          found.energy,
          found.cycles,
          cost,
          find_proof(instance, objective, claim_of(objective, found))};
}

void check(const Spec& spec, const Certificate& certificate) {
  const Instance instance(spec);
  if (certificate.input != digest(instance)) fail("it belongs to other input files");
  const MappingCost found =
      check_cost(instance, spec, certificate.objective, certificate.mapping, certificate.cost);
  if (certificate.energy != found.energy) fail("the mapping has another energy");
  if (certificate.cycles != found.cycles) fail("the mapping takes other cycles");
  check_proof(instance, certificate.objective, claim_of(certificate.objective, found),
              certificate.proof);
}

}  // namespace tilewright::certificate
