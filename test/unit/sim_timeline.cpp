// The picture of a simulation over time.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sim/report/timeline.hpp"
#include "sim/report/timeline_rows.hpp"
#include "test/unit/sim_sample.hpp"

namespace tilewright::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> names_of(const std::vector<Activity>& activities) {
  std::vector<std::string> names;
  for (const Activity& activity : activities) names.push_back(activity.name);
  return names;
}

std::vector<std::string> labels_of(const Timeline& timeline) {
  std::vector<std::string> labels;
  for (const TimelineRow& row : timeline.rows) labels.push_back(row.label);
  return labels;
}

TEST(SimTimeline, SharesOfTheTimeInEachColumn) {
  SimulationResult result;
  result.cycles = 40;
  result.timeline = {{"PE 0", "wait for Inputs", 0, 15, true}, {"PE 0", "compute", 15, 30, false}};
  const Timeline timeline = make_timeline(result, 4, 10, 10);
  EXPECT_EQ(timeline.end, 40);
  EXPECT_THAT(names_of(timeline.activities), ElementsAre("compute", "wait for Inputs"));
  ASSERT_EQ(timeline.rows.size(), 1U);
  const TimelineRow& row = timeline.rows[0];
  EXPECT_THAT(row.shares[0], ElementsAre(FloatEq(0), FloatEq(1)));
  EXPECT_THAT(row.shares[1], ElementsAre(FloatEq(0.5), FloatEq(0.5)));
  EXPECT_THAT(row.shares[2], ElementsAre(FloatEq(1), FloatEq(0)));
  EXPECT_THAT(row.shares[3], ElementsAre(FloatEq(0), FloatEq(0)));
  EXPECT_NEAR(row.busy_share, 15.0 / 40, 1e-6);
  EXPECT_THAT(row.activity_cycles, ElementsAre(15, 15));
}

TEST(SimTimeline, OverlappingIntervalsShareTheTime) {
  SimulationResult result;
  result.cycles = 10;
  result.timeline = {{"DRAM", "fill Inputs", 0, 10, false}, {"DRAM", "fill Weights", 0, 10, false}};
  const Timeline timeline = make_timeline(result, 1, 10, 10);
  EXPECT_THAT(timeline.rows.at(0).shares[0], ElementsAre(FloatEq(0.5), FloatEq(0.5)));
  EXPECT_NEAR(timeline.rows[0].busy_share, 1, 1e-6);
}

TEST(SimTimeline, TracksOfAKindShareRowsWhenThereAreTooMany) {
  SimulationResult result;
  result.cycles = 10;
  for (int unit = 0; unit < 10; ++unit) {
    const std::string track = fmt::format("PE {}", unit);
    result.timeline.push_back({track, "compute", 0, unit < 4 ? 10 : 0, false});
  }
  result.timeline.push_back({"DRAM", "fill Inputs", 0, 10, false});
  const Timeline timeline = make_timeline(result, 1, 4, 10);
  EXPECT_THAT(labels_of(timeline), ElementsAre("PE 0-3", "PE 4-7", "PE 8-9", "DRAM"));
  EXPECT_NEAR(timeline.rows[0].busy_share, 1, 1e-6);
  EXPECT_NEAR(timeline.rows[1].busy_share, 0, 1e-6);
}

TEST(SimTimeline, TracksStandInTheOrderOfTheirNumbers) {
  SimulationResult result;
  result.cycles = 10;
  for (const char* track : {"PE 10", "PE 2", "DRAM", "PE 9", "PE 02"}) {
    result.timeline.push_back({track, "compute", 0, 10, false});
  }
  EXPECT_THAT(labels_of(make_timeline(result, 1, 10, 10)),
              ElementsAre("PE 02", "PE 2", "PE 9", "PE 10", "DRAM"));
}

TEST(SimTimeline, RareActivitiesShareAName) {
  SimulationResult result;
  result.cycles = 100;
  for (int kind = 0; kind < 5; ++kind) {
    result.timeline.push_back({"PE", fmt::format("work {}", kind), 0, 10 * (kind + 1), false});
  }
  const Timeline timeline = make_timeline(result, 1, 4, 2);
  EXPECT_THAT(names_of(timeline.activities),
              ElementsAre("other work", "work 3", "work 4", "other waits"));
  EXPECT_THAT(timeline.rows.at(0).activity_cycles, ElementsAre(60, 40, 50, 0));
}

TEST(SimTimeline, WaitsAreAboutWhatOtherWorkIsAbout) {
  SimulationResult result;
  result.cycles = 10;
  result.timeline = {{"Buffer", "fill Weights", 0, 10, false},
                     {"PE", "wait: fill of Weights in Buffer", 0, 5, true},
                     {"PE", "wait for port", 5, 10, true}};
  const Timeline timeline = make_timeline(result, 1, 4, 9);
  ASSERT_EQ(timeline.activities.size(), 3U);
  EXPECT_EQ(timeline.activities[0].subject, "Weights");
  EXPECT_EQ(timeline.activities[1].subject, "port");
  EXPECT_EQ(timeline.activities[2].subject, "Weights");
}

TEST(SimTimeline, PictureNamesTracksActivitiesAndCauses) {
  const std::string svg = timeline_svg(test::sample_result(test::sample_spec()));
  EXPECT_THAT(svg, StartsWith("<svg "));
  for (const std::string part :
       {">PE 0<", ">Buffer<", ">compute<", ">fill Inputs<", ">drain Outputs<", ">wait for Weights<",
        "fill of Weights in Buffer: 250", "PE 0: wait for Weights, 200 cycles",
        "prefers-color-scheme:dark", "</svg>\n"}) {
    EXPECT_THAT(svg, HasSubstr(part));
  }
}

TEST(SimTimeline, WaitsAreHatched) {
  const std::string svg = timeline_svg(test::sample_result(test::sample_spec()));
  const std::size_t wait = svg.find("PE 0: wait for Weights");
  const std::size_t path = svg.rfind("<path", wait);
  EXPECT_EQ(svg.substr(path, 20), "<path fill=\"url(#h0)");
  EXPECT_THAT(svg, HasSubstr("<pattern id=\"h0\""));
}

TEST(SimTimeline, PictureOfManyIntervalsStaysSmall) {
  SimulationResult result;
  std::uint32_t state = 1;
  const auto random = [&state](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return static_cast<Cycle>((state >> 8) % below);
  };
  for (int unit = 0; unit < 100; ++unit) {
    for (Cycle cycle = 0; cycle < 100'000;) {
      const Cycle end = cycle + 1 + random(200);
      const Cycle kind = random(6);
      result.timeline.push_back(
          {fmt::format("PE {}", unit), fmt::format("work {}", kind), cycle, end, kind > 3});
      cycle = end;
    }
  }
  result.cycles = 100'200;
  const std::string svg = timeline_svg(result);
  EXPECT_LT(svg.size(), 1'000'000U);
  EXPECT_THAT(svg, HasSubstr(">PE 0-3<"));
}

TEST(SimTimeline, NamesAreEscaped) {
  SimulationResult result;
  result.cycles = 10;
  result.timeline = {{"A<B&C", "fill <X>", 0, 10, false}};
  const std::string svg = timeline_svg(result);
  EXPECT_THAT(svg, HasSubstr("A&lt;B&amp;C"));
  EXPECT_THAT(svg, Not(HasSubstr("<X>")));
}

TEST(SimTimeline, EmptyRunHasAPicture) {
  EXPECT_THAT(timeline_svg(SimulationResult{}), HasSubstr("no intervals were recorded"));
}

}  // namespace
}  // namespace tilewright::sim
