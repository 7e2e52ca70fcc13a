// The trace of a simulation.

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>

#include "sim/report/trace.hpp"
#include "test/unit/sim_sample.hpp"

namespace tilewright::sim {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::Pair;

std::vector<json> events(const json& trace, const std::string& phase) {
  std::vector<json> found;
  for (const json& event : trace["traceEvents"]) {
    if (event["ph"] == phase) found.push_back(event);
  }
  return found;
}

std::map<int, std::string> thread_names(const json& trace) {
  std::map<int, std::string> names;
  for (const json& event : events(trace, "M")) {
    if (event["name"] == "thread_name") names[event["tid"]] = event["args"]["name"];
  }
  return names;
}

TEST(SimTrace, HasEveryIntervalOnItsThread) {
  const SimulationResult result = test::sample_result(test::sample_spec());
  const Trace trace = chrome_trace(result, 1.5, 1'000'000);
  EXPECT_FALSE(trace.cut);
  const json document = json::parse(trace.text);
  const auto names = thread_names(document);
  std::multimap<std::string, std::string> seen;
  for (const json& event : events(document, "X")) {
    seen.emplace(names.at(event["tid"]), event["name"]);
  }
  // Two fills of the buffer overlap, so that one of them has a thread of its own.
  EXPECT_THAT(seen, ElementsAre(Pair("Buffer", "fill Weights"), Pair("Buffer", "drain Outputs"),
                                Pair("Buffer (2)", "fill Inputs"), Pair("PE 0", "wait for Weights"),
                                Pair("PE 0", "compute")));
  EXPECT_EQ(document["otherData"]["clock_ghz"], 1.5);
  EXPECT_EQ(document["otherData"]["complete"], true);
}

TEST(SimTrace, TellsTimesInCyclesAndMarksWaits) {
  SimulationResult result;
  result.timeline = {{"PE 1", "wait for Inputs", 30, 42, true}};
  const json event = events(json::parse(chrome_trace(result, 1, 10'000).text), "X").at(0);
  EXPECT_EQ(event["ts"], 30);
  EXPECT_EQ(event["dur"], 12);
  EXPECT_EQ(event["cat"], "wait");
}

/// Two tracks with many short intervals.
SimulationResult long_result() {
  SimulationResult result;
  for (const char* track : {"PE 0", "PE 1"}) {
    for (Cycle cycle = 0; cycle < 10'000; cycle += 10) {
      result.timeline.push_back({track, "compute", cycle, cycle + 8, false});
    }
  }
  result.cycles = 10'000;
  return result;
}

TEST(SimTrace, EndsAtItsLimitWithAllTracksAndANote) {
  const SimulationResult result = long_result();
  const Trace trace = chrome_trace(result, 1, 20'000);
  EXPECT_TRUE(trace.cut);
  EXPECT_LE(trace.text.size(), 20'000U);
  EXPECT_GT(trace.text.size(), 19'000U);
  const json document = json::parse(trace.text);
  EXPECT_EQ(document["otherData"]["complete"], false);
  EXPECT_EQ(events(document, "i").size(), 1U);
  std::map<int, Cycle> last;
  for (const json& event : events(document, "X")) last[event["tid"]] = event["ts"];
  ASSERT_EQ(last.size(), 2U);
  for (const auto& [thread, cycle] : last) EXPECT_NEAR(cycle, trace.last_cycle, 10);
}

TEST(SimTrace, SaysWhenTheSimulationKeptNoMore) {
  SimulationResult result = long_result();
  result.timeline_cut = true;
  const Trace trace = chrome_trace(result, 1, 10'000'000);
  EXPECT_TRUE(trace.cut);
  EXPECT_EQ(json::parse(trace.text)["otherData"]["complete"], false);
}

TEST(SimTrace, SmallestEventSizeIsALowerBound) {
  SimulationResult result;
  result.timeline.assign(1000, {"P", "c", 0, 0, false});
  const Trace trace = chrome_trace(result, 1, 10'000'000);
  EXPECT_GE(static_cast<std::int64_t>(trace.text.size()), 1000 * smallest_trace_event_bytes);
}

TEST(SimTrace, NamesMayBeAnyBytes) {
  SimulationResult result;
  result.timeline = {{"PE \"\xff\"", "compute\n", 0, 1, false}};
  EXPECT_NO_THROW(json::parse(chrome_trace(result, 1, 10'000).text));
}

}  // namespace
}  // namespace tilewright::sim
