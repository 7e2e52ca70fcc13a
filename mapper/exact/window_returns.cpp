#include "mapper/exact/window_returns.hpp"

#include <algorithm>

namespace tilewright::exact {

WindowReturns::WindowReturns(const Lattice& lattice, const std::vector<ProjectionTerm>& terms,
                             double tile, double step, std::int64_t distance,
                             std::int64_t most_children)
    : terms_(terms), tile_(tile), step_(step), distance_(distance), most_children_(most_children) {
  for (const ProjectionTerm& term : terms) {
    divisors_.push_back({1});
    for (const auto& factor : lattice.factors(term.dimension)) {
      divisors_.back().push_back(factor.value);
    }
  }
}

double WindowReturns::most_saved(std::vector<std::int64_t>& extents,
                                 std::vector<std::int64_t>& rests, std::int64_t moved,
                                 double share) const {
  double most = 0;
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    const std::int64_t extent = extents[t];
    const std::int64_t rest = rests[t];
    // The loop must reach as far as all so far.
    if (rest == 1 || terms_[t].coefficient * extent * (rest / 2) < moved) continue;
    for (const std::int64_t spread : divisors_[t]) {
      if (spread == rest || spread > most_children_) break;
      if (rest % spread != 0) continue;
      const std::int64_t own = terms_[t].coefficient * extent * spread;
      double saved = 0;
      if (own == moved) saved = tile_;
      if (own == moved + distance_) saved = tile_ - step_;
      for (const std::int64_t bound : divisors_[t]) {
        if (bound > rest / spread) break;
        if (bound == 1 || rest / spread % bound != 0) continue;
        const double inner = share / static_cast<double>(bound);
        extents[t] = extent * spread * bound;
        rests[t] = rest / spread / bound;
        most = std::max(most,
                        (share - inner) * saved + most_saved(extents, rests, moved + own, inner));
      }
    }
    extents[t] = extent;
    rests[t] = rest;
  }
  return most;
}

}  // namespace tilewright::exact
