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

class Finder {
 public:
  Finder(const Instance& instance, const Shapes& shapes, Objective objective, double claim,
         std::vector<ProofStep>& steps)
      : instance_(instance), bounds_(instance, shapes, objective), claim_(claim), steps_(steps) {}

  void prove(const Case& spatial) {
    if (close(spatial)) return;
    const int level = level_to_split(spatial);
    if (level == -1) {
      throw Error("a mapping on " + std::to_string(spatial.most_units()) +
                      " compute units may cost less",
                  "run without --certificate");
    }
    steps_.push_back({level, {}});
    for (const Case& part : split(instance_, spatial, level)) prove(part);
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

  // The innermost one with several choices: most energy depends on it.
  static int level_to_split(const Case& spatial) {
    for (std::size_t level = 0; level < spatial.spatial.size(); ++level) {
      if (spatial.spatial[level].size() > 1) return static_cast<int>(level);
    }
    return -1;
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
      for (const Case& part : split(instance_, spatial, step.split)) check(part);
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

  [[noreturn]] static void fail(const std::string& what) {
    throw Error("the certificate does not hold: " + what, "the claim is not proved");
  }

 private:
  const Instance& instance_;
  Bounds bounds_;
  double claim_;
  const std::vector<ProofStep>& steps_;
  std::size_t& next_;
};

}  // namespace

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
  if (next != steps.size()) Checker::fail("it has steps that are not needed");
}

}  // namespace tilewright::certificate
