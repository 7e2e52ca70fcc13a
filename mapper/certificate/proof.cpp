#include "mapper/certificate/proof.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The bounds for one choice of keep bits.
class Bounds {
 public:
  Bounds(const Instance& instance, const Shapes& shapes, Objective objective)
      : instance_(instance), objective_(objective), energy_(instance, shapes) {
    if (objective == Objective::energy) return;
    for (const Bandwidth& bandwidth : instance.bandwidths) {
      throttled_.push_back(std::make_unique<Throttled>(instance.in_cycles(bandwidth), shapes));
    }
  }

  int limit_count() const { return static_cast<int>(throttled_.size()); }
  bool energy_counts() const { return objective_ != Objective::delay; }

  double energy(const Case& spatial) { return energy_.of(spatial); }
  double compute_cycles(const Case& spatial) const {
    return static_cast<double>(ceil_divide(instance_.operations, spatial.most_units()));
  }
  double throttled_cycles(const Case& spatial, int limit) {
    if (limit < 0 || limit >= limit_count()) throw Error("an unknown bandwidth", "0 to the last");
    return std::ceil(throttled_[static_cast<std::size_t>(limit)]->cycles.of(spatial));
  }
  double cost(double energy, double cycles) const {
    switch (objective_) {
      case Objective::energy:
        return energy;
      case Objective::delay:
        return cycles;
      default:
        return energy * cycles;
    }
  }
  // Fewer units than the constraints allow.
  bool impossible(const Case& spatial) const {
    double all = 1;
    for (const Level& level : instance_.levels) {
      all *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
    }
    return static_cast<double>(spatial.most_units()) / all < instance_.least_utilization;
  }

 private:
  struct Throttled {
    Throttled(Instance in_cycles, const Shapes& shapes)
        : instance(std::move(in_cycles)), cycles(instance, shapes) {}
    Instance instance;
    LeastCost cycles;
  };

  const Instance& instance_;
  Objective objective_;
  LeastCost energy_;
  std::vector<std::unique_ptr<Throttled>> throttled_;
};

std::vector<Case> parts(const Instance& instance, const Case& whole, const ProofStep& step) {
  return step.dimension == -1 ? split(instance, whole, step.split)
                              : split(instance, whole, step.split, step.dimension);
}

constexpr std::size_t most_steps = 1'000'000;

class Finder {
 public:
  Finder(const Instance& instance, const Shapes& shapes, Objective objective, double claim,
         std::vector<ProofStep>& steps)
      : instance_(instance), bounds_(instance, shapes, objective), claim_(claim), steps_(steps) {}

  void prove(const Case& spatial) {
    if (close(spatial)) return;
    const ProofStep step = next_split(spatial);
    if (step.split == -1 || steps_.size() > most_steps) {
      throw Error(
          "a mapping on " + std::to_string(spatial.most_units()) + " compute units may cost less",
          "run without --certificate");
    }
    steps_.push_back(step);
    for (const Case& part : parts(instance_, spatial, step)) prove(part);
  }

 private:
  bool close(const Case& spatial) {
    if (bounds_.impossible(spatial)) {
      steps_.push_back({});
      return true;
    }
    double cycles = bounds_.compute_cycles(spatial);
    const double energy = bounds_.energy_counts() ? bounds_.energy(spatial) : 0;
    ProofStep step;
    for (int limit = 0; bounds_.cost(energy, cycles) < claim_; ++limit) {
      if (limit == bounds_.limit_count()) return false;
      const double throttled = bounds_.throttled_cycles(spatial, limit);
      if (throttled <= cycles) continue;
      cycles = throttled;
      step.limits.assign(1, limit);
    }
    steps_.push_back(step);
    return true;
  }

  // The innermost level with several choices: most energy depends on it. Then the outermost tiles:
  // where energy and cycles depend on different tiles, neither bound alone holds.
  ProofStep next_split(const Case& spatial) const {
    for (int level = 0; level < instance_.level_count(); ++level) {
      if (spatial.spatial[static_cast<std::size_t>(level)].size() > 1) return {level, -1, {}};
    }
    const bool windows = std::any_of(instance_.tensors.begin(), instance_.tensors.end(),
                                     [](const Tensor& tensor) { return tensor.has_windows(); });
    if (bounds_.limit_count() == 0 && !windows) return {};
    for (int level = instance_.level_count() - 2; level >= 0; --level) {
      for (int d = 0; d < instance_.dimension_count(); ++d) {
        const auto index = static_cast<std::size_t>(d);
        if (instance_.bounds[index] == 1) continue;
        if (spatial.extents[static_cast<std::size_t>(level)][index] == 0) return {level, d, {}};
      }
    }
    return {};
  }

  const Instance& instance_;
  Bounds bounds_;
  double claim_;
  std::vector<ProofStep>& steps_;
};

class Checker {
 public:
  Checker(const Instance& instance, const Shapes& shapes, Objective objective, double claim,
          const std::vector<ProofStep>& steps, std::size_t& next)
      : instance_(instance),
        bounds_(instance, shapes, objective),
        claim_(claim),
        steps_(steps),
        next_(next) {}

  void check(const Case& spatial) {
    if (next_ == steps_.size()) fail("its proof is not complete");
    const ProofStep& step = steps_[next_++];
    if (step.split != -1) {
      for (const Case& part : parts(instance_, spatial, step)) check(part);
      return;
    }
    if (bounds_.impossible(spatial)) return;
    double cycles = bounds_.compute_cycles(spatial);
    for (const int limit : step.limits) {
      cycles = std::max(cycles, bounds_.throttled_cycles(spatial, limit));
    }
    const double energy = bounds_.energy_counts() ? bounds_.energy(spatial) : 0;
    if (bounds_.cost(energy, cycles) < claim_) {
      fail("a mapping of case " + std::to_string(next_) + " may cost less");
    }
  }

 private:
  const Instance& instance_;
  Bounds bounds_;
  double claim_;
  const std::vector<ProofStep>& steps_;
  std::size_t& next_;
};

}  // namespace

void fail(const std::string& what) {
  throw Error("the certificate does not hold: " + what, "the claim is not proved");
}

std::vector<ProofStep> find_proof(const Instance& instance, Objective objective, double claim) {
  const Shapes shapes(instance.bounds);
  std::vector<ProofStep> steps;
  for (const Instance& fixed : instance.with_fixed_bits()) {
    Finder(fixed, shapes, objective, claim, steps).prove(whole_case(fixed));
  }
  return steps;
}

void check_proof(const Instance& instance, Objective objective, double claim,
                 const std::vector<ProofStep>& steps) {
  const Shapes shapes(instance.bounds);
  std::size_t next = 0;
  for (const Instance& fixed : instance.with_fixed_bits()) {
    Checker(fixed, shapes, objective, claim, steps, next).check(whole_case(fixed));
  }
  if (next != steps.size()) fail("it has steps that are not needed");
}

}  // namespace tilewright::certificate
