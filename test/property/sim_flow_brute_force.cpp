// The exact movements against sets of points: every operation of small random cases is run, its
// points are put into the tile of each instance above it, and tiles are compared point by point.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "sim/flow/tile_flow.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"
#include "test/property/sim_point_tiles.hpp"

namespace tilewright::test {

namespace {

using sim::Edge;
using sim::Movement;
using sim::Position;
using sim::TileFlow;

void compare(const Movement& movement, const ExpectedMovement& expected, bool departs) {
  ChildGroups groups;
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
                   bool departs, const Tiles& moved) {
  for (std::int64_t child = 0; child < flow.instances(edge.child); ++child) {
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

// Plays one edge of one case beside the point sets.
class EdgeCheck {
 public:
  EdgeCheck(const Spec& spec, TileFlow& flow, const Edge& edge)
      : flow_(flow),
        edge_(edge),
        rules_(find_rules(spec, edge, flow.instances(edge.child))),
        result_(spec.workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write),
        readings_(record_tiles(spec, edge)),
        after_(flow.loops().size(), 0) {}

  void run() {
    const int first = flow_.first_outside(edge_.child);
    const auto count = static_cast<int>(flow_.loops().size());
    for (const auto& [reading, tiles] : readings_) {
      ASSERT_LT(moved_, count) << "the odometer ends too early";
      ASSERT_TRUE(
          std::equal(reading.rbegin(), reading.rend(), after_.begin() + first, after_.end()))
          << "the odometer passes a reading over";
      check_arrivals(tiles);
      check_position(tiles);
      if (result_) check_sums(tiles);
      previous_ = before_;
      before_ = after_;
      tiles_previous_ = tiles_before_;
      tiles_before_ = &tiles;
      moved_ = flow_.advance(first, after_);
    }
    EXPECT_EQ(moved_, count) << "the odometer ends too late";
    EXPECT_EQ(received_, all_);
    if (edge_.child >= 0) {
      EXPECT_EQ(flow_.tile_words(edge_.child, edge_.space), largest_);
    }
    if (result_) {
      compare(flow_.departures(edge_, before_, nullptr),
              expect_movement(*tiles_before_, nullptr, rules_), true);
    }
  }

 private:
  const Position* before() const { return tiles_before_ == nullptr ? nullptr : &before_; }

  void check_arrivals(const Tiles& tiles) {
    arriving_ = find_deltas(tiles, tiles_before_, rules_.whole);
    Tiles offered;
    if (before() != nullptr) offered = find_deltas(*tiles_before_, tiles_previous_, rules_.whole);
    // Partial sums pass on only where whole tiles move.
    links_ = rules_.links && before() != nullptr && (!result_ || rules_.whole);
    const Movement& arrivals =
        flow_.arrivals(edge_, tiles_previous_ == nullptr ? nullptr : &previous_, before(), after_);
    compare(arrivals, expect_movement(arriving_, links_ ? &offered : nullptr, rules_), false);
    compare_boxes(flow_, edge_, before(), &after_, false, arriving_);
    if (moved_ >= 0 && moved_ < flow_.change_loop(edge_)) {
      EXPECT_TRUE(arriving_.empty());
    }
    for (const auto& [child, points] : tiles) {
      largest_ = std::max(largest_, static_cast<std::int64_t>(points.size()));
      all_.insert(points.begin(), points.end());
    }
    for (const auto& [child, points] : arriving_) received_.insert(points.begin(), points.end());
  }

  void check_position(const Tiles& tiles) {
    if (edge_.child < 0) {
      EXPECT_EQ(flow_.operations(after_), static_cast<std::int64_t>(tiles.size()));
    }
    if (!result_) {
      EXPECT_FALSE(flow_.touched(edge_, after_));
    }
    Position back = after_;
    const int moved = flow_.retreat(flow_.first_outside(edge_.child), back);
    EXPECT_EQ(moved == static_cast<int>(flow_.loops().size()), before() == nullptr);
    if (before() != nullptr) {
      EXPECT_EQ(back, before_);
    }
  }

  void check_sums(const Tiles& tiles) {
    if (before() != nullptr) {
      const Tiles leaving = find_deltas(*tiles_before_, &tiles, rules_.whole);
      compare(flow_.departures(edge_, before_, &after_),
              expect_movement(leaving, links_ ? &arriving_ : nullptr, rules_), true);
      compare_boxes(flow_, edge_, before(), &after_, true, leaving);
    }
    std::size_t known = 0;
    std::size_t words = 0;
    for (const auto& [child, points] : arriving_) {
      words += points.size();
      for (const TensorPoint& point : points) known += seen_.contains({point, child}) ? 1U : 0U;
    }
    if (words > 0) {
      EXPECT_EQ(known, flow_.touched(edge_, after_) ? words : 0U);
    }
    for (const auto& [child, points] : tiles) {
      for (const TensorPoint& point : points) seen_.insert({point, child});
    }
  }

  TileFlow& flow_;
  Edge edge_;
  SharingRules rules_;
  bool result_;
  std::map<std::vector<std::int64_t>, Tiles> readings_;
  Position after_;
  Position before_;
  Position previous_;
  const Tiles* tiles_before_ = nullptr;
  const Tiles* tiles_previous_ = nullptr;
  Tiles arriving_;
  bool links_ = false;
  int moved_ = -1;
  Points all_;
  Points received_;
  std::set<std::pair<TensorPoint, std::int64_t>> seen_;
  std::int64_t largest_ = 0;
};

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
    const std::vector<sim::Fanout> fanouts = sim::fanouts_of(spec.architecture);
    TileFlow flow(spec.workload, *spec.mapping, spec.architecture.level_count(), fanouts);
    for (const Edge& edge : flow.edges()) {
      SCOPED_TRACE("space " + std::to_string(edge.space) + ", child " + std::to_string(edge.child));
      EdgeCheck(spec, flow, edge).run();
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
