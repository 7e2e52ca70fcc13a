#include "sim/verify/tensor_layout.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

constexpr std::int64_t most_words = std::numeric_limits<std::uint32_t>::max();

}  // namespace

TensorLayout::TensorLayout(const Workload& workload, int space) {
  for (const Rank& rank : workload.data_spaces[static_cast<std::size_t>(space)].ranks) {
    RankLayout& layout = ranks_.emplace_back();
    for (const ProjectionTerm& term : rank) {
      const auto dimension = static_cast<std::size_t>(term.dimension);
      const std::int64_t reach = checked_multiply(term.coefficient, workload.bounds[dimension] - 1);
      layout.terms.push_back({dimension, term.coefficient});
      layout.low = checked_add(layout.low, std::min<std::int64_t>(reach, 0));
      layout.extent = checked_add(layout.extent, std::abs(reach));
    }
    words_ = checked_multiply(words_, layout.extent);
  }
  if (words_ > most_words) {
    throw Error(workload.place,
                "the tensor '" + workload.data_spaces[static_cast<std::size_t>(space)].name +
                    "' has " + std::to_string(words_) + " words, too many to verify",
                "at most " + std::to_string(most_words) + " are played");
  }
}

bool TensorLayout::depends_on(int dimension) const {
  return std::any_of(ranks_.begin(), ranks_.end(), [&](const RankLayout& rank) {
    return std::any_of(rank.terms.begin(), rank.terms.end(), [&](const Term& term) {
      return term.dimension == static_cast<std::size_t>(dimension);
    });
  });
}

void TensorLayout::project_step(std::span<const std::int64_t> operations,
                                std::span<std::int64_t> step) const {
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    step[rank] = 0;
    for (const Term& term : ranks_[rank].terms) {
      step[rank] += term.coefficient * operations[term.dimension];
    }
  }
}

void TensorLayout::project(std::span<const std::int64_t> operation,
                           std::span<std::int64_t> point) const {
  project_step(operation, point);
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) point[rank] -= ranks_[rank].low;
}

std::int64_t TensorLayout::number_step(int dimension) const {
  std::int64_t step = 0;
  for (const RankLayout& rank : ranks_) {
    step *= rank.extent;
    for (const Term& term : rank.terms) {
      if (term.dimension == static_cast<std::size_t>(dimension)) step += term.coefficient;
    }
  }
  return step;
}

void TensorLayout::locate(std::int64_t number, std::span<std::int64_t> point) const {
  // In 32 bits, and not by 1: this is the functional mode's most frequent step.
  auto rest = static_cast<std::uint32_t>(number);
  for (std::size_t rank = ranks_.size(); rank-- > 0;) {
    const auto extent = static_cast<std::uint32_t>(ranks_[rank].extent);
    const std::uint32_t outer = extent == 1 ? rest : rank == 0 ? 0 : rest / extent;
    point[rank] = rest - outer * extent;
    rest = outer;
  }
}

std::vector<std::int64_t> TensorLayout::coordinates(std::int64_t number) const {
  LayoutPoint point(ranks_.size());
  locate(number, point);
  return coordinates(point);
}

std::vector<std::int64_t> TensorLayout::coordinates(std::span<const std::int64_t> point) const {
  std::vector<std::int64_t> result(point.begin(), point.end());
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) result[rank] += ranks_[rank].low;
  return result;
}

std::vector<std::int64_t> TensorLayout::bounding_extents(
    std::span<const std::int64_t> extents) const {
  std::vector<std::int64_t> result;
  for (const RankLayout& rank : ranks_) {
    std::int64_t extent = 1;
    for (const Term& term : rank.terms) {
      extent += std::abs(term.coefficient) * (extents[term.dimension] - 1);
    }
    result.push_back(extent);
  }
  return result;
}

std::vector<std::int64_t> TensorLayout::tile_points(std::span<const std::int64_t> extents) const {
  std::vector<std::int64_t> operation(extents.size(), 0);
  LayoutPoint point(ranks_.size());
  std::vector<LayoutPoint> points;
  for (bool more = true; more;) {
    project_step(operation, point);
    points.push_back(point);
    more = false;
    for (std::size_t d = extents.size(); d-- > 0 && !more;) {
      if (!depends_on(static_cast<int>(d))) continue;
      more = ++operation[d] < extents[d];
      if (!more) operation[d] = 0;
    }
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<std::int64_t> result;
  for (const LayoutPoint& each : points) result.insert(result.end(), each.begin(), each.end());
  return result;
}

}  // namespace tilewright::sim
