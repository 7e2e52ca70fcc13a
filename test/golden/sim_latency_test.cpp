// Simulated run times of the golden cases against the model's law: the slowest of the compute units
// and of all ports. Its words are the simulator's own, exact ones here, so that what is compared is
// the time alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "sim/flow/tile_flow.hpp"
#include "sim/simulation.hpp"
#include "test/golden/sim_cases.hpp"

namespace tilewright::test {

namespace {

double scale_of(const Spec& spec, std::size_t level, std::size_t space) {
  const auto& scales = spec.architecture.storage[level].bandwidth_scale;
  const auto found = scales.find(spec.workload.data_spaces[space].name);
  return found == scales.end() ? 1 : found->second;
}

// Cycles that a level's accesses take at its ports, as the model counts them: words of all
// instances shared out evenly.
double port_cycles(const Spec& spec, const sim::SimulationResult& result, std::size_t level) {
  const StorageLevel& storage = spec.architecture.storage[level];
  const StorageEvaluation& model = result.model.storage[level];
  const auto instances = static_cast<double>(model.x_expansion * model.y_expansion);
  double reads = 0;
  double writes = 0;
  for (std::size_t space = 0; space < result.traffic[level].size(); ++space) {
    const sim::Traffic& words = result.traffic[level][space];
    const auto share = [&](std::int64_t all) {
      return std::ceil(static_cast<double>(all) / instances) * scale_of(spec, level, space);
    };
    reads += share(words.reads);
    writes += share(words.fills + words.updates);
  }
  double cycles = 0;
  if (storage.read_bandwidth) cycles = std::max(cycles, reads / *storage.read_bandwidth);
  if (storage.write_bandwidth) cycles = std::max(cycles, writes / *storage.write_bandwidth);
  if (storage.shared_bandwidth) {
    cycles = std::max(cycles, (reads + writes) / *storage.shared_bandwidth);
  }
  return cycles;
}

std::int64_t law_cycles(const Spec& spec, const sim::SimulationResult& result) {
  auto cycles = static_cast<double>(result.model.compute.cycles);
  for (std::size_t level = 0; level < result.traffic.size(); ++level) {
    cycles = std::max(cycles, port_cycles(spec, result, level));
  }
  return static_cast<std::int64_t>(std::ceil(cycles - 1e-6));
}

double slowest(double words, const std::optional<double>& one, const std::optional<double>& two) {
  double cycles = 0;
  for (const auto& bandwidth : {one, two}) {
    if (bandwidth) cycles = std::max(cycles, words / *bandwidth);
  }
  return cycles;
}

// Time that the first tile of each edge, and for results the last one, spends at its slowest port.
double start_up_cycles(const Spec& spec) {
  sim::TileFlow flow(spec.workload, *spec.mapping, spec.architecture.level_count());
  const sim::Position first(flow.loops().size(), 0);
  double cycles = 1;  // the last operation's pipeline
  for (const sim::Edge& edge : flow.edges()) {
    const sim::Movement& movement = flow.arrivals(edge, nullptr, nullptr, first);
    const auto space = static_cast<std::size_t>(edge.space);
    const auto parent = static_cast<std::size_t>(edge.parent);
    const StorageLevel& outer = spec.architecture.storage[parent];
    const double outer_words =
        static_cast<double>(movement.busiest_parent) * scale_of(spec, parent, space);
    double fill = slowest(outer_words, outer.read_bandwidth, outer.shared_bandwidth);
    if (edge.child >= 0) {
      const auto child = static_cast<std::size_t>(edge.child);
      const StorageLevel& inner = spec.architecture.storage[child];
      const double inner_words =
          static_cast<double>(movement.busiest_child) * scale_of(spec, child, space);
      fill = std::max(fill, slowest(inner_words, inner.write_bandwidth, inner.shared_bandwidth));
    }
    cycles += std::ceil(fill);
    if (!spec.workload.data_spaces[space].read_write) continue;
    cycles += std::ceil(slowest(outer_words, outer.write_bandwidth, outer.shared_bandwidth));
  }
  return cycles;
}

bool counts_agree(const sim::SimulationResult& result) {
  for (std::size_t level = 0; level < result.traffic.size(); ++level) {
    for (std::size_t space = 0; space < result.traffic[level].size(); ++space) {
      const DataMovement& model = result.model.storage[level].data_spaces[space];
      const sim::Traffic& played = result.traffic[level][space];
      const auto same = [&](std::int64_t all, std::int64_t each) {
        return std::abs(static_cast<double>(all) -
                        static_cast<double>(each) * model.utilized_instances) < 0.5;
      };
      if (!same(played.reads, model.reads) || !same(played.fills, model.fills) ||
          !same(played.updates, model.updates)) {
        return false;
      }
    }
  }
  return true;
}

void ideal_networks(Spec& spec) {
  for (StorageLevel& level : spec.architecture.storage) {
    level.network.fill_latency_cycles = 0;
    level.network.drain_latency_cycles = 0;
  }
}

TEST(SimLatencyOfCases, AmplePrefetchIsTheModelsLawAndAStartUp) {
  int cases = 0;
  int agreeing = 0;
  int equal_to_law = 0;
  for (PlayableCase& playable : playable_cases("model")) {
    SCOPED_TRACE(playable.name);
    ideal_networks(playable.spec);
    SimulationSection settings;
    settings.prefetch = Prefetch::ample;
    const auto result = sim::simulate(playable.spec, *playable.spec.mapping, settings);
    const std::int64_t law = law_cycles(playable.spec, result);
    const double start_up = start_up_cycles(playable.spec);
    EXPECT_GE(result.cycles, law);
    EXPECT_LE(static_cast<double>(result.cycles), static_cast<double>(law) + start_up);
    ++cases;
    equal_to_law += result.cycles == law ? 1 : 0;
    if (!counts_agree(result)) continue;
    ++agreeing;
    EXPECT_GE(result.cycles, result.model.cycles);
    EXPECT_LE(static_cast<double>(result.cycles),
              static_cast<double>(result.model.cycles) + start_up);
  }
  std::cout << cases << " cases, " << equal_to_law << " take what the law says; in " << agreeing
            << " all counts are the model's\n";
  EXPECT_GE(cases, 140);
  EXPECT_GE(agreeing, 50);
}

TEST(SimLatencyOfCases, BuffersOfTheirSizeAreNotFaster) {
  for (PlayableCase& playable : playable_cases("model")) {
    SCOPED_TRACE(playable.name);
    ideal_networks(playable.spec);
    SimulationSection settings;
    std::int64_t last = 0;
    for (const Prefetch prefetch : {Prefetch::ample, Prefetch::sized, Prefetch::none}) {
      settings.prefetch = prefetch;
      const auto result = sim::simulate(playable.spec, *playable.spec.mapping, settings);
      EXPECT_GE(result.cycles, law_cycles(playable.spec, result));
      EXPECT_GE(result.cycles, last);
      last = result.cycles;
    }
  }
}

}  // namespace

}  // namespace tilewright::test
