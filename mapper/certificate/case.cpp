#include "mapper/certificate/case.hpp"

#include <algorithm>
#include <map>

#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

// What the first, second and third division look at.
std::vector<Count> kind(const Instance& instance, const Shape& factors, int division) {
  if (division == 0) return {product(factors)};
  if (division == 2) return factors;
  std::vector<Count> shared;
  for (const Tensor& tensor : instance.tensors) shared.push_back(idle_product(tensor, factors));
  return shared;
}

void check_level(const Case& whole, int level) {
  if (level >= 0 && level < static_cast<int>(whole.spatial.size())) return;
  throw Error("level " + std::to_string(level) + " cannot be split", "there is no such level");
}

}  // namespace

Count product(const Shape& factors) {
  Count result = 1;
  for (const Count factor : factors) result = checked_multiply(result, factor);
  return result;
}

Count idle_product(const Tensor& tensor, const Shape& factors) {
  Count result = 1;
  for (std::size_t d = 0; d < factors.size(); ++d) {
    if (!tensor.moved_by[d]) result = checked_multiply(result, factors[d]);
  }
  return result;
}

bool Case::decided() const {
  return std::all_of(spatial.begin(), spatial.end(),
                     [](const auto& choices) { return choices.size() == 1; });
}

Count Case::least_units() const {
  Count units = 1;
  for (const std::vector<Shape>& choices : spatial) {
    Count least = product(choices.front());
    for (const Shape& factors : choices) least = std::min(least, product(factors));
    units = checked_multiply(units, least);
  }
  return units;
}

Count Case::most_units() const {
  Count units = 1;
  for (const std::vector<Shape>& choices : spatial) {
    Count most = 1;
    for (const Shape& factors : choices) most = std::max(most, product(factors));
    units = checked_multiply(units, most);
  }
  return units;
}

Case whole_case(const Instance& instance) {
  Case whole;
  for (const Level& level : instance.levels) {
    whole.spatial.push_back(level.spatial);
    whole.extents.emplace_back(instance.bounds.size(), 0);
  }
  return whole;
}

std::vector<Case> split(const Instance& instance, const Case& whole, int level) {
  check_level(whole, level);
  const std::vector<Shape>& choices = whole.spatial[static_cast<std::size_t>(level)];
  for (int division = 0; division < 3; ++division) {
    std::map<std::vector<Count>, std::vector<Shape>> groups;
    for (const Shape& factors : choices) {
      groups[kind(instance, factors, division)].push_back(factors);
    }
    if (groups.size() < 2) continue;
    std::vector<Case> parts;
    for (auto& [key, group] : groups) {
      parts.push_back(whole);
      parts.back().spatial[static_cast<std::size_t>(level)] = std::move(group);
    }
    return parts;
  }
  throw Error("level " + std::to_string(level) + " cannot be split", "it has only one choice");
}

std::vector<Case> split(const Instance& instance, const Case& whole, int level, int dimension) {
  check_level(whole, level);
  if (dimension < 0 || dimension >= instance.dimension_count() ||
      whole.extents[static_cast<std::size_t>(level)][static_cast<std::size_t>(dimension)] != 0) {
    throw Error("dimension " + std::to_string(dimension) + " cannot be split",
                "it does not exist, or its extent is given");
  }
  const Count bound = instance.bounds[static_cast<std::size_t>(dimension)];
  std::vector<Case> parts;
  for (Count extent = 1; extent <= bound; ++extent) {
    if (bound % extent != 0) continue;
    parts.push_back(whole);
    parts.back().extents[static_cast<std::size_t>(level)][static_cast<std::size_t>(dimension)] =
        extent;
  }
  return parts;
}

}  // namespace tilewright::certificate
