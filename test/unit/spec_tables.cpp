// Energy and area reference tables.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

Spec spec_of(const std::string& tables) {
  return read_spec_text(conv_problem + small_architecture + tables, "in.yaml");
}

TEST(SpecTables, ShortNames) {
  EXPECT_EQ(short_component_name("DRAM"), "DRAM");
  EXPECT_EQ(short_component_name("system.DRAM"), "DRAM");
  EXPECT_EQ(short_component_name("system.PE[0..15].weights[1..4]"), "weights");
  EXPECT_EQ(short_component_name("system.PE[0..15].weights"), "weights");
  EXPECT_EQ(short_component_name("buffer[1..16]"), "buffer");
  // Timeloop takes the lower bound to have one digit.
  EXPECT_EQ(short_component_name("system.PE[10..15]"), "PE[");
  EXPECT_EQ(short_component_name("..1"), "1");
  EXPECT_EQ(short_component_name(""), "");
}

TEST(SpecTables, ListForm) {
  for (const char* version : {"0.30", "\"0.4\""}) {
    const Spec spec = spec_of(std::string("ERT:\n  version: ") + version + R"(
  tables:
    - name: system.Buffer[1..1]
      actions:
        - {name: read, arguments: {data: 0}, energy: 1.5}
        - {name: read, arguments: {data: 1}, energy: 2.5}
        - {name: write, energy: -3}
    - name: system.DRAM
      actions: [{name: read, energy: 100}]
    - name: system.Buffer[1..1]
      actions: [{name: update, energy: 4}]
)");
    ASSERT_TRUE(spec.energy_table.has_value());
    EXPECT_EQ(spec.energy_table->components.size(), 2U);
    const ComponentEnergies* buffer = spec.energy_table->find("Buffer");
    ASSERT_NE(buffer, nullptr);
    EXPECT_EQ(buffer->place.line, 33);
    // The dearest entry counts, but never less than 0.
    EXPECT_EQ(buffer->action_energy_pj,
              (std::map<std::string, double>{{"read", 2.5}, {"update", 4}, {"write", 0}}));
    EXPECT_EQ(buffer->action_places.at("read").line, 36);
    EXPECT_EQ(buffer->action_places.at("update").line, 41);
    EXPECT_EQ(spec.energy_table->find("MAC"), nullptr);
    ASSERT_EQ(spec.warnings.size(), 1U);
    EXPECT_NE(spec.warnings[0].find("negative energy -3 counts as 0"), std::string::npos);
  }
}

TEST(SpecTables, MapForm) {
  const Spec spec = spec_of(R"(ERT:
  version: 0.2
  tables:
    system.Buffer[0..3]:
      idle: {energy: 0.5}
      random_read:
        - {arguments: {x: 1}, energy: 7}
        - {arguments: {x: 2}, energy: 6}
    Wire:
      transfer_random: {energy: 0.1}
)");
  EXPECT_EQ(spec.energy_table->find("Buffer")->action_energy_pj,
            (std::map<std::string, double>{{"idle", 0.5}, {"random_read", 7}}));
  EXPECT_EQ(spec.energy_table->find("Wire")->action_energy_pj.at("transfer_random"), 0.1);
}

TEST(SpecTables, OfSeveralComponentsWithOneNameTheLastCounts) {
  const Spec spec = spec_of(R"(ERT:
  version: 0.4
  tables:
    - {name: a.Buffer, actions: [{name: read, energy: 1}]}
    - {name: b.Buffer, actions: [{name: read, energy: 2}]}
)");
  EXPECT_EQ(spec.energy_table->find("Buffer")->action_energy_pj.at("read"), 2);
  EXPECT_EQ(spec.warnings.size(), 1U);
}

TEST(SpecTables, AreasHaveSinglePrecisionAndNeedAnErt) {
  const std::string areas = "ART: {version: 0.4, tables: [{name: 's.Buffer[1..2]', area: 0.1}]}\n";
  const Spec spec = spec_of("ERT: {version: 0.4, tables: []}\n" + areas);
  ASSERT_TRUE(spec.area_table.has_value());
  EXPECT_EQ(spec.area_table->find("Buffer")->area_um2, static_cast<double>(0.1F));
  EXPECT_EQ(spec.area_table->find("DRAM"), nullptr);
  const Spec alone = spec_of(areas);
  EXPECT_FALSE(alone.area_table.has_value());
  EXPECT_EQ(alone.warnings.size(), 1U);
}

TEST(SpecTables, Faults) {
  const auto with = [](const std::string& tables) {
    return conv_problem + small_architecture + tables;
  };
  const std::vector<FaultyInput> inputs = {
      {with("ERT: {tables: []}\n"), "in.yaml:30:6", {"no 'version'"}},
      {with("ERT: {version: 1, tables: []}\n"), "in.yaml:30:16", {"'1'", "0.2, 0.3 or 0.4"}},
      {with("ERT: {version: 0.4}\n"), "in.yaml:30:6", {"no 'tables'"}},
      {with("ERT: {version: 0.4, table: []}\n"), "in.yaml:30:21", {"mean 'tables'?"}},
      {with("ERT: {version: 0.4, tables: {}}\n"), "in.yaml:30:29", {"give a list"}},
      {with("ERT: {version: 0.2, tables: []}\n"), "in.yaml:30:29", {"give a map"}},
      {with("ERT: {version: 0.4, tables: [{name: B, actions: [{name: read}]}]}\n"),
       "in.yaml:30:50",
       {"no 'energy'"}},
      {with("ERT: {version: 0.4, tables: [{name: B, actions: [{name: r, energy: x}]}]}\n"),
       "in.yaml:30:68",
       {"give a number"}},
      {with("ERT: {version: 0.4, tables: []}\nART: {version: 0.2, tables: []}\n"),
       "in.yaml:31:16",
       {"give 0.3 or 0.4"}},
      {with("ERT: {version: 0.4, tables: []}\nART: {version: 0.4, tables: [{name: B}]}\n"),
       "in.yaml:31:30",
       {"no 'area'"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

}  // namespace
}  // namespace tilewright::test
