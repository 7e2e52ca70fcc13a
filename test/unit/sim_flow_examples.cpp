// Exact movements that can be worked out by hand: a 1-D convolution with Weights[C][K][R],
// Inputs[C][P+R] (or P*stride+R) and Outputs[K][P].

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/flow/tile_flow.hpp"
#include "test/unit/sim_convolution.hpp"

namespace tilewright::sim {

namespace {

using namespace test;  // NOLINT(google-build-using-namespace): names of the example

TileFlow flow_of(const Workload& workload, const std::vector<Level>& levels) {
  return {workload, mapping_of(levels), static_cast<int>(levels.size())};
}

struct Totals {
  std::int64_t parent = 0;
  std::int64_t child = 0;
  std::int64_t links = 0;
  std::vector<std::int64_t> steps;  // the children's words at each step

  bool operator==(const Totals&) const = default;
};

Totals all_arrivals(TileFlow& flow, const Edge& edge) {
  Totals totals;
  const int first = flow.first_outside(edge.child);
  Position after(flow.loops().size(), 0);
  Position before;
  Position previous;
  do {
    const Movement& movement = flow.arrivals(edge, previous.empty() ? nullptr : &previous,
                                             before.empty() ? nullptr : &before, after);
    totals.parent += movement.parent_words;
    totals.child += movement.child_words;
    totals.links += movement.link_words;
    totals.steps.push_back(movement.child_words);
    previous = before;
    before = after;
  } while (flow.advance(first, after) < static_cast<int>(flow.loops().size()));
  return totals;
}

const std::vector<Loop> buffer_tile = {temporal(P, 4), temporal(R, 3)};

TEST(SimFlow, EdgesGoFromLevelToLevelThatKeeps) {
  const TileFlow flow = flow_of(convolution(3, 16, 1, 1), {{{}, 6}, {{}, 4}, {buffer_tile, 1}});
  const std::vector<Edge> edges{
      {weights, -1, 0}, {inputs, -1, 2}, {outputs, -1, 1}, {outputs, 1, 2}};
  EXPECT_EQ(std::vector<Edge>(flow.edges().begin(), flow.edges().end()), edges);
}

TEST(SimFlow, WindowsSlideOverEveryIteration) {
  TileFlow flow =
      flow_of(convolution(3, 36, 1, 1), {{{temporal(P, 3)}}, {{temporal(P, 3)}}, {buffer_tile}});
  // The model reloads at each outer step, since it does not see the last inner one.
  EXPECT_EQ(all_arrivals(flow, {inputs, 0, 1}).child, 38);
  EXPECT_EQ(all_arrivals(flow, {inputs, 1, 2}).child, 38);
  EXPECT_EQ(flow.tile_words(0, inputs), 6);
  EXPECT_EQ(flow.tile_words(2, inputs), 38);
}

TEST(SimFlow, StridesLeaveHoles) {
  TileFlow flow =
      flow_of(convolution(2, 8, 1, 1, 3), {{{temporal(P, 2)}}, {{temporal(P, 4), temporal(R, 2)}}});
  EXPECT_EQ(flow.tile_words(0, inputs), 8);  // 0 1 3 4 6 7 9 10
  EXPECT_EQ(all_arrivals(flow, {inputs, 0, 1}), (Totals{16, 16, 0, {8, 8}}));
  const Position first{0, 0, 0};
  const auto boxes = flow.moved_boxes({inputs, 0, 1}, 0, nullptr, &first, false);
  ASSERT_EQ(boxes.size(), 4U);
  EXPECT_EQ(boxes[1].low, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(boxes[1].high, (std::vector<std::int64_t>{1, 5}));
}

TEST(SimFlow, NeighboursPassWordsOn) {
  TileFlow flow = flow_of(convolution(3, 16, 1, 1), {{{temporal(P, 16), spatial(R, 3)}}, {{}}});
  EXPECT_EQ(all_arrivals(flow, {inputs, 0, 1}),
            (Totals{18, 48, 30, std::vector<std::int64_t>(16, 3)}));
  EXPECT_EQ(all_arrivals(flow, {weights, 0, 1}).child, 3);
  const Position first{0};
  const Position second{1};
  const Position third{2};
  const Movement& step = flow.arrivals({inputs, 0, 1}, &first, &second, third);
  EXPECT_EQ(step.links, (std::vector<Link>{{1, 0, 1}, {2, 1, 1}}));
  ASSERT_EQ(step.groups.size(), 1U);
  EXPECT_EQ(step.groups[0].children, (std::vector<std::int64_t>{2}));
  // One place to put the partial sum of all three.
  const Movement& sums = flow.departures({outputs, 0, 1}, first, &second);
  ASSERT_EQ(sums.groups.size(), 1U);
  EXPECT_EQ(sums.groups[0].children.size(), 3U);
  EXPECT_EQ(sums.parent_words, 1);
}

TEST(SimFlow, AWiderGridScramblesNeighbours) {
  const Workload workload = convolution(4, 16, 1, 1);
  const Mapping mapping = mapping_of({{{temporal(P, 16), rows(R, 2), spatial(R, 2)}}, {{}}});
  const std::vector<Fanout> as_used{{1, 1}, {2, 2}};
  const std::vector<Fanout> wider{{1, 1}, {3, 2}};
  TileFlow used(workload, mapping, 2, as_used);
  TileFlow wide(workload, mapping, 2, wider);
  EXPECT_EQ(all_arrivals(used, {inputs, 0, 1}).links, 30);  // 1 to 0, 3 to 2
  EXPECT_EQ(all_arrivals(wide, {inputs, 0, 1}).links, 30);  // 1 to 0, 2 to 1; 3 is in row 1
}

TEST(SimFlow, MulticastFollowsDirectives) {
  const Workload workload = convolution(1, 8, 1, 4);
  const Position first{0};
  Mapping mapping = mapping_of({{{temporal(P, 8), spatial(K, 4)}}, {{}}});
  TileFlow together(workload, mapping, 2);
  EXPECT_EQ(together.arrivals({inputs, 0, 1}, nullptr, nullptr, first).parent_words, 1);
  mapping.directives.resize(2);
  mapping.directives[1].no_multicast = 1U << inputs;
  mapping.directives[0].no_temporal_reuse = 1U << weights;
  TileFlow alone(workload, mapping, 2);
  EXPECT_EQ(alone.arrivals({inputs, 0, 1}, nullptr, nullptr, first).parent_words, 4);
  EXPECT_EQ(alone.change_loop({weights, 0, 1}), 0);
  EXPECT_EQ(together.change_loop({weights, 0, 1}), 1);
  const Position second{1};
  EXPECT_EQ(together.arrivals({weights, 0, 1}, nullptr, &first, second).child_words, 0);
  EXPECT_EQ(alone.arrivals({weights, 0, 1}, nullptr, &first, second).child_words, 4);
}

TEST(SimFlow, ImperfectInstancesAreIdle) {
  // P = 7 over 2 x 4 instances: in the second step only three work.
  TileFlow flow = flow_of(convolution(1, 7, 1, 1), {{{temporal(P, 2), spatial(P, 4, 3)}}, {{}}});
  EXPECT_EQ(flow.instances(0), 4);
  EXPECT_EQ(flow.operations({0}), 4);
  EXPECT_EQ(flow.operations({1}), 3);
  EXPECT_EQ(all_arrivals(flow, {inputs, 0, 1}), (Totals{7, 7, 0, {4, 3}}));
}

TEST(SimFlow, AnOuterInstanceKeepsTheInnerLoopLong) {
  // P = 5 over two instances of three and two iterations: the loop runs as long as the first needs.
  const TileFlow flow =
      flow_of(convolution(1, 5, 1, 1), {{{spatial(P, 2)}}, {{temporal(P, 3, 2)}}});
  EXPECT_EQ(flow.end(0, {0}), 3);
  EXPECT_EQ(flow.operations({1}), 2);
  EXPECT_EQ(flow.operations({2}), 1);
}

TEST(SimFlow, PlacesFollowTheSpatialLoops) {
  const TileFlow flow =
      flow_of(convolution(1, 4, 2, 6),
              {{{spatial(K, 2)}}, {{rows(C, 2), spatial(K, 3)}}, {{temporal(P, 4)}}});
  EXPECT_EQ(flow.instances(2), 1);
  EXPECT_EQ(flow.instances(1), 2);
  EXPECT_EQ(flow.instances(0), 12);
  EXPECT_EQ(flow.place(0, 0), (std::pair<std::int64_t, std::int64_t>{0, 0}));
  EXPECT_EQ(flow.place(0, 5), (std::pair<std::int64_t, std::int64_t>{2, 1}));
  EXPECT_EQ(flow.place(0, 7), (std::pair<std::int64_t, std::int64_t>{4, 0}));
}

TEST(SimFlow, ResultsIndexedByASumAreRefused) {
  Workload workload = convolution(3, 4, 1, 1);
  workload.data_spaces[inputs].read_write = true;
  try {
    flow_of(workload, {{buffer_tile}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.problem().find("the result 'Inputs' is indexed by a sum"), std::string::npos);
  }
}

TEST(SimFlow, RanksWithACommonDimensionAreOneAxis) {
  // A[P][P+R]: a band of a matrix.
  Workload workload = convolution(3, 4, 1, 1);
  workload.data_spaces[inputs].ranks = {{{P, 1, ""}}, {{P, 1, ""}, {R, 1, ""}}};
  TileFlow flow = flow_of(workload, {{{temporal(R, 3)}}, {{temporal(P, 4)}}});
  EXPECT_EQ(flow.tile_words(0, inputs), 4);
  EXPECT_EQ(flow.tile_words(1, inputs), 12);
  EXPECT_EQ(all_arrivals(flow, {inputs, 0, 1}).child, 12);
  const Position first{0, 0};
  const auto boxes = flow.moved_boxes({inputs, 0, 1}, 0, nullptr, &first, false);
  ASSERT_EQ(boxes.size(), 4U);
  EXPECT_EQ(boxes[3].low, (std::vector<std::int64_t>{3, 3}));
}

}  // namespace

}  // namespace tilewright::sim
