#include "mapper/cosa/improved/keep_choice.hpp"

#include <bit>
#include <map>

#include "mapper/cosa/improved/rounds.hpp"

namespace tilewright::cosa::improved {

namespace {

/// A bound has to fall by so much (log2) to count as better: less is within the relaxation's
/// tolerance.
constexpr double least_gain = 0.005;

class Search {
 public:
  Search(const Facts& facts, const Weights& weights, const SolverBackend& solver,
         const Clock& clock)
      : facts_(facts), weights_(weights), solver_(solver), clock_(clock) {}

  std::optional<Keep> run() {
    Keep best = start_with_what_fits();
    double best_bound = bound(best);
    const Keep least = start_with_least();
    if (bound(least) < best_bound) {
      best = least;
      best_bound = bound(least);
    }
    if (best_bound == unbounded) return std::nullopt;
    while (!clock_.over() && improve(best, best_bound)) {
    }
    return best;
  }

 private:
  DataSpaceMask free(int level) const {
    return facts_.levels[level].may_keep & ~facts_.levels[level].always_keep;
  }

  Keep start_with_least() const {
    Keep keep;
    for (const Level& level : facts_.levels) keep.push_back(level.always_keep);
    return keep;
  }

  /// All that may be kept, where each data space has room for a word.
  Keep start_with_what_fits() const {
    Keep keep = start_with_least();
    for (int l = 0; l < facts_.level_count(); ++l) {
      const Level& level = facts_.levels[l];
      const int words = std::popcount(level.may_keep);
      if (!level.capacity_words || *level.capacity_words >= words) keep[l] = level.may_keep;
    }
    return keep;
  }

  double bound(const Keep& keep) {
    const auto known = bounds_.find(keep);
    if (known != bounds_.end()) return known->second;
    DataSpaceMask kept = 0;
    for (const DataSpaceMask level : keep) kept |= level;
    if (kept != all_data_spaces(facts_.space_count())) return bounds_[keep] = unbounded;
    Program program = build_program(facts_, keep, weights_);
    return bounds_[keep] = relax(program, solver_).objective;
  }

  bool take_if_better(const Keep& candidate, Keep& best, double& best_bound) {
    if (clock_.over()) return false;
    const double candidate_bound = bound(candidate);
    if (candidate_bound > best_bound - least_gain) return false;
    best = candidate;
    best_bound = candidate_bound;
    return true;
  }

  /// Lets the next level outwards that is free to keep a data space do so in place of a level, or
  /// the other way round.
  bool pass_outwards(int level, int space, Keep& best, double& best_bound) {
    for (int outer = level + 1; outer < facts_.level_count(); ++outer) {
      if (!contains(free(outer), space)) continue;
      if (contains(best[level], space) == contains(best[outer], space)) return false;
      Keep passed = best;
      passed[level] ^= DataSpaceMask{1} << space;
      passed[outer] ^= DataSpaceMask{1} << space;
      return take_if_better(passed, best, best_bound);
    }
    return false;
  }

  /// One pass over all changes, each taken at once if it helps.
  bool improve(Keep& best, double& best_bound) {
    bool improved = false;
    for (int l = 0; l < facts_.level_count(); ++l) {
      for (int s = 0; s < facts_.space_count(); ++s) {
        if (!contains(free(l), s)) continue;
        Keep flipped = best;
        flipped[l] ^= DataSpaceMask{1} << s;
        improved = take_if_better(flipped, best, best_bound) || improved;
        improved = pass_outwards(l, s, best, best_bound) || improved;
        for (int other = 0; other < facts_.space_count(); ++other) {
          const bool passes = contains(best[l], s) && !contains(best[l], other);
          if (!passes || !contains(free(l), other)) continue;
          Keep passed = best;
          passed[l] ^= (DataSpaceMask{1} << s) | (DataSpaceMask{1} << other);
          improved = take_if_better(passed, best, best_bound) || improved;
        }
      }
    }
    return improved;
  }

  const Facts& facts_;
  const Weights& weights_;
  const SolverBackend& solver_;
  const Clock& clock_;
  std::map<Keep, double> bounds_;
};

bool has_free_bits(const Facts& facts) {
  for (const Level& level : facts.levels) {
    if (level.may_keep != level.always_keep) return true;
  }
  return false;
}

}  // namespace

std::optional<Keep> choose_keep(const Facts& facts, const Weights& weights,
                                const SolverBackend& solver, const Clock& clock) {
  if (has_free_bits(facts)) return Search(facts, weights, solver, clock).run();
  Keep keep;
  for (const Level& level : facts.levels) keep.push_back(level.always_keep);
  return keep;
}

}  // namespace tilewright::cosa::improved
