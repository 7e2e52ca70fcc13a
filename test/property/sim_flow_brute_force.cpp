// The exact movements against sets of points: every operation of small random cases is run, its
// points are put into the tile of each instance above it, and tiles are compared point by point.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "sim/flow/tile_flow.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

using sim::Edge;
using sim::Movement;
using sim::Position;
using sim::TileFlow;

using TensorPoint = std::vector<std::int64_t>;
using Points = std::set<TensorPoint>;
using Tiles = std::map<std::int64_t, Points>;  // by instance; idle ones are missing

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
  TileRecorder(const Spec& spec, const std::vector<PlayedLoop>& loops, const Edge& edge)
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
  Edge edge_;
  std::vector<std::int64_t> indices_;
  std::size_t first_ = 0;
};

// What the rules of the interface say about one edge.
struct Rules {
  bool whole = false;
  bool links = false;
  std::int64_t per_parent = 1;
  std::int64_t columns = 1;
  std::int64_t rows = 1;
  // By child: the branch that it shares words in.
  std::vector<std::vector<std::int64_t>> branch;
};

Rules rules_of(const Spec& spec, const std::vector<PlayedLoop>& loops, const Edge& edge,
               std::int64_t children) {
  static const ReuseDirectives none;
  const Mapping& mapping = *spec.mapping;
  const auto directives = [&](int level) {
    return mapping.directives.empty() ? none : mapping.directives[static_cast<std::size_t>(level)];
  };
  Rules rules;
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

Points minus(const Points& a, const Points& b) {
  Points result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

Tiles deltas(const Tiles& now, const Tiles* other, bool whole) {
  Tiles result;
  for (const auto& [instance, points] : now) {
    const auto at = other == nullptr ? now.end() : other->find(instance);
    const bool all = whole || other == nullptr || at == other->end();
    Points delta = all ? points : minus(points, at->second);
    if (!delta.empty()) result[instance] = std::move(delta);
  }
  return result;
}

using Groups = std::vector<std::tuple<std::int64_t, std::int64_t, std::vector<std::int64_t>>>;

struct Expected {
  Groups groups;
  std::int64_t parent_words = 0;
  std::int64_t child_words = 0;
  std::int64_t link_words = 0;
  std::set<std::int64_t> linked;
};

Groups grouped(const Tiles& moved, const Rules& rules, const std::set<std::int64_t>& left_out,
               std::int64_t parent) {
  Groups groups;
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

std::int64_t words_of(const Groups& groups) {
  std::int64_t words = 0;
  for (const auto& group : groups) words += std::get<1>(group);
  return words;
}

// `offered`: what neighbours can serve (null: no links).
Expected expect_movement(const Tiles& moved, const Tiles* offered, const Rules& rules) {
  Expected expected;
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
    Groups groups = grouped(moved, rules, {}, parent);
    Groups fewer = grouped(moved, rules, linked, parent);
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

void compare(const Movement& movement, const Expected& expected, bool departs) {
  Groups groups;
  for (const sim::Group& group : movement.groups) {
    groups.emplace_back(group.parent, group.words, group.children);
  }
  EXPECT_EQ(groups, expected.groups);
  EXPECT_EQ(movement.parent_words, expected.parent_words);
  EXPECT_EQ(movement.child_words, expected.child_words);
  EXPECT_EQ(movement.link_words, expected.link_words);
  std::set<std::int64_t> linked;
  for (const sim::Link& link : movement.links) linked.insert(departs ? link.from : link.to);
  EXPECT_EQ(linked, expected.linked);
}

void compare_boxes(TileFlow& flow, const Edge& edge, const Position* before, const Position* after,
                   bool departs, const Tiles& moved, std::int64_t children) {
  for (std::int64_t child = 0; child < children; ++child) {
    Points points;
    std::size_t words = 0;
    for (const sim::TensorBox& box : flow.moved_boxes(edge, child, before, after, departs)) {
      TensorPoint point = box.low;
      for (bool more = true; more;) {
        points.insert(point);
        ++words;
        more = false;
        for (std::size_t rank = point.size(); rank-- > 0 && !more;) {
          more = ++point[rank] < box.high[rank];
          if (!more) point[rank] = box.low[rank];
        }
      }
    }
    EXPECT_EQ(words, points.size()) << "the boxes overlap";
    const auto at = moved.find(child);
    EXPECT_EQ(points, at == moved.end() ? Points{} : at->second) << "child " << child;
  }
}

// One edge of one case.
void check_edge(const Spec& spec, TileFlow& flow, const Edge& edge) {
  const std::vector<PlayedLoop> loops =
      played_loops(*spec.mapping, spec.architecture.level_count());
  const TileRecorder recorder(spec, loops, edge);
  const std::int64_t children = flow.instances(edge.child);
  const Rules rules = rules_of(spec, loops, edge, children);
  const bool result = spec.workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write;
  const int first = flow.first_outside(edge.child);
  const auto count = static_cast<int>(flow.loops().size());

  Position after(static_cast<std::size_t>(count), 0);
  Position before;
  Position previous;
  const Tiles* tiles_before = nullptr;
  const Tiles* tiles_previous = nullptr;
  Points all;
  Points received;
  std::set<std::pair<TensorPoint, std::int64_t>> seen;
  int moved_loop = -1;
  std::int64_t largest = 0;
  for (const auto& [reading, tiles] : recorder.tiles) {
    ASSERT_LT(moved_loop, count) << "the odometer ends too early";
    ASSERT_TRUE(std::equal(reading.rbegin(), reading.rend(), after.begin() + first, after.end()))
        << "the odometer passes a reading over";
    const Position* from = tiles_before == nullptr ? nullptr : &before;
    const Tiles arriving = deltas(tiles, tiles_before, rules.whole);
    Tiles offered;
    if (tiles_before != nullptr) offered = deltas(*tiles_before, tiles_previous, rules.whole);
    const bool links = rules.links && tiles_before != nullptr;
    const Movement& arrivals =
        flow.arrivals(edge, tiles_previous == nullptr ? nullptr : &previous, from, after);
    // Partial sums pass on only where whole tiles move.
    const bool passes_on = links && (!result || rules.whole);
    compare(arrivals, expect_movement(arriving, passes_on ? &offered : nullptr, rules), false);
    compare_boxes(flow, edge, from, &after, false, arriving, children);
    if (moved_loop >= 0 && moved_loop < flow.change_loop(edge)) {
      EXPECT_TRUE(arriving.empty());
    }
    for (const auto& [child, points] : tiles) {
      largest = std::max(largest, static_cast<std::int64_t>(points.size()));
      all.insert(points.begin(), points.end());
    }
    for (const auto& [child, points] : arriving) received.insert(points.begin(), points.end());
    if (result) {
      if (from != nullptr) {
        const Tiles leaving = deltas(*tiles_before, &tiles, rules.whole);
        compare(flow.departures(edge, before, &after),
                expect_movement(leaving, links && rules.whole ? &arriving : nullptr, rules), true);
        compare_boxes(flow, edge, from, &after, true, leaving, children);
      }
      std::size_t known = 0;
      std::size_t words = 0;
      for (const auto& [child, points] : arriving) {
        for (const TensorPoint& point : points) {
          known += seen.contains({point, child});
          ++words;
        }
      }
      if (words > 0) {
        EXPECT_EQ(known, flow.touched(edge, after) ? words : 0U);
      }
      for (const auto& [child, points] : tiles) {
        for (const TensorPoint& point : points) seen.insert({point, child});
      }
    } else {
      EXPECT_FALSE(flow.touched(edge, after));
    }
    if (edge.child < 0) {
      EXPECT_EQ(flow.operations(after), static_cast<std::int64_t>(tiles.size()));
    }
    Position back = after;
    const int steps_back = flow.retreat(first, back);
    EXPECT_EQ(steps_back == count, from == nullptr);
    if (from != nullptr) {
      EXPECT_EQ(back, before);
    }
    previous = before;
    before = after;
    tiles_previous = tiles_before;
    tiles_before = &tiles;
    moved_loop = flow.advance(first, after);
  }
  EXPECT_EQ(moved_loop, count) << "the odometer ends too late";
  EXPECT_EQ(received, all);
  if (edge.child >= 0) {
    EXPECT_EQ(flow.tile_words(edge.child, edge.space), largest);
  }
  if (result && tiles_before != nullptr) {
    compare(flow.departures(edge, before, nullptr), expect_movement(*tiles_before, nullptr, rules),
            true);
  }
}

bool playable(const Spec& spec) {
  for (const DataSpace& space : spec.workload.data_spaces) {
    for (const Rank& rank : space.ranks) {
      if (space.read_write && rank.size() > 1) return false;
    }
  }
  DataSpaceMask kept = 0;
  for (const LevelNest& nest : to_level_nests(*spec.mapping, spec.architecture.level_count())) {
    kept |= nest.keep;
  }
  return kept == all_data_spaces(spec.workload.data_space_count());
}

TEST(SimFlow, MovesWhatPointSetsMove) {
  const int cases = case_count(300, 30);
  int played = 0;
  for (std::uint64_t seed = 1; played < cases; ++seed) {
    const Spec spec = random_case(seed);
    if (spec.workload.operation_count() > 4000 || !playable(spec)) continue;
    ++played;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::vector<sim::Fanout> fanouts;
    for (int level = 0; level < spec.architecture.level_count(); ++level) {
      fanouts.push_back({spec.architecture.fanout_x(level), spec.architecture.fanout_y(level)});
    }
    TileFlow flow(spec.workload, *spec.mapping, spec.architecture.level_count(), fanouts);
    for (const Edge& edge : flow.edges()) {
      SCOPED_TRACE("space " + std::to_string(edge.space) + ", child " + std::to_string(edge.child));
      check_edge(spec, flow, edge);
    }
    std::int64_t operations = 0;
    Position position(flow.loops().size(), 0);
    int moved = 0;
    do {
      operations += flow.operations(position);
      moved = flow.advance(0, position);
    } while (moved < static_cast<int>(flow.loops().size()));
    EXPECT_EQ(operations, spec.workload.operation_count());
    if (testing::Test::HasFailure()) break;
  }
}

// Movements along all edges while the loops inside of `loop` run once.
std::vector<std::string> body(TileFlow& flow, int loop, Position position) {
  std::vector<std::string> movements;
  const auto add = [&](const Movement& movement) {
    std::string text;
    for (const sim::Group& group : movement.groups) {
      text += std::to_string(group.parent) + ":" + std::to_string(group.words) + "@";
      for (const std::int64_t child : group.children) text += std::to_string(child) + ",";
    }
    movements.push_back(text + "+" + std::to_string(movement.link_words));
  };
  std::fill_n(position.begin(), loop, 0);
  for (;;) {
    const Position before = position;
    movements.push_back(std::to_string(flow.operations(before)));
    const int moved = flow.advance(0, position);
    if (moved >= loop) return movements;
    for (const Edge& edge : flow.edges()) {
      if (moved >= flow.first_outside(edge.child)) {
        add(flow.arrivals(edge, nullptr, &before, position));
      }
    }
  }
}

TEST(SimFlow, BodiesOfEqualPassesMoveTheSame) {
  const int cases = case_count(40, 8);
  int played = 0;
  int compared = 0;
  for (std::uint64_t seed = 1; played < cases; ++seed) {
    const Spec spec = random_case(seed);
    if (spec.workload.operation_count() > 2000 || !playable(spec)) continue;
    TileFlow flow(spec.workload, *spec.mapping, spec.architecture.level_count());
    const bool imperfect =
        std::any_of(flow.loops().begin(), flow.loops().end(),
                    [](const auto& loop) { return loop.bound != loop.residual; });
    if (!imperfect) continue;
    ++played;
    SCOPED_TRACE("seed " + std::to_string(seed));
    for (int loop = 1; loop < static_cast<int>(flow.loops().size()); ++loop) {
      std::map<std::uint32_t, std::vector<std::string>> bodies;
      Position position(flow.loops().size(), 0);
      do {
        const auto movements = body(flow, loop, position);
        const auto [known, added] = bodies.try_emplace(flow.last_passes(loop, position), movements);
        EXPECT_EQ(known->second, movements) << "loop " << loop;
        compared += added ? 0 : 1;
      } while (flow.advance(loop, position) < static_cast<int>(flow.loops().size()));
    }
  }
  EXPECT_GT(compared, 100);
}

}  // namespace

}  // namespace tilewright::test
