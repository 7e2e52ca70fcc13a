#include "sim/flow/tensor_axes.hpp"

#include <algorithm>
#include <cstdlib>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

// By dimension: how far one operation moves the coordinate of a rank.
std::vector<std::int64_t> rank_steps(const Workload& workload, const Rank& rank) {
  std::vector<std::int64_t> steps(workload.dimensions.size(), 0);
  for (const ProjectionTerm& term : rank) {
    std::int64_t& step = steps[static_cast<std::size_t>(term.dimension)];
    step = checked_add(step, term.coefficient);
  }
  return steps;
}

bool share_dimension(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  for (std::size_t d = 0; d < a.size(); ++d) {
    if (a[d] != 0 && b[d] != 0) return true;
  }
  return false;
}

}  // namespace

TensorAxes::TensorAxes(const Workload& workload, const DataSpace& data_space, bool separate_ranks)
    : rank_count_(static_cast<int>(data_space.ranks.size())), terms_(data_space.ranks) {
  std::vector<std::vector<std::int64_t>> steps;
  for (const Rank& rank : data_space.ranks) steps.push_back(rank_steps(workload, rank));
  std::vector<bool> taken(steps.size(), false);
  for (std::size_t first = 0; first < steps.size(); ++first) {
    if (taken[first]) continue;
    std::vector<int> ranks{static_cast<int>(first)};
    taken[first] = true;
    for (std::size_t i = 0; i < ranks.size() && !separate_ranks; ++i) {
      for (std::size_t other = 0; other < steps.size(); ++other) {
        if (taken[other] || !share_dimension(steps[index(ranks[i])], steps[other])) continue;
        taken[other] = true;
        ranks.push_back(static_cast<int>(other));
      }
    }
    std::sort(ranks.begin(), ranks.end());
    add_axis(workload, std::move(ranks));
  }
  std::int64_t weight = 1;
  for (auto axis = axes_.rbegin(); axis != axes_.rend(); ++axis) {
    axis->weight = weight;
    weight = checked_multiply(weight, axis->code_extent);
  }
}

std::pair<std::int64_t, std::int64_t> TensorAxes::rank_bounds(
    const Rank& rank, std::span<const std::int64_t> extents) {
  std::int64_t low = 0;
  std::int64_t extent = 1;
  for (const ProjectionTerm& term : rank) {
    const std::int64_t reach =
        checked_multiply(term.coefficient, extents[static_cast<std::size_t>(term.dimension)] - 1);
    low = checked_add(low, std::min<std::int64_t>(reach, 0));
    extent = checked_add(extent, std::abs(reach));
  }
  return {low, extent};
}

std::pair<std::int64_t, std::int64_t> TensorAxes::bounds(
    int axis, std::span<const std::int64_t> extents) const {
  return rank_bounds(terms_[index(ranks(axis).front())], extents);
}

void TensorAxes::add_axis(const Workload& workload, std::vector<int> ranks) {
  Axis axis;
  axis.ranks = std::move(ranks);
  axis.steps.assign(workload.dimensions.size(), 0);
  for (const int rank : axis.ranks) {
    const auto steps = rank_steps(workload, terms_[index(rank)]);
    const auto [low, extent] = rank_bounds(terms_[index(rank)], workload.bounds);
    axis.lows.push_back(low);
    axis.extents.push_back(extent);
    // The ranks so far become more significant by this one's extent.
    for (std::size_t d = 0; d < steps.size(); ++d) {
      axis.steps[d] = checked_add(checked_multiply(axis.steps[d], extent), steps[d]);
    }
    axis.low_code = checked_add(checked_multiply(axis.low_code, extent), low);
    axis.code_extent = checked_multiply(axis.code_extent, extent);
  }
  axes_.push_back(std::move(axis));
}

bool TensorAxes::depends_on(int dimension) const {
  return std::any_of(axes_.begin(), axes_.end(),
                     [&](const Axis& axis) { return axis.steps[index(dimension)] != 0; });
}

std::int64_t TensorAxes::row_end(int axis, std::int64_t code) const {
  const std::int64_t from_low = code - at(axis).low_code;
  return code + at(axis).extents.back() - from_low % at(axis).extents.back();
}

void TensorAxes::decode(int axis, std::int64_t code, std::span<std::int64_t> point) const {
  const Axis& own = at(axis);
  std::int64_t rest = code - own.low_code;
  for (std::size_t i = own.ranks.size(); i-- > 0;) {
    point[index(own.ranks[i])] = own.lows[i] + rest % own.extents[i];
    rest /= own.extents[i];
  }
}

}  // namespace tilewright::sim
