#include "mapper/certificate/window_future.hpp"

#include <algorithm>

namespace tilewright::certificate {

double WindowFuture::rest(const Shape& extents) const {
  Count rest = 1;
  for (std::size_t term = 0; term < extents.size(); ++term) rest *= bounds_[term] / extents[term];
  return static_cast<double>(rest);
}

// The longest step that may follow.
Count WindowFuture::farthest(const Shape& extents) const {
  Count farthest = 0;
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    if (extents[term] == bounds_[term]) continue;
    farthest = std::max(farthest, terms_[term].step * bounds_[term] / 2);
  }
  return farthest;
}

double WindowFuture::least_fetches(const Shape& extents, Count moved) {
  const double all = rest(extents);
  if (farthest(extents) < moved) return all;
  const auto [known, added] = known_.try_emplace({extents, moved}, all);
  if (!added) return known->second;
  double least = all;
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    const Count left = bounds_[term] / extents[term];
    for (const Count before : spatial_[term]) {
      if (left % before != 0 || left == before) continue;
      least = std::min(least, next_loops(extents, term, before, moved));
    }
  }
  known_[{extents, moved}] = least;
  return least;
}

// A temporal loop of the term follows, after spatial ones.
double WindowFuture::next_loops(const Shape& extents, std::size_t term, Count before,
                                Count moved) {
  const Count left = bounds_[term] / extents[term] / before;
  const Count step = terms_[term].step * extents[term] * before;
  double fetched = 1;
  if (step == moved) fetched = 0;
  if (step - moved == first_step_) fetched = new_part_;
  double least = rest(extents);
  for (Count bound = 2; bound <= left; ++bound) {
    if (left % bound != 0) continue;
    Shape larger = extents;
    larger[term] *= before * bound;
    const double outside = rest(larger);
    const double repeated = static_cast<double>(bound - 1) * fetched * outside;
    least = std::min(least, static_cast<double>(before) *
                                (repeated + least_fetches(larger, moved + step)));
  }
  return least;
}

}  // namespace tilewright::certificate
