// Are the energy and area tables what was used, in the form that their readers take?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/report/tables.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two levels and MACs, whose energies come from the built-in tables.
struct Tables {
  Spec spec;
  CostTable costs;

  Tables() {
    const ReportExample example = gemm_example();
    spec.workload = example.workload;
    spec.architecture = example.architecture;
    costs = example.costs;
    for (StorageCosts& storage : costs.storage) storage.source = EnergySource::built_in;
    costs.storage[0].read_pj = 0.1;
    costs.storage[0].fill_pj = 1e-9;
    costs.storage[0].update_pj = 12345678.9;
    costs.storage[0].leak_pj = 0;
  }

  void give_energies(const std::string& component, std::map<std::string, double> energy_pj) {
    if (!spec.energy_table) spec.energy_table.emplace();
    spec.energy_table->components.push_back({component, std::move(energy_pj), {}, {}});
  }

  std::string ert() const { return energy_table_yaml(spec, costs); }
  std::string art() const { return area_table_yaml(spec, costs); }
};

/// All parts are there, in this order.
void expect_in_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    at = text.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << "\nis missing or too early in\n" << text;
  }
}

TEST(EnergyTableYaml, OutermostLevelFirstComputeLast) {
  expect_in_order(Tables().ert(),
                  {"ERT:\n    version: 0.4\n    tables:\n      - name: system.L1[1..1]\n",
                   "      - name: system.L0[1..4]\n", "      - name: system.MAC[1..4]\n"});
}

TEST(EnergyTableYaml, NumbersHaveTheDigitsThatTheyNeed) {
  expect_in_order(Tables().ert(), {"system.L0[", "name: read\n", "energy: 0.1\n", "name: write\n",
                                   "energy: 1e-09\n", "name: update\n", "energy: 12345678.9\n",
                                   "name: leak\n", "energy: 0\n"});
}

TEST(EnergyTableYaml, AClusterHasItsVectorAccess) {
  Tables tables;
  EXPECT_THAT(tables.ert(), Not(HasSubstr("vector_access")));
  tables.spec.architecture.storage[0].cluster_size = 2;
  expect_in_order(tables.ert(), {"system.L0[", "name: vector_access\n", "energy: 121.23\n"});
}

TEST(EnergyTableYaml, ActionsOfTheInputStayAsTheyAre) {
  Tables tables;
  tables.give_energies("MAC", {{"mac_random", 2.5}, {"idle", 0}});
  tables.costs.compute.source = EnergySource::reference_table;
  EXPECT_THAT(tables.ert(), EndsWith("      - name: system.MAC[1..4]\n"
                                     "        actions:\n"
                                     "          - name: idle\n"
                                     "            arguments: {}\n"
                                     "            energy: 0\n"
                                     "          - name: mac_random\n"
                                     "            arguments: {}\n"
                                     "            energy: 2.5\n"));
}

TEST(EnergyTableYaml, NoActionsAreAnEmptyList) {
  Tables tables;
  tables.give_energies("MAC", {});
  tables.costs.compute.source = EnergySource::reference_table;
  EXPECT_THAT(tables.ert(), EndsWith("      - name: system.MAC[1..4]\n        actions: []\n"));
}

TEST(EnergyTableYaml, TheWiresOfTheInputComeLast) {
  Tables tables;
  tables.give_energies("wire", {{"transfer_random", 0.5}});
  expect_in_order(tables.ert(), {"system.MAC[1..4]\n", "      - name: system.wire[1..1]\n",
                                 "name: transfer_random\n", "energy: 0.5\n"});
}

TEST(EnergyTableYaml, UnusualNamesStandBetweenQuotes) {
  Tables tables;
  tables.spec.architecture.storage[0].name = "L 0: \"x\"";
  tables.give_energies("MAC", {{"mac: #1", 1}});
  tables.costs.compute.source = EnergySource::reference_table;
  const std::string ert = tables.ert();
  EXPECT_THAT(ert, HasSubstr(R"(      - name: "system.L 0: \"x\"[1..4]")"));
  EXPECT_THAT(ert, HasSubstr(R"(          - name: "mac: #1")"));
}

TEST(EnergySummaryYaml, TellsTheSource) {
  Tables tables;
  tables.costs.storage[1].source = EnergySource::user;
  const std::string text = energy_summary_yaml(tables.spec, tables.costs);
  expect_in_order(text,
                  {"ERT_summary:\n    version: 0.4\n    table_summary:\n", "system.L1[1..1]",
                   "        primitive_estimation(s):\n", "          - name: system.L1[1..1]\n",
                   "            estimator: user\n", "system.L0[1..4]", "estimator: PAT\n"});
  EXPECT_THAT(text, Not(HasSubstr("arguments")));
}

TEST(AreaTableYaml, WithoutAnyAreaScriptsCanStillDivide) {
  EXPECT_THAT(Tables().art(), EndsWith("      - name: system.MAC[1..4]\n        area: 0\n"
                                       "      - name: system.unknown_area[1..1]\n"
                                       "        area: 1\n"));
}

TEST(AreaTableYaml, KnownAreasNeedNoPlaceholder) {
  Tables tables;
  tables.costs.storage[1].area_um2 = 1234.5;
  EXPECT_THAT(tables.art(), HasSubstr("system.L1[1..1]\n        area: 1234.5\n"));
  EXPECT_THAT(tables.art(), Not(HasSubstr("unknown_area")));
}

// Areas of an ART count only beside an ERT.
TEST(AreaSummaryYaml, TellsTheSource) {
  Tables tables;
  tables.spec.area_table.emplace();
  tables.spec.area_table->components = {{"L1", 7, {}}};
  const auto summary = [&] { return area_summary_yaml(tables.spec, tables.costs); };
  EXPECT_THAT(summary(), Not(HasSubstr("primitive_estimations: ART\n")));
  tables.give_energies("L1", {{"read", 1}});
  expect_in_order(summary(), {"system.L1[", "primitive_estimations: ART\n", "system.L0[",
                              "primitive_estimations: PAT\n"});
}

}  // namespace
}  // namespace tilewright::test
