#include "mapper/certificate/certificate.hpp"

#include <cmath>

#include "mapper/certificate/charges.hpp"
#include "mapper/certificate/digest.hpp"
#include "mapper/certificate/frontier.hpp"
#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

constexpr double rounding_of_costs = 1e-11;       // of the Evaluator's sums of doubles
constexpr Count tolerance_parts = 1'000'000'000;  // "the least to 1 part in ..."

[[noreturn]] void fail(const std::string& what) {
  throw Error("the certificate does not hold: " + what, "the claim is not proved");
}

// Smallest energy >= energy x a / b.
Energy scaled_up(Energy energy, Count a, Count b) {
  const Energy whole = multiply(energy / b, a);
  const Energy part = multiply(energy % b, a);
  return add(whole, part / b + (part % b != 0));
}

class Check {
 public:
  Check(const Spec& spec, Objective objective, const Mapping& mapping, double cost)
      : objective_(objective), instance_(spec) {
    if (objective != Objective::energy) check_delays(spec);
    check_mapping(mapping, spec.workload, spec.architecture, {});
    energy_ = mapping_energy(instance_, mapping);
    cycles_ = ceil_divide(instance_.operations, units_of(mapping));
    check_cost(cost);
  }

  // Goes through all mappings. Throws Error when one costs less.
  std::vector<RoundRecord> run() const {
    std::vector<RoundRecord> rounds;
    const Shapes shapes(instance_.bounds);
    int choice = 0;
    for (const Instance& fixed : instance_.with_fixed_bits()) {
      for (const Count units : unit_counts(fixed)) {
        const std::optional<Energy> limit = energy_limit(units);
        if (limit && *limit == 0) continue;
        const CostToCome to_come(fixed, shapes, units);
        const RoundResult result = search_round(fixed, shapes, units, limit, &to_come);
        if (result.least) {
          fail("a mapping on " + std::to_string(units) + " compute units may cost less (" +
               std::to_string(to_pj(*result.least)) + " pJ)");
        }
        rounds.push_back({choice, units, result.labels, result.digest});
      }
      ++choice;
    }
    return rounds;
  }

  const Instance& instance() const { return instance_; }
  Energy energy() const { return energy_; }
  Count cycles() const { return cycles_; }

 private:
  static void check_delays(const Spec& spec) {
    for (const StorageLevel& level : spec.architecture.storage) {
      if (level.has_bandwidth_limit() || level.network.fill_latency_cycles != 0 ||
          level.network.drain_latency_cycles != 0) {
        throw Error(
            "a certificate for delay or edp does not cover the bandwidth limit or network "
            "latency of " +
                level.name,
            "use the objective energy, or run without --certificate");
      }
    }
  }

  Count units_of(const Mapping& mapping) const {
    Count units = 1;
    for (const MappingNode& node : mapping.nodes) {
      const auto* loop = std::get_if<Loop>(&node);
      if (loop == nullptr || loop->kind == LoopKind::temporal) continue;
      units = checked_multiply(units, loop->bound);
    }
    return units;
  }

  void check_cost(double claimed) const {
    double cost = static_cast<double>(cycles_);
    if (objective_ == Objective::energy) cost = to_pj(energy_);
    if (objective_ == Objective::edp) cost *= to_pj(energy_);
    if (std::abs(claimed - cost) <= rounding_of_costs * cost) return;
    fail("the mapping costs " + std::to_string(cost) + ", not " + std::to_string(claimed));
  }

  // Mappings on so many units that reach this energy cost no less, to 1 part in 10^9; 0: they all
  // do. Nothing: whatever their energy, they cost less.
  std::optional<Energy> energy_limit(Count units) const {
    const Energy least = energy_ - energy_ / tolerance_parts;
    if (objective_ == Objective::energy) return least;
    const Count cycles = ceil_divide(instance_.operations, units);
    if (objective_ == Objective::edp) return scaled_up(least, cycles_, cycles);
    if (cycles >= cycles_) return Energy{0};
    return std::nullopt;
  }

  Objective objective_;
  Instance instance_;
  Energy energy_ = 0;
  Count cycles_ = 0;
};

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
  const Check proof(spec, objective, mapping, cost);
  return {objective,  digest(proof.instance()), mapping, proof.energy(), proof.cycles(), cost,
          proof.run()};
}

void check(const Spec& spec, const Certificate& certificate) {
  if (certificate.input != digest(Instance(spec))) fail("it belongs to other input files");
  const Check proof(spec, certificate.objective, certificate.mapping, certificate.cost);
  if (certificate.energy != proof.energy()) fail("the mapping has another energy");
  if (certificate.cycles != proof.cycles()) fail("the mapping takes other cycles");
  const std::vector<RoundRecord> rounds = proof.run();
  if (certificate.rounds.size() != rounds.size()) {
    fail("it lists " + std::to_string(certificate.rounds.size()) + " rounds instead of " +
         std::to_string(rounds.size()));
  }
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    if (certificate.rounds[i] == rounds[i]) continue;
    fail("round " + std::to_string(i) + " has other partial mappings than those listed");
  }
}

}  // namespace tilewright::certificate
