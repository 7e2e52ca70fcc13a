// Do the text reports equal Timeloop's files byte for byte?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "model/report/report.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string golden_text(const std::string& name) {
  std::ifstream file(std::string(TILEWRIGHT_SOURCE_DIR) + "/test/golden/model/147/" + name);
  EXPECT_TRUE(file) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string stats_of(const ReportExample& example) {
  return stats_text(example.workload, example.architecture, example.costs, example.evaluation);
}

std::string map_of(const ReportExample& example) {
  return map_text(example.workload, example.architecture, example.mapping, example.evaluation);
}

TEST(StatsText, EqualsTimeloopsFile) {
  EXPECT_EQ(stats_of(gemm_example()), golden_text("stats.txt"));
}

TEST(StatsText, LeavesOutWhatIsUnused) {
  ReportExample example = gemm_example();
  example.evaluation.compute.energy_pj = 0;
  example.evaluation.storage[0].energy_pj = 0;
  example.evaluation.networks[0].energy_pj = 0;
  const std::string text = stats_of(example);
  EXPECT_THAT(text, Not(HasSubstr("Level 0\n")));
  EXPECT_THAT(text, Not(HasSubstr("Level 1\n")));
  EXPECT_THAT(text, HasSubstr("Level 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("Network 0\n")));
  EXPECT_THAT(text, Not(HasSubstr("    MAC  ")));
  EXPECT_THAT(text, HasSubstr("    L1          = "));
}

TEST(StatsText, ListsNetworksByNameAndForwardedWords) {
  ReportExample example = gemm_example();
  example.architecture.storage[1].name = "DRAM";
  example.architecture.storage[1].network.type = NetworkType::many_to_many;
  example.costs.networks[1].energy_per_hop_pj = 0.25;
  NetworkEvaluation& network = example.evaluation.networks[1];
  network.energy_pj = 12;
  NetworkTraffic& traffic = network.data_spaces[0];
  traffic.ingresses = {AccessRecord{1, 4, 100.5, 0}, AccessRecord{2, 2, 10, 0}};
  traffic.distributed = {AccessRecord{2, 1, 30, 0}, AccessRecord{3, 1, 0.25, 0}};
  traffic.fanout = 4;
  traffic.multicast_factor = 2;
  traffic.link_transfers = 7.9;
  traffic.spatial_reductions = 3.5;
  traffic.average_hops = 1.5;
  traffic.energy_pj = 8;
  traffic.link_transfer_energy_pj = 1;
  traffic.utilized_instances = 1.5;
  EXPECT_THAT(stats_of(example), HasSubstr(R"(
Networks
--------
Network 0
---------
DRAM <==> L0

    SPECS
    -----
        Type            : Legacy
        Legacy sub-type : M_N
        ConnectionType  : 3
        Word bits       : 8
        Router energy   : - pJ
        Wire energy     : - pJ/b/mm
        Ingress energy  : - pJ
        Fill latency    : 0
        Drain latency   : 0

    STATS
    -----
    A:
        Fanout                                  : 4
        Multicast factor                        : 2
        Multicast factor (distributed)          : 3
        Ingresses                               : 110.50
            @multicast 1 @scatter 4: 100.50
            @multicast 2 @scatter 2: 10.00
        Ingresses (distributed)                 : 30.25
            @multicast 2 @scatter 1: 30.00
            @multicast 3 @scatter 1: 0.25
        Link transfers                          : 7
        Spatial reductions                      : 3
        Average number of hops                  : 1.50
        Energy (per-hop)                        : 250.00 fJ
        Energy (per-instance)                   : 8.00 pJ
        Energy (total)                          : 8.00 pJ
        Link transfer energy (per-instance)     : 1.00 pJ
        Link transfer energy (total)            : 1.00 pJ
        Spatial Reduction Energy (per-instance) : 0.00 pJ
        Spatial Reduction Energy (total)        : 0.00 pJ
)"));
  EXPECT_THAT(stats_of(example), HasSubstr("Network 1\n---------\nL0 <==> MAC\n"));
}

TEST(StatsText, RoundsLikeTimeloopInSinglePrecision) {
  ReportExample example = gemm_example();
  // 2 * 100000007 - 192 operations are not a float; 3 cycles make the difference visible.
  example.evaluation.compute.operations = 100000007;
  example.evaluation.cycles = 3;
  EXPECT_THAT(stats_of(example), HasSubstr("GFLOPs (@1GHz): 66666608.00\n"));
}

TEST(StatsText, ChipAreaIsZeroAsInTimeloopsFile) {
  ReportExample example = gemm_example();
  example.costs.area_um2 = 30050000;
  EXPECT_EQ(stats_of(example), golden_text("stats.txt"));
}

TEST(StatsText, CountThatDoesNotFitIsAnError) {
  ReportExample example = gemm_example();
  example.evaluation.storage[1].accesses = std::numeric_limits<std::int64_t>::max() / 2;
  EXPECT_THROW(stats_of(example), Error);
}

TEST(SummaryLine, EqualsTimeloops) {
  Evaluation evaluation;
  evaluation.utilization = 720.0 / 1380;
  evaluation.compute.operations = 8640;
  evaluation.energy_pj = 1638.82998 * 8640;
  evaluation.cycles = 1380;
  EXPECT_EQ(summary_line(evaluation), "Utilization = 0.52 | pJ/Compute = 1638.830 | Cycles = 1380");
  evaluation.energy_pj = 2.5 * 8640;
  EXPECT_EQ(summary_line(evaluation), "Utilization = 0.52 | pJ/Compute =    2.500 | Cycles = 1380");
}

TEST(MapText, EqualsTimeloopsFile) { EXPECT_EQ(map_of(gemm_example()), golden_text("map.txt")); }

TEST(MapText, LevelsWithoutLoopsStandTogether) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b001}, Loop{0, LoopKind::temporal, 1, 1}, Storage{0, 0b100},
                           Loop{1, LoopKind::spatial_x, 4, 3}};
  EXPECT_EQ(map_of(example),
            "L1 [ A:480 (480) ] \n"
            "L0 [ Z:0 (0) ] \n"
            "--------------\n"
            "| for N in [0:4,3) (Spatial-X)\n"
            "|   << Compute >>\n");
  example.mapping.nodes.pop_back();
  EXPECT_EQ(map_of(example),
            "L1 [ A:480 (480) ] \n"
            "L0 [ Z:0 (0) ] \n"
            "--------------\n"
            "| << Compute >>\n");
}

}  // namespace
}  // namespace tilewright::test
