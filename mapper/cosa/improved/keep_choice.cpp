#include "mapper/cosa/improved/keep_choice.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "mapper/cosa/improved/rounds.hpp"

namespace tilewright::cosa::improved {

namespace {

/// A bound has to fall by so much (log2) to count as better: less is within the relaxation's
/// tolerance.
constexpr double least_gain = 0.005;

/// Data spaces with more free levels are not tried in all ways.
constexpr std::size_t most_free_levels = 6;

/// Levels for which each single data space is tried.
constexpr std::size_t most_single_levels = 4;
constexpr std::size_t most_results = 6;

class Search {
 public:
  Search(const Facts& facts, const Weights& weights, const SolverBackend& solver,
         const Clock& clock)
      : facts_(facts), weights_(weights), solver_(solver), clock_(clock) {}

  std::vector<Keep> run() {
    std::vector<std::pair<double, Keep>> found;
    const auto note = [&](double keep_bound, const Keep& keep) {
      const std::pair<double, Keep> entry(keep_bound, keep);
      const bool known = std::find(found.begin(), found.end(), entry) != found.end();
      if (keep_bound < unbounded && !known) found.push_back(entry);
    };
    for (auto& [keep, locked_level] : starts()) {
      locked_level_ = locked_level;
      double keep_bound = bound(keep, unbounded);
      while (!clock_.over() && improve(keep, keep_bound)) {
      }
      note(keep_bound, keep);
    }
    locked_level_ = -1;
    if (found.empty()) return {};
    auto [best_bound, best] = *std::min_element(found.begin(), found.end());
    while (!clock_.over() && (improve_a_space(best, best_bound) || improve(best, best_bound))) {
    }
    note(best_bound, best);
    std::sort(found.begin(), found.end());
    if (found.size() > most_results) found.resize(most_results);
    std::vector<Keep> keeps(found.size());
    std::transform(found.begin(), found.end(), keeps.begin(),
                   [](const auto& entry) { return entry.second; });
    return keeps;
  }

 private:
  DataSpaceMask free(int level) const {
    if (level == locked_level_) return 0;
    return facts_.levels[level].may_keep & ~facts_.levels[level].always_keep;
  }

  /// Where the search begins. A small innermost level decides what the others are good for, and
  /// may mislead the relaxation: it is left as it is.
  struct Start {
    Keep keep;
    int locked_level = -1;
  };

  /// The most and the least that can be kept; and for each data space in the innermost free level
  /// the best way to keep one data space in each of the inner levels.
  std::vector<Start> starts() {
    std::vector<int> inner;
    for (int l = 0; l < facts_.level_count(); ++l) {
      if (free(l) != 0) inner.push_back(l);
    }
    inner.pop_back();
    if (inner.size() > most_single_levels) inner.resize(most_single_levels);
    std::vector<Start> starts = {{most()}, {least()}};
    for (int s = 0; s < facts_.space_count() && !inner.empty(); ++s) {
      if (!contains(facts_.levels[inner.front()].may_keep, s)) continue;
      Keep keep = most();
      keep[inner.front()] = single(inner.front(), s);
      double best_bound = unbounded;
      Keep best = keep;
      keep_singles(inner, 1, keep, best, best_bound);
      starts.push_back({best, has_room_for_all(inner.front()) ? -1 : inner.front()});
    }
    return starts;
  }

  DataSpaceMask single(int level, int space) const {
    return facts_.levels[level].always_keep | (DataSpaceMask{1} << space);
  }

  /// Tries all data spaces in the levels inner[position] and further outwards.
  void keep_singles(const std::vector<int>& inner, std::size_t position, Keep& keep, Keep& best,
                    double& best_bound) {
    if (position == inner.size()) {
      const double keep_bound = bound(keep, best_bound);
      if (keep_bound < best_bound) {
        best = keep;
        best_bound = keep_bound;
      }
      return;
    }
    const int level = inner[position];
    for (int s = 0; s < facts_.space_count() && !clock_.over(); ++s) {
      if (!contains(facts_.levels[level].may_keep, s)) continue;
      keep[level] = single(level, s);
      keep_singles(inner, position + 1, keep, best, best_bound);
    }
  }

  bool has_room_for_all(int level) const {
    const auto& words = facts_.levels[level].capacity_words;
    return !words || *words >= std::popcount(facts_.levels[level].may_keep);
  }

  Keep least() const {
    Keep keep;
    for (const Level& level : facts_.levels) keep.push_back(level.always_keep);
    return keep;
  }

  /// All that may be kept, where each data space has room for a word.
  Keep most() const {
    Keep keep = least();
    for (int l = 0; l < facts_.level_count(); ++l) {
      if (has_room_for_all(l)) keep[l] = facts_.levels[l].may_keep;
    }
    return keep;
  }

  /// Of the relaxation; infinite where it is above `give_up_above`.
  double bound(const Keep& keep, double give_up_above) {
    const auto known = bounds_.find(keep);
    if (known != bounds_.end() && known->second.value < unbounded) return known->second.value;
    if (known != bounds_.end() && known->second.above >= give_up_above) return unbounded;
    DataSpaceMask kept = 0;
    for (const DataSpaceMask level : keep) kept |= level;
    Bound found{.value = unbounded, .above = unbounded};
    if (kept == all_data_spaces(facts_.space_count())) {
      Program program = build_program(facts_, keep, weights_);
      found = {.value = relax(program, solver_, give_up_above).objective, .above = give_up_above};
    }
    bounds_[keep] = found;
    return found.value;
  }

  bool take_if_better(const Keep& candidate, Keep& best, double& best_bound) {
    if (clock_.over()) return false;
    const double least = best_bound - least_gain;
    const double candidate_bound = bound(candidate, least);
    if (candidate_bound > least || candidate_bound == unbounded) return false;
    best = candidate;
    best_bound = candidate_bound;
    return true;
  }

  /// All ways to keep one data space, the others left as they are.
  bool improve_a_space(Keep& best, double& best_bound) {
    bool improved = false;
    for (int s = 0; s < facts_.space_count(); ++s) {
      std::vector<int> levels;
      for (int l = 0; l < facts_.level_count(); ++l) {
        if (contains(free(l), s)) levels.push_back(l);
      }
      if (levels.size() > most_free_levels) continue;
      for (unsigned kept = 0; kept < 1U << levels.size(); ++kept) {
        Keep candidate = best;
        for (std::size_t i = 0; i < levels.size(); ++i) {
          candidate[levels[i]] &= ~(DataSpaceMask{1} << s);
          if ((kept >> i & 1U) != 0) candidate[levels[i]] |= DataSpaceMask{1} << s;
        }
        improved = take_if_better(candidate, best, best_bound) || improved;
      }
    }
    return improved;
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
  /// Of a relaxation: its value, or if that is infinite, what it is above.
  struct Bound {
    double value = 0;
    double above = 0;
  };
  std::map<Keep, Bound> bounds_;
  int locked_level_ = -1;
};

bool has_free_bits(const Facts& facts) {
  for (const Level& level : facts.levels) {
    if (level.may_keep != level.always_keep) return true;
  }
  return false;
}

}  // namespace

std::vector<Keep> choose_keep(const Facts& facts, const Weights& weights,
                              const SolverBackend& solver, const Clock& clock) {
  if (has_free_bits(facts)) return Search(facts, weights, solver, clock).run();
  Keep keep;
  for (const Level& level : facts.levels) keep.push_back(level.always_keep);
  return {keep};
}

}  // namespace tilewright::cosa::improved
