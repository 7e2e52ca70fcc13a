#include "test/property/sim_point_tiles.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace tilewright::test {

namespace {

struct PlayedLoop {
  Loop loop;
  int level = 0;
  std::int64_t stride = 1;
};

// All loops, innermost first.
std::vector<PlayedLoop> played_loops(const Mapping& mapping, int level_count) {
  std::vector<PlayedLoop> loops;
  std::map<int, std::int64_t> strides;
  const auto nests = to_level_nests(mapping, level_count);
  for (int level = 0; level < level_count; ++level) {
    for (const auto* kind : {&nests[level].spatial, &nests[level].temporal}) {
      for (const Loop& loop : *kind) {
        if (loop.bound == 1) continue;
        std::int64_t& stride = strides.try_emplace(loop.dimension, 1).first->second;
        loops.push_back({loop, level, stride});
        stride *= loop.bound;
      }
    }
  }
  return loops;
}

// The tiles of one edge's children, by the reading of the temporal loops outside (outermost first,
// so that the order is the odometer's).
class TileRecorder {
 public:
  TileRecorder(const Spec& spec, const std::vector<PlayedLoop>& loops, const sim::Edge& edge)
      : spec_(spec), loops_(loops), edge_(edge), indices_(loops.size(), 0) {
    while (first_ < loops.size() && loops[first_].level <= edge.child) ++first_;
    run(loops.size());
  }

  std::map<std::vector<std::int64_t>, Tiles> tiles;

 private:
  void run(std::size_t inside) {
    if (inside == 0) {
      record();
      return;
    }
    const std::size_t own = inside - 1;
    bool last = true;
    for (std::size_t i = inside; i < loops_.size(); ++i) {
      if (loops_[i].loop.dimension != loops_[own].loop.dimension) continue;
      last = last && indices_[i] + 1 == loops_[i].loop.residual;
    }
    const std::int64_t end = last ? loops_[own].loop.residual : loops_[own].loop.bound;
    for (indices_[own] = 0; indices_[own] < end; ++indices_[own]) run(own);
  }

  void record() {
    std::vector<std::int64_t> operation(spec_.workload.bounds.size(), 0);
    std::vector<std::int64_t> reading;
    std::int64_t instance = 0;
    for (std::size_t i = loops_.size(); i-- > 0;) {
      const Loop& loop = loops_[i].loop;
      operation[static_cast<std::size_t>(loop.dimension)] += indices_[i] * loops_[i].stride;
      if (i < first_) continue;
      if (loop.kind == LoopKind::temporal) {
        reading.push_back(indices_[i]);
      } else {
        instance = instance * loop.bound + indices_[i];
      }
    }
    TensorPoint point;
    for (const Rank& rank :
         spec_.workload.data_spaces[static_cast<std::size_t>(edge_.space)].ranks) {
      std::int64_t coordinate = 0;
      for (const ProjectionTerm& term : rank) {
        coordinate += term.coefficient * operation[static_cast<std::size_t>(term.dimension)];
      }
      point.push_back(coordinate);
    }
    tiles[reading][instance].insert(point);
  }

  const Spec& spec_;
  const std::vector<PlayedLoop>& loops_;
  sim::Edge edge_;
  std::vector<std::int64_t> indices_;
  std::size_t first_ = 0;
};

}  // namespace

std::map<std::vector<std::int64_t>, Tiles> record_tiles(const Spec& spec, const sim::Edge& edge) {
  const std::vector<PlayedLoop> loops =
      played_loops(*spec.mapping, spec.architecture.level_count());
  return TileRecorder(spec, loops, edge).tiles;
}

