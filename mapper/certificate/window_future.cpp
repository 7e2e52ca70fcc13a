#include "mapper/certificate/window_future.hpp"

#include <algorithm>
#include <cstdlib>

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
double WindowFuture::next_loops(const Shape& extents, std::size_t term, Count before, Count moved) {
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
    least = std::min(
        least, static_cast<double>(before) * (repeated + least_fetches(larger, moved + step)));
  }
  return least;
}

std::set<Count> WindowFuture::displacements(const Shape& extents, Count moved, Count most,
                                            bool alone) {
  std::set<Count> found;
  displaced_.clear();
  displace(extents, moved, most, alone, found);
  return found;
}

void WindowFuture::displace(const Shape& extents, Count moved, Count most, bool alone,
                            std::set<Count>& found) {
  if (!displaced_.emplace(extents, moved).second) return;
  if (moved > most + farthest(extents)) return;
  if (!alone && moved <= most) found.insert(-moved);
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    const Count left = bounds_[term] / extents[term];
    for (const Count before : spatial_[term]) {
      if (left % before != 0 || left == before) continue;
      const Count step = terms_[term].step * extents[term] * before;
      if (std::abs(step - moved) <= most) found.insert(step - moved);
      for (Count bound = 2; bound <= left / before; ++bound) {
        if (left / before % bound != 0) continue;
        Shape larger = extents;
        larger[term] *= before * bound;
        displace(larger, moved + step, most, alone, found);
      }
    }
  }
}

}  // namespace tilewright::certificate
