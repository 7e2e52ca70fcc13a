#pragma once
// How many words can loops still to come save, since they bring a sliding window back to words that
// it holds? The exact mapper's bounds need the most.

#include <cstdint>
#include <vector>

#include "mapper/exact/lattice.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::exact {

/// For one rank that is a sum with positive coefficients (docs/exact.md, section 4).
class WindowReturns {
 public:
  /// `tile`: words of the window; `step`: new ones in each step of the first loop, which moves it
  /// by `distance`. `most_children`: that spatial loops between can spread a dimension over.
  /// `terms` must outlive this.
  WindowReturns(const Lattice& lattice, const std::vector<ProjectionTerm>& terms, double tile,
                double step, std::int64_t distance, std::int64_t most_children);

  /// The most that any loops of the rank's dimensions can save, for each run of the loops so far.
  /// `extents`, `rests`: by term, outside of the loops so far, which move the window by `moved`
  /// when each goes from its first to its second iteration. Both are as before when it returns.
  double most_saved(std::vector<std::int64_t>& extents, std::vector<std::int64_t>& rests,
                    std::int64_t moved) const {
    return most_saved(extents, rests, moved, 1);
  }

 private:
  // `share`: of a run for each iteration.
  double most_saved(std::vector<std::int64_t>& extents, std::vector<std::int64_t>& rests,
                    std::int64_t moved, double share) const;

  const std::vector<ProjectionTerm>& terms_;
  double tile_;
  double step_;
  std::int64_t distance_;
  std::int64_t most_children_;
  std::vector<std::vector<std::int64_t>> divisors_;  // by term, ascending
};

}  // namespace tilewright::exact