SharingRules find_rules(const Spec& spec, const sim::Edge& edge, std::int64_t children) {
  const std::vector<PlayedLoop> loops =
      played_loops(*spec.mapping, spec.architecture.level_count());
  static const ReuseDirectives none;
  const Mapping& mapping = *spec.mapping;
  const auto directives = [&](int level) {
    return mapping.directives.empty() ? none : mapping.directives[static_cast<std::size_t>(level)];
  };
  SharingRules rules;
  rules.whole = edge.child < 0 || contains(directives(edge.child).no_temporal_reuse, edge.space);
  rules.branch.resize(static_cast<std::size_t>(children));
  std::set<int> spreading;
  std::int64_t below = children;
  for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop) {
    if (loop->level <= edge.child || loop->loop.kind == LoopKind::temporal) continue;
    below /= loop->loop.bound;
    if (loop->level > edge.parent) continue;
    spreading.insert(loop->level);
    rules.per_parent *= loop->loop.bound;
    (loop->loop.kind == LoopKind::spatial_x ? rules.columns : rules.rows) *= loop->loop.bound;
    if (!contains(directives(loop->level).no_multicast, edge.space)) continue;
    for (std::int64_t child = 0; child < children; ++child) {
      rules.branch[static_cast<std::size_t>(child)].push_back(child / below % loop->loop.bound);
    }
  }
  if (spreading.size() == 1) {
    rules.links = !contains(directives(*spreading.begin()).no_link_transfer, edge.space);
    rules.columns = std::max(rules.columns, spec.architecture.fanout_x(*spreading.begin()));
    rules.rows = std::max(rules.rows, spec.architecture.fanout_y(*spreading.begin()));
  }
  return rules;
}

namespace {

Points minus(const Points& a, const Points& b) {
  Points result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

}  // namespace

Tiles find_deltas(const Tiles& now, const Tiles* other, bool whole) {
  Tiles result;
  for (const auto& [instance, points] : now) {
    const auto at = other == nullptr ? now.end() : other->find(instance);
    const bool all = whole || other == nullptr || at == other->end();
    Points delta = all ? points : minus(points, at->second);
    if (!delta.empty()) result[instance] = std::move(delta);
  }
  return result;
}

namespace {

ChildGroups grouped(const Tiles& moved, const SharingRules& rules,
                    const std::set<std::int64_t>& left_out, std::int64_t parent) {
  ChildGroups groups;
  for (const auto& [child, points] : moved) {
    if (child / rules.per_parent != parent || left_out.contains(child)) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&, c = child](const auto& group) {
      const std::int64_t member = std::get<2>(group).front();
      return moved.at(member) == moved.at(c) && rules.branch[static_cast<std::size_t>(member)] ==
                                                    rules.branch[static_cast<std::size_t>(c)];
    });
    if (same != groups.end()) {
      std::get<2>(*same).push_back(child);
    } else {
      groups.emplace_back(parent, static_cast<std::int64_t>(points.size()), std::vector{child});
    }
  }
  return groups;
}

std::int64_t words_of(const ChildGroups& groups) {
  std::int64_t words = 0;
  for (const auto& group : groups) words += std::get<1>(group);
  return words;
}

}  // namespace

ExpectedMovement expect_movement(const Tiles& moved, const Tiles* offered,
                                 const SharingRules& rules) {
  ExpectedMovement expected;
  std::set<std::int64_t> parents;
  for (const auto& [child, points] : moved) {
    parents.insert(child / rules.per_parent);
    expected.child_words += static_cast<std::int64_t>(points.size());
  }
  for (const std::int64_t parent : parents) {
    std::set<std::int64_t> linked;
    std::int64_t linked_words = 0;
    for (const auto& [child, points] : moved) {
      if (offered == nullptr || child / rules.per_parent != parent) continue;
      const std::int64_t number = child % rules.per_parent;
      for (const auto& [dx, dy] :
           std::array<std::pair<int, int>, 4>{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}}) {
        const std::int64_t x = number % rules.columns + dx;
        const std::int64_t y = number / rules.columns + dy;
        if (x < 0 || x >= rules.columns || y < 0 || y >= rules.rows) continue;
        const std::int64_t other = y * rules.columns + x;
        const auto at = offered->find(parent * rules.per_parent + other);
        if (other >= rules.per_parent || at == offered->end() || at->second != points) continue;
        if (linked.insert(child).second) linked_words += static_cast<std::int64_t>(points.size());
      }
    }
    ChildGroups groups = grouped(moved, rules, {}, parent);
    ChildGroups fewer = grouped(moved, rules, linked, parent);
    if (words_of(fewer) < words_of(groups)) {
      groups = std::move(fewer);
      expected.link_words += linked_words;
      expected.linked.insert(linked.begin(), linked.end());
    }
    expected.parent_words += words_of(groups);
    expected.groups.insert(expected.groups.end(), groups.begin(), groups.end());
  }
  return expected;
}

}  // namespace tilewright::test
