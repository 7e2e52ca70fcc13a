// What is told of a simulation: stats, JSON, comparison, and the evaluation from its counts.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "model/report/report.hpp"
#include "sim/report/report.hpp"
#include "test/unit/sim_sample.hpp"

namespace tilewright::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SimReport : public ::testing::Test {
 protected:
  Report report() const {
    return {spec_, *spec_.mapping, spec_.simulation, resolve_costs(spec_), result_};
  }
  std::string model_stats(const Evaluation& evaluation) const {
    return stats_text(spec_.workload, spec_.architecture, resolve_costs(spec_), evaluation);
  }

  const Spec spec_ = test::sample_spec();
  SimulationResult result_ = test::sample_result(spec_);
};

TEST_F(SimReport, StatsStartAsTheModelsWithTheSimulatedCycles) {
  const std::string text = simulation_stats_text(report());
  EXPECT_THAT(text, StartsWith(model_stats(result_.evaluation)));
  EXPECT_THAT(text, HasSubstr("\nSimulation\n----------\n"));
  EXPECT_THAT(text, HasSubstr("    Drain (after the last operation)        : 50\n"));
  EXPECT_THAT(text, HasSubstr("    port Buffer read                        : 50.00%\n"));
  EXPECT_THAT(text, HasSubstr("    DRAM: row hits                          : 1234\n"));
  EXPECT_THAT(text, Not(HasSubstr("Ended early")));
  EXPECT_THAT(text, Not(HasSubstr("Words from Neighbours")));
}

TEST_F(SimReport, StatsTellOfAnEarlyEndAndOfLinks) {
  result_.finished = false;
  result_.stop_reason = "the limit of 5 cycles";
  result_.done = 0.25;
  result_.traffic[0][1].link_words = 77;
  const std::string text = simulation_stats_text(report());
  EXPECT_THAT(text,
              HasSubstr("    Ended early                             : the limit of 5 cycles\n"));
  EXPECT_THAT(text, HasSubstr("    Operations played                       : 25.00%\n"));
  EXPECT_THAT(text, HasSubstr("    Buffer: Inputs                          : 77\n"));
}

TEST_F(SimReport, SummaryLineNamesTheLargestStall) {
  EXPECT_THAT(simulation_summary_line(result_),
              HasSubstr(" | largest stall = fill of Weights in Buffer, 250 cycles ("));
  result_.time = {{"compute", result_.cycles}};
  EXPECT_THAT(simulation_summary_line(result_), HasSubstr(" | largest stall = none | "));
}

TEST_F(SimReport, JsonHasEverything) {
  const auto json = nlohmann::json::parse(simulation_json(report(), compare(report())));
  EXPECT_EQ(json["cycles"], result_.cycles);
  EXPECT_EQ(json["model_cycles"], result_.model.cycles);
  EXPECT_EQ(json["time"][1]["cause"], "fill of Weights in Buffer");
  EXPECT_EQ(json["traffic"][1]["data_spaces"]["Weights"]["reads"], result_.traffic[1][0].reads);
  EXPECT_EQ(json["components"][0]["kind"], "port");
  EXPECT_EQ(json["counters"][0]["value"], 1234);
  EXPECT_EQ(json["settings"]["dram"]["preset"], "ideal");
  EXPECT_EQ(json["evaluation"]["cycles"], result_.cycles);
  EXPECT_EQ(json["model"]["cycles"], result_.model.cycles);
  EXPECT_EQ(json["comparison"][0]["difference"], 300);
}

TEST_F(SimReport, EqualCountsAndCyclesGiveTheModelsResult) {
  const Evaluation same =
      with_exact_counts(spec_, result_.model, result_.traffic, result_.model.cycles);
  EXPECT_EQ(model_stats(same), model_stats(result_.model));
  EXPECT_EQ(same.energy_pj, result_.model.energy_pj);
  EXPECT_EQ(same.utilization, result_.model.utilization);
}

TEST_F(SimReport, CountsChangeEnergyAndAccesses) {
  constexpr int outermost = 1;
  constexpr int weights = 0;
  result_.traffic[outermost][weights].reads += 400;
  const Evaluation more =
      with_exact_counts(spec_, result_.model, result_.traffic, result_.model.cycles);
  const DataMovement& moved = more.storage[outermost].data_spaces[weights];
  EXPECT_EQ(moved.reads, result_.traffic[outermost][weights].reads);
  EXPECT_EQ(more.storage[outermost].accesses, result_.model.storage[outermost].accesses + 400);
  // Four words are an access.
  const double access_pj = resolve_costs(spec_).storage[outermost].read_pj;
  EXPECT_NEAR(more.energy_pj - result_.model.energy_pj, 100 * access_pj, 1e-6);
}

TEST_F(SimReport, CyclesChangeUtilizationAndBandwidth) {
  const Evaluation twice =
      with_exact_counts(spec_, result_.model, result_.traffic, 2 * result_.model.cycles);
  EXPECT_DOUBLE_EQ(twice.utilization, result_.model.utilization / 2);
  EXPECT_EQ(twice.cycles, 2 * result_.model.cycles);
  EXPECT_DOUBLE_EQ(twice.storage[0].data_spaces[1].read_bandwidth,
                   result_.model.storage[0].data_spaces[1].read_bandwidth / 2);
}

