#include "mapper/cosa/improved/read_back.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "model/spec/checked.hpp"

namespace tilewright::cosa::improved {

namespace {

void append_missing(std::vector<int>& order, const std::vector<int>& dimensions) {
  for (const int d : dimensions) {
    if (std::find(order.begin(), order.end(), d) == order.end()) order.push_back(d);
  }
}

std::vector<int> all_dimensions(const Facts& facts) {
  std::vector<int> dimensions(facts.relevance.size());
  std::iota(dimensions.begin(), dimensions.end(), 0);
  return dimensions;
}

/// The order that the constraints fix, else that of the dimensions.
std::vector<int> order_of(const Facts& facts, const LoopRules& rules) {
  std::vector<int> order = rules.prefix;
  for (const int d : all_dimensions(facts)) {
    const auto in = [d](const std::vector<int>& part) {
      return std::find(part.begin(), part.end(), d) != part.end();
    };
    if (!in(rules.prefix) && !in(rules.suffix)) order.push_back(d);
  }
  append_missing(order, rules.suffix);
  return order;
}

}  // namespace

Mapping read_back(const Facts& facts, const Program& program, const std::vector<double>& columns) {
  std::map<std::tuple<int, LoopKind, int>, std::int64_t> bounds;  // by level, kind and dimension
  for (const CountColumn& count : program.counts) {
    const PrimeFactor& factor = facts.factors[count.factor];
    std::int64_t& bound =
        bounds.try_emplace({count.level, count.kind, factor.dimension}, 1).first->second;
    for (auto n = std::lround(columns[count.column]); n > 0; --n) {
      bound = checked_multiply(bound, factor.prime);
    }
  }
  std::vector<LevelNest> nests(facts.levels.size());
  for (int l = 0; l < facts.level_count(); ++l) {
    nests[l].keep = program.keep[l];
    const auto add = [&](std::vector<Loop>& loops, LoopKind kind, const std::vector<int>& order) {
      for (const int d : order) {
        const auto found = bounds.find({l, kind, d});
        if (found == bounds.end() || found->second == 1) continue;
        loops.push_back({d, kind, found->second, found->second});
      }
    };
    std::vector<int> temporal = order_of(facts, facts.levels[l].temporal);
    for (const OrderColumn& order : program.orders) {
      if (order.level == l && columns[order.column] > 0.5) temporal = order.dimensions;
    }
    add(nests[l].temporal, LoopKind::temporal, temporal);
    const std::vector<int> spatial = order_of(facts, facts.levels[l].spatial);
    add(nests[l].spatial, LoopKind::spatial_x, spatial);
    add(nests[l].spatial, LoopKind::spatial_y, spatial);
  }
  return to_mapping(nests, facts.spec.constraints.directives);
}

}  // namespace tilewright::cosa::improved
