#include "model/nest/projection.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright {

Projection::Projection(const Workload& workload, const DataSpace& data_space)
    : rank_count_(static_cast<int>(data_space.ranks.size())),
      movers_(workload.dimensions.size()),
      moved_ranks_(workload.dimensions.size()),
      read_write_(data_space.read_write) {
  if (data_space.ranks.size() > max_ranks) {
    throw Error(workload.place,
                "data space '" + data_space.name + "' has " +
                    std::to_string(data_space.ranks.size()) + " ranks",
                "at most " + std::to_string(max_ranks) + " ranks are supported");
  }
  std::int64_t words = 1;
  for (int rank = 0; rank < rank_count_; ++rank) {
    int terms = 0;
    std::int64_t extent = 1;
    for (const ProjectionTerm& term : data_space.ranks[static_cast<std::size_t>(rank)]) {
      if (term.coefficient == 0) continue;
      const std::int64_t magnitude = term.coefficient < 0 ? -term.coefficient : term.coefficient;
      terms_.push_back({term.dimension, rank, magnitude, term.coefficient < 0});
      ++terms;
      add_mover(term.dimension, rank, term.coefficient);
      extent =
          checked_add(extent, checked_multiply(magnitude, workload.bounds[term.dimension] - 1));
    }
    words = checked_multiply(words, extent);
    separable_ = separable_ && terms <= 1;
    if (terms == 1) single_ranks_ |= std::uint32_t{1} << rank;
  }
}

// Terms of one dimension may cancel out, then it does not move the rank.
void Projection::add_mover(int dimension, int rank, std::int64_t words) {
  std::vector<Mover>& movers = movers_[dimension];
  const auto same = std::find_if(movers.begin(), movers.end(),
                                 [&](const Mover& mover) { return mover.rank == rank; });
  if (same == movers.end()) {
    movers.push_back({rank, words});
  } else {
    same->words += words;
    if (same->words == 0) movers.erase(same);
  }
  moved_ranks_[dimension] = 0;
  for (const Mover& mover : movers) moved_ranks_[dimension] |= std::uint32_t{1} << mover.rank;
}

RankVector Projection::rank_extents(std::span<const std::int64_t> extents) const {
  RankVector result;
  std::fill_n(result.begin(), rank_count_, 1);
  for (const Term& term : terms_) {
    result[static_cast<std::size_t>(term.rank)] +=
        term.magnitude * (extents[static_cast<std::size_t>(term.dimension)] - 1);
  }
  return result;
}

std::int64_t Projection::words(std::span<const std::int64_t> extents) const {
  std::int64_t product = 1;
  const Term* const end = terms_.data() + terms_.size();
  for (const Term* term = terms_.data(); term != end;) {
    const int rank = term->rank;
    std::int64_t extent = 1;
    do {
      extent += term->magnitude * (extents[static_cast<std::size_t>(term->dimension)] - 1);
      ++term;
    } while (term != end && term->rank == rank);
    product *= extent;
  }
  return product;
}

RankVector Projection::low_corner(std::span<const std::int64_t> offsets,
                                  std::span<const std::int64_t> extents) const {
  RankVector low{};
  for (const Term& term : terms_) {
    const auto dimension = static_cast<std::size_t>(term.dimension);
    const std::int64_t first = offsets[dimension];
    low[static_cast<std::size_t>(term.rank)] +=
        term.is_negative ? -term.magnitude * (first + extents[dimension] - 1)
                         : term.magnitude * first;
  }
  return low;
}

}  // namespace tilewright
