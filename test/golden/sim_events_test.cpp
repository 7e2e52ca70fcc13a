// Machines of events, with mesh and DRAM, on the golden cases: they move the words that machines in
// step move, all of them through the network and the DRAM, and do the same when run again.

#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "sim/flow/tile_flow.hpp"
#include "test/golden/sim_cases.hpp"
#include "test/support/sim_outcome.hpp"
#include "test/support/sim_settings.hpp"

namespace tilewright::test {

namespace {

#ifdef TILEWRIGHT_SLOW_BUILD
constexpr std::int64_t most_cycles = 2'000;
#else
constexpr std::int64_t most_cycles = 200'000;
#endif

std::int64_t counter(const sim::SimulationResult& result, const std::string& component,
                     const std::string& name) {
  for (const sim::Counter& counter : result.counters) {
    if (counter.component == component && counter.name == name) return counter.value;
  }
  ADD_FAILURE() << "there is no counter '" << name << "' of '" << component << "'";
  return 0;
}

// Neighbours pass nothing on, as on the network of a machine of events.
Mapping without_links(const Spec& spec) {
  Mapping mapping = *spec.mapping;
  mapping.directives.resize(spec.architecture.storage.size());
  for (ReuseDirectives& directives : mapping.directives) directives.no_link_transfer = ~0U;
  return mapping;
}

// The level above the network's nodes.
int network_level(const sim::TileFlow& flow, int levels) {
  for (int level = levels - 1; level > 0; --level) {
    if (flow.instances(level - 1) > flow.instances(level)) return level;
  }
  return levels - 1;
}

std::int64_t bits_of(const Spec& spec, const sim::Edge& edge) {
  const StorageLevel& parent = spec.architecture.storage[static_cast<std::size_t>(edge.parent)];
  const std::int64_t bits = parent.network.word_bits.value_or(parent.word_bits);
  if (!spec.workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write) return bits;
  return std::max(bits, spec.architecture.storage[static_cast<std::size_t>(edge.child)].word_bits);
}

// Words times bits times destinations of everything that passes the network: each node of a group
// gets the words once; of partial sums each node sends them on once.
std::int64_t payload_bits(const Spec& spec, const Mapping& mapping) {
  const int levels = spec.architecture.level_count();
  sim::TileFlow flow(spec.workload, mapping, levels);
  const int node_level = network_level(flow, levels) - 1;
  const auto end = static_cast<int>(flow.loops().size());
  std::int64_t bits = 0;
  for (const sim::Edge& edge : flow.edges()) {
    if (edge.parent <= node_level) continue;
    const std::int64_t children =
        flow.instances(edge.child) / flow.instances(std::max(edge.child, node_level));
    const auto words = [&](const sim::Movement& movement) {
      std::int64_t sum = 0;
      for (const sim::Group& group : movement.groups) {
        std::set<std::int64_t> holders;
        for (const std::int64_t child : group.children) holders.insert(child / children);
        sum += group.words * static_cast<std::int64_t>(holders.size());
      }
      return sum;
    };
    const bool results = spec.workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write;
    const int first = flow.first_outside(edge.child);
    sim::Position before;
    sim::Position position(static_cast<std::size_t>(end), 0);
    for (bool more = true; more;) {
      std::int64_t moved = 0;
      if (!results || flow.touched(edge, position)) {
        moved += words(flow.arrivals(edge, nullptr, before.empty() ? nullptr : &before, position));
      }
      before = position;
      more = flow.advance(first, position) < end;
      if (results) moved += words(flow.departures(edge, before, more ? &position : nullptr));
      bits += moved * bits_of(spec, edge);
    }
  }
  return bits;
}

void expect_same_traffic(const sim::SimulationResult& events, const sim::SimulationResult& step) {
  for (std::size_t level = 0; level < events.traffic.size(); ++level) {
    for (std::size_t space = 0; space < events.traffic[level].size(); ++space) {
      SCOPED_TRACE(testing::Message() << "level " << level << ", data space " << space);
      const sim::Traffic& ours = events.traffic[level][space];
      const sim::Traffic& theirs = step.traffic[level][space];
      EXPECT_EQ(ours.reads, theirs.reads);
      EXPECT_EQ(ours.fills, theirs.fills);
      EXPECT_EQ(ours.updates, theirs.updates);
      EXPECT_EQ(ours.link_words, 0);
      EXPECT_EQ(theirs.link_words, 0);
    }
  }
}

void expect_dram_moves_words(const Spec& spec, const sim::SimulationResult& result) {
  const StorageLevel& dram = spec.architecture.storage.back();
  std::int64_t read_bits = 0;
  std::int64_t written_bits = 0;
  for (const sim::Traffic& traffic : result.traffic.back()) {
    read_bits += traffic.reads * dram.word_bits;
    written_bits += traffic.updates * dram.word_bits;
  }
  EXPECT_GE(8 * counter(result, "DRAM", "bytes read"), read_bits);
  EXPECT_GE(8 * counter(result, "DRAM", "bytes written"), written_bits);
  EXPECT_GE(counter(result, "DRAM", "bytes transferred"),
            counter(result, "DRAM", "bytes read") + counter(result, "DRAM", "bytes written"));
}

// Both a mesh and a DRAM.
SimulationSection mesh_and_dram() {
  SimulationSection settings;
  return with_dram(with_mesh(settings));
}

class SimEventsInCases : public testing::TestWithParam<std::string> {};

TEST_P(SimEventsInCases, MoveTheWordsOfMachinesInStep) {
  const SimulationSection settings = mesh_and_dram();
  const SimulationSection in_step;
  int played = 0;
  int passed = 0;
  for (PlayableCase& playable : playable_cases(GetParam())) {
    if (playable.model.compute.cycles > most_cycles) continue;
    SCOPED_TRACE(playable.name);
    Spec& spec = playable.spec;
    spec.mapping = without_links(spec);
    ++played;
    const auto events = play_events(spec, settings);
    if (!events) continue;
    ++passed;
    expect_same_traffic(*events, sim::simulate(spec, *spec.mapping, in_step));
    expect_dram_moves_words(spec, *events);
    EXPECT_EQ(counter(*events, "network", "payload bits delivered"),
              payload_bits(spec, *spec.mapping));
  }
  std::cout << passed << " of " << played << " cases are played event by event\n";
  EXPECT_GT(passed, 5);
}

TEST_P(SimEventsInCases, RunsAreRepeatable) {
  const SimulationSection settings = mesh_and_dram();
  int played = 0;
  for (const PlayableCase& playable : playable_cases(GetParam())) {
    if (playable.model.compute.cycles > most_cycles / 4) continue;
    SCOPED_TRACE(playable.name);
    sim::SimulationLimits limits;
    limits.timeline = 2'000;
    if (!play_events(playable.spec, settings)) continue;
    const Mapping& mapping = *playable.spec.mapping;
    const auto first = sim::simulate(playable.spec, mapping, settings, limits);
    EXPECT_EQ(result_text(first),
              result_text(sim::simulate(playable.spec, mapping, settings, limits)));
    EXPECT_FALSE(first.timeline.empty());
    ++played;
  }
  EXPECT_GT(played, 5);
}

INSTANTIATE_TEST_SUITE_P(Sim, SimEventsInCases, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
