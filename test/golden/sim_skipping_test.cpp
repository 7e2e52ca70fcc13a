// Skipping repeated phases changes nothing in the golden cases.

#include <gtest/gtest.h>

#include <iostream>

#include "test/golden/sim_cases.hpp"
#include "test/support/sim_outcome.hpp"
#include "test/support/sim_settings.hpp"

namespace tilewright::test {

namespace {

#ifdef TILEWRIGHT_SLOW_BUILD
constexpr std::int64_t most_cycles = 2'000;
#else
constexpr std::int64_t most_cycles = 100'000;
#endif

class SimSkippingInCases : public testing::TestWithParam<std::string> {};

TEST_P(SimSkippingInCases, MachinesInStep) {
  int played = 0;
  for (const PlayableCase& playable : playable_cases(GetParam())) {
    if (playable.model.compute.cycles > most_cycles) continue;
    SCOPED_TRACE(playable.name);
    for (const Prefetch prefetch : {Prefetch::sized, Prefetch::ample, Prefetch::none}) {
      SimulationSection settings;
      settings.prefetch = prefetch;
      sim::SimulationLimits every;
      every.skip = false;
      const Mapping& mapping = *playable.spec.mapping;
      EXPECT_EQ(outcome_text(sim::simulate(playable.spec, mapping, settings)),
                outcome_text(sim::simulate(playable.spec, mapping, settings, every)));
      ++played;
    }
  }
  std::cout << played << " pairs of runs\n";
  EXPECT_GT(played, 40);
}

TEST_P(SimSkippingInCases, MachinesOfEvents) {
  const SimulationSection ideal;
  const SimulationSection mesh = with_mesh(ideal);
  const SimulationSection dram = with_dram(ideal);
  const SimulationSection both = with_dram(mesh);
  int played = 0;
  for (const PlayableCase& playable : playable_cases(GetParam())) {
    if (playable.model.compute.cycles > most_cycles) continue;
    for (const SimulationSection& settings : {mesh, dram, both}) {
      SCOPED_TRACE(testing::Message() << playable.name << ", " << settings.networks.size()
                                      << " mesh, " << settings.dram.preset);
      const auto fast = play_events(playable.spec, settings);
      if (!fast) continue;
      EXPECT_EQ(outcome_text(*fast),
                outcome_text(play_events(playable.spec, settings, false).value()));
      ++played;
    }
  }
  std::cout << played << " pairs of runs\n";
  EXPECT_GT(played, 10);
}

INSTANTIATE_TEST_SUITE_P(Sim, SimSkippingInCases, testing::Values("model", "imperfect"),
                         case_test_name);

}  // namespace

}  // namespace tilewright::test