TEST_F(SimReport, APartOfTheRunHasAPartOfTheOperations) {
  const Cycle cycles = result_.model.cycles / 2;
  const Evaluation half = with_exact_counts(spec_, result_.model, result_.traffic, cycles, 0.5);
  EXPECT_EQ(half.compute.operations, result_.model.compute.operations);
  EXPECT_DOUBLE_EQ(half.compute.energy_pj, result_.model.compute.energy_pj / 2);
  EXPECT_DOUBLE_EQ(half.utilization, result_.model.utilization);
}

TEST(SimExactEvaluation, NetworkEnergyFollowsTheWords) {
  const Spec spec = read_spec_text(test::conv_problem +
                                       test::replaced(test::small_architecture, "entries: 1024",
                                                      "entries: 1024, energy_per_hop: 2") +
                                       test::small_mapping,
                                   "in.yaml");
  const Evaluation model = test::model_of(spec);
  ASSERT_GT(model.networks[0].energy_pj, 0);
  auto traffic = test::model_traffic(spec, model);
  for (auto& level : traffic) {
    for (Traffic& space : level) {
      space.reads *= 3;
      space.updates *= 3;
    }
  }
  const Evaluation thrice = with_exact_counts(spec, model, traffic, model.cycles);
  for (std::size_t space = 0; space < 3; ++space) {
    const NetworkTraffic& before = model.networks[0].data_spaces[space];
    const NetworkTraffic& after = thrice.networks[0].data_spaces[space];
    EXPECT_NEAR(after.energy_pj, 3 * before.energy_pj, 1e-6);
    EXPECT_NEAR(after.ingresses.at(0).accesses, 3 * before.ingresses.at(0).accesses, 1e-6);
    // Compute units hold no words that a simulator could count from neighbour to neighbour.
    EXPECT_EQ(after.link_transfers, before.link_transfers);
  }
}

/// The fields that the two differ in.
std::vector<ComparedField> differences(const Comparison& comparison) {
  std::vector<ComparedField> found;
  for (const ComparedField& field : comparison) {
    if (field.difference() != 0) found.push_back(field);
  }
  return found;
}

void expect_causes_to_add_up(const Comparison& comparison) {
  for (const ComparedField& field : comparison) {
    if (field.causes.empty() && field.difference() == 0) continue;
    double sum = 0;
    for (const DifferenceCause& cause : field.causes) sum += cause.amount;
    EXPECT_NEAR(sum, field.difference(), 1e-9 * std::abs(field.model) + 1e-9)
        << field.component << " " << field.field;
  }
}

TEST_F(SimReport, ComparisonExplainsTheCycles) {
  const Comparison comparison = compare(report());
  expect_causes_to_add_up(comparison);
  const auto fields = differences(comparison);
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(fields[0].field, "cycles");
  EXPECT_THAT(comparison_text(comparison), HasSubstr("\n    fill of Weights in Buffer "));
}

TEST_F(SimReport, ComparisonExplainsTraffic) {
  result_.traffic[1][0].reads += 10;
  result_.evaluation =
      with_exact_counts(spec_, result_.model, result_.traffic, result_.model.cycles);
  TrafficDifference difference{1, 0, "reads", 0, 0, {{"extrapolated iterations", 7}}};
  const Comparison comparison = compare(report(), {difference});
  expect_causes_to_add_up(comparison);
  const std::string text = comparison_text(comparison);
  EXPECT_THAT(text, HasSubstr("\n    extrapolated iterations "));
  EXPECT_THAT(text, HasSubstr("\n    unexplained "));
  EXPECT_THAT(text, HasSubstr("\nDRAM: energy (pJ) "));
  EXPECT_THAT(text, HasSubstr("\n    accesses to Weights "));
  difference.causes[0].words = 10;
  EXPECT_THAT(comparison_text(compare(report(), {difference})), Not(HasSubstr("unexplained")));
}

TEST_F(SimReport, ComparisonTellsWhatRoundingLeaves) {
  result_.time[0].cycles += 1;
  result_.time[2].cycles -= 1;
  const Comparison comparison = compare(report());
  expect_causes_to_add_up(comparison);
  EXPECT_EQ(comparison.front().causes.back().cause, "rounding of the shares");
}

TEST_F(SimReport, ComparisonOfAnEarlyEndExplainsNothingElse) {
  result_.finished = false;
  result_.traffic[1][0].reads -= 10;
  result_.evaluation =
      with_exact_counts(spec_, result_.model, result_.traffic, result_.cycles, 0.5);
  const Comparison comparison = compare(report());
  expect_causes_to_add_up(comparison);
  EXPECT_THAT(comparison_text(comparison), HasSubstr("\n    not played "));
}

TEST_F(SimReport, ComparisonCountsWhatTheModelHasAlready) {
  // The model's cycles come from the outermost level's bandwidth, longer than computing.
  result_.model.storage[1].cycles = result_.model.cycles = result_.compute_cycles + 100;
  result_.cycles = result_.compute_cycles + 130;
  result_.time = {{"compute", result_.compute_cycles}, {"bandwidth of DRAM", 130}};
  const Comparison comparison = compare(report());
  EXPECT_EQ(comparison.front().causes.size(), 2U);
  EXPECT_EQ(comparison.front().causes[1].cause, "already in the model's cycles: bandwidth of DRAM");
  EXPECT_EQ(comparison.front().causes[1].amount, -100);
}

}  // namespace
}  // namespace tilewright::sim
