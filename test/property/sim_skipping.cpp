// Skipping repeated phases changes nothing: random cases with random bandwidths, sizes, latencies
// and networks are played with and without it.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "model/cost/evaluator.hpp"
#include "sim/simulation.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"
#include "test/support/sim_outcome.hpp"
#include "test/support/sim_settings.hpp"

namespace tilewright::test {

namespace {

double random_bandwidth(Dice& dice) {
  return dice.chance(50) ? static_cast<double>(dice.between(1, 12))
                         : static_cast<double>(dice.between(1, 400)) / 100;
}

// Between the words that a mapping needs and room for all tiles twice.
void resize_buffers(Dice& dice, Spec& spec) {
  Evaluation evaluation;
  if (!Evaluator(spec).evaluate(*spec.mapping, evaluation)) return;
  for (std::size_t level = 0; level < spec.architecture.storage.size(); ++level) {
    StorageLevel& storage = spec.architecture.storage[level];
    if (!storage.size_words || storage.multiple_buffering != 1) continue;
    std::int64_t needed = 0;
    for (const DataMovement& space : evaluation.storage[level].data_spaces) {
      needed += space.tile_size_words;
    }
    const std::int64_t words = dice.between(std::max<std::int64_t>(needed, 1), 2 * needed + 1);
    storage.size_words = (words / storage.block_size + 1) * storage.block_size;
  }
}

// Results indexed by a sum are not played.
bool sums_index_results(const Workload& workload) {
  return std::any_of(
      workload.data_spaces.begin(), workload.data_spaces.end(), [](const auto& space) {
        return space.read_write && std::any_of(space.ranks.begin(), space.ranks.end(),
                                               [](const Rank& rank) { return rank.size() > 1; });
      });
}

// A case that can be played, or nothing.
std::optional<Spec> timed_case(std::uint64_t seed) {
  RandomCaseOptions options;
  options.small_buffers = false;
  Spec spec = random_case(seed, options);
  if (sums_index_results(spec.workload)) return std::nullopt;
  Dice dice(seed);
  for (ReuseDirectives& directives : spec.mapping->directives) {
    directives.no_coalesce = 0;
    directives.rmw_first_update = 0;
  }
  resize_buffers(dice, spec);
  for (StorageLevel& level : spec.architecture.storage) {
    level.network.type = NetworkType::unspecified;
    if (dice.chance(60)) level.read_bandwidth = random_bandwidth(dice);
    if (dice.chance(50)) level.write_bandwidth = random_bandwidth(dice);
    if (dice.chance(20)) level.shared_bandwidth = random_bandwidth(dice);
    if (dice.chance(15)) level.network.fill_latency_cycles = dice.between(1, 9);
    if (dice.chance(15)) level.network.drain_latency_cycles = dice.between(1, 9);
  }
  spec.simulation.initiation_interval_cycles = dice.pick({1, 1, 2, 3});
  spec.simulation.pipeline_depth_cycles = dice.pick({1, 1, 4});
  if (dice.chance(20)) {
    NetworkSection network;
    network.kind = NetworkKind::systolic;
    spec.simulation.networks.push_back(network);
  }
  Evaluation evaluation;
  if (!Evaluator(spec).evaluate(*spec.mapping, evaluation)) return std::nullopt;
  if (evaluation.compute.cycles > 20'000) return std::nullopt;
  return spec;
}

constexpr std::array prefetches = {Prefetch::sized, Prefetch::ample, Prefetch::none};

TEST(SimSkipping, MachinesInStep) {
  int played = 0;
  int skipped = 0;
  const auto cases = static_cast<std::uint64_t>(case_count(400, 40));
  for (std::uint64_t seed = 61'000; seed < 61'000 + cases; ++seed) {
    std::optional<Spec> spec = timed_case(seed);
    if (!spec || spec->architecture.level_count() < 2) continue;
    for (const Prefetch prefetch : prefetches) {
      SCOPED_TRACE(testing::Message()
                   << "seed " << seed << ", prefetch " << static_cast<int>(prefetch));
      spec->simulation.prefetch = prefetch;
      sim::SimulationLimits every;
      every.skip = false;
      const auto fast = sim::simulate(*spec, *spec->mapping, spec->simulation);
      const auto full = sim::simulate(*spec, *spec->mapping, spec->simulation, every);
      ASSERT_EQ(outcome_text(fast), outcome_text(full));
      EXPECT_EQ(full.phases_skipped, 0);
      skipped += fast.phases_skipped > 0 ? 1 : 0;
      ++played;
    }
  }
  EXPECT_GT(played, static_cast<int>(cases));
  EXPECT_GT(skipped, played / 2);
}

// Nodes skip phases between the arrivals of tiles.
TEST(SimSkipping, MachinesOfEvents) {
  int played = 0;
  const auto cases = static_cast<std::uint64_t>(case_count(400, 40));
  for (std::uint64_t seed = 62'000; seed < 62'000 + cases; ++seed) {
    std::optional<Spec> spec = timed_case(seed);
    if (!spec) continue;
    Dice dice(seed);
    spec->simulation.prefetch = dice.pick(prefetches);
    for (const bool mesh : {false, true}) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << (mesh ? ", mesh" : ", DRAM"));
      const SimulationSection settings =
          mesh ? with_mesh(spec->simulation) : with_dram(spec->simulation);
      const auto fast = play_events(*spec, settings);
      if (!fast) continue;
      ASSERT_EQ(outcome_text(*fast), outcome_text(play_events(*spec, settings, false).value()));
      ++played;
    }
  }
  EXPECT_GT(played, static_cast<int>(cases) / 10);
}

}  // namespace

}  // namespace tilewright::test
