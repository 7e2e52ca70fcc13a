#include "mapper/certificate/spread_facts.hpp"

#include <algorithm>
#include <numeric>

namespace tilewright::certificate {

namespace {

// Children that differ in one dimension of a rank only have different words.
Count most_shared(const Tensor& tensor, const Shape& factors) {
  Count shared = idle_product(tensor, factors);
  for (const Tensor::Rank& rank : tensor.ranks) {
    Count all = 1;
    Count most = 1;
    for (const Tensor::Term& term : rank) {
      const Count factor = factors[static_cast<std::size_t>(term.dimension)];
      all *= factor;
      most = std::max(most, factor);
    }
    if (rank.size() > 1) shared *= all / most;
  }
  return shared;
}

template <typename Value>
SpreadFacts::Range range(const std::vector<Shape>& choices, Value value) {
  SpreadFacts::Range range{value(choices.front()), value(choices.front())};
  for (const Shape& factors : choices) {
    range.least = std::min(range.least, value(factors));
    range.most = std::max(range.most, value(factors));
  }
  return range;
}

Shape common(const std::vector<Shape>& choices) {
  Shape result = choices.front();
  for (const Shape& factors : choices) {
    for (std::size_t d = 0; d < result.size(); ++d) result[d] = std::gcd(result[d], factors[d]);
  }
  return result;
}

Shape times(Shape a, const Shape& b) {
  for (std::size_t d = 0; d < a.size(); ++d) a[d] *= b[d];
  return a;
}

}  // namespace

SpreadFacts::SpreadFacts(const Instance& instance, const Case& spatial) {
  for (const Tensor& tensor : instance.tensors) {
    idle_.emplace_back();
    shared_.emplace_back();
    mixed_.emplace_back();
    for (const std::vector<Shape>& choices : spatial.spatial) {
      idle_.back().push_back(range(choices, [&](const Shape& factors) {
        return static_cast<double>(idle_product(tensor, factors));
      }));
      shared_.back().push_back(range(choices, [&](const Shape& factors) {
        return static_cast<double>(most_shared(tensor, factors));
      }));
      mixed_.back().push_back(range(choices, [&](const Shape& factors) {
        return static_cast<double>(most_shared(tensor, factors) / idle_product(tensor, factors));
      }));
    }
  }
  children_.emplace_back();
  for (const std::vector<Shape>& choices : spatial.spatial) {
    children_.back().push_back(
        range(choices, [](const Shape& factors) { return static_cast<double>(product(factors)); }));
  }
  const Shape ones(instance.bounds.size(), 1);
  inside.assign(spatial.spatial.size(), ones);
  outside.assign(spatial.spatial.size(), ones);
  for (std::size_t level = 0; level < inside.size(); ++level) {
    const Shape own = common(spatial.spatial[level]);
    for (std::size_t other = 0; other < inside.size(); ++other) {
      Shape& known = other >= level ? inside[other] : outside[other];
      known = times(known, own);
    }
  }
}

SpreadFacts::Range SpreadFacts::over(const Ranges& ranges, int tensor, int first, int last) {
  Range result;
  for (int level = first; level <= last; ++level) {
    const Range& own = ranges[static_cast<std::size_t>(tensor)][static_cast<std::size_t>(level)];
    result.least *= own.least;
    result.most *= own.most;
  }
  return result;
}

}  // namespace tilewright::certificate
