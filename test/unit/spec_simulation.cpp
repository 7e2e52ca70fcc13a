// The simulation section.

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "model/report/convert.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/simulation_settings.hpp"
#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string base = conv_problem + small_architecture;

/// With these entries of `sim`, which stands in line 30.
Spec spec_of(const std::string& entries) {
  return read_spec_text(base + "sim: {" + entries + "}\n", "in.yaml");
}

SimulationSection section_of(const std::string& entries) {
  const Spec spec = spec_of(entries);
  EXPECT_THAT(spec.warnings, IsEmpty()) << entries;
  return spec.simulation;
}

std::string error_of(const std::string& entries) {
  try {
    spec_of(entries);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_defaults(const SimulationSection& section) {
  EXPECT_EQ(section.clock_ghz, 1);
  EXPECT_EQ(section.prefetch, Prefetch::sized);
  EXPECT_THAT(section.level_prefetch, IsEmpty());
  EXPECT_EQ(section.layout, DramLayout::tiled);
  EXPECT_EQ(section.initiation_interval_cycles, 1);
  EXPECT_EQ(section.pipeline_depth_cycles, 1);
  EXPECT_THAT(section.networks, IsEmpty());
  EXPECT_EQ(section.dram.preset, "ideal");
  EXPECT_THAT(section.dram.overrides, IsEmpty());
  EXPECT_EQ(section.dram.address_map, "");
}

TEST(SpecSimulation, NoSection) { expect_defaults(read_spec_text(base).simulation); }

TEST(SpecSimulation, EmptySection) {
  const SimulationSection section = section_of("");
  expect_defaults(section);
  EXPECT_EQ(section.place.text(), "in.yaml:30:6");
}

TEST(SpecSimulation, SingleValues) {
  const SimulationSection section = section_of(
      "clock_ghz: 1.5, prefetch: ample, layout: row-major, "
      "compute: {initiation_interval: 2, pipeline_depth: 5}");
  EXPECT_EQ(section.clock_ghz, 1.5);
  EXPECT_EQ(section.prefetch, Prefetch::ample);
  EXPECT_EQ(section.layout, DramLayout::row_major);
  EXPECT_EQ(section.initiation_interval_cycles, 2);
  EXPECT_EQ(section.pipeline_depth_cycles, 5);
}

TEST(SpecSimulation, PrefetchByLevel) {
  const SimulationSection section = section_of("prefetch: {Buffer: none, default: ample}");
  EXPECT_EQ(section.prefetch, Prefetch::ample);
  EXPECT_THAT(section.level_prefetch, ElementsAre(Pair("Buffer", Prefetch::none)));
}

TEST(SpecSimulation, OneNetwork) {
  const SimulationSection section = section_of(
      "networks: {kind: mesh, columns: 4, rows: 5, flit_bits: 32, packet_flits: 3, "
      "buffer_flits: 4, router_latency: 0, link_latency: 2, ports: {Buffer: [3, 4], DRAM: [0, "
      "0]}}");
  ASSERT_EQ(section.networks.size(), 1U);
  const NetworkSection& network = section.networks.front();
  EXPECT_EQ(network.level, "");
  EXPECT_EQ(network.kind, NetworkKind::mesh);
  EXPECT_EQ(network.columns, 4);
  EXPECT_EQ(network.rows, 5);
  EXPECT_EQ(network.flit_bits, 32);
  EXPECT_EQ(network.packet_flits, 3);
  EXPECT_EQ(network.buffer_flits, 4);
  EXPECT_EQ(network.router_latency_cycles, 0);
  EXPECT_EQ(network.link_latency_cycles, 2);
  EXPECT_THAT(network.ports, ElementsAre(Pair("Buffer", Pair(3, 4)), Pair("DRAM", Pair(0, 0))));
}

TEST(SpecSimulation, NetworkDefaultsAreThePapers) {
  const SimulationSection section = section_of("networks: [{level: Buffer, kind: mesh}]");
  ASSERT_EQ(section.networks.size(), 1U);
  const NetworkSection& network = section.networks.front();
  EXPECT_EQ(network.level, "Buffer");
  EXPECT_FALSE(network.columns);
  EXPECT_FALSE(network.rows);
  EXPECT_EQ(network.flit_bits, 64);
  EXPECT_EQ(network.packet_flits, 5);
  EXPECT_EQ(network.buffer_flits, 7);
  EXPECT_THAT(network.ports, IsEmpty());
}

TEST(SpecSimulation, SeveralNetworks) {
  const SimulationSection section =
      section_of("networks: [{level: DRAM}, {level: 0, kind: systolic}]");
  ASSERT_EQ(section.networks.size(), 2U);
  EXPECT_EQ(section.networks[0].level, "DRAM");
  EXPECT_EQ(section.networks[0].kind, NetworkKind::ideal);
  EXPECT_EQ(section.networks[1].level, "Buffer");
  EXPECT_EQ(section.networks[1].kind, NetworkKind::systolic);
}

TEST(SpecSimulation, DramByName) {
  const SimulationSection section = section_of("dram: DDR4-2400");
  EXPECT_EQ(section.dram.preset, "DDR4-2400");
  EXPECT_EQ(section.dram.place.text(), "in.yaml:30:13");
}

TEST(SpecSimulation, DramWithParameters) {
  const DramSection dram =
      section_of("dram: {preset: HBM2, channels: 2, tRCD: 17.5, address_map: \"row:bank:column\"}")
          .dram;
  EXPECT_EQ(dram.preset, "HBM2");
  EXPECT_EQ(dram.place.text(), "in.yaml:30:22");
  EXPECT_EQ(dram.address_map, "row:bank:column");
  ASSERT_EQ(dram.overrides.size(), 2U);
  EXPECT_EQ(dram.overrides.at("channels").first, 2);
  EXPECT_EQ(dram.overrides.at("tRCD").first, 17.5);
  EXPECT_EQ(dram.overrides.at("tRCD").second.text(), "in.yaml:30:41");
}

TEST(SpecSimulation, LongNameOfTheSection) {
  const Spec spec = read_spec_text(base + "simulation: {clock_ghz: 2}\n");
  EXPECT_THAT(spec.warnings, IsEmpty());
  EXPECT_EQ(spec.simulation.clock_ghz, 2);
}

TEST(SpecSimulation, VariablesAreKnown) {
  const Spec spec = read_spec_text(
      base + "variables: {COLUMNS: 3}\nsim: {networks: {kind: mesh, columns: COLUMNS}}\n");
  EXPECT_EQ(spec.simulation.networks.at(0).columns, 3);
}

TEST(SpecSimulation, WarnsOfWhatHasNoEffect) {
  const Spec spec = spec_of("speed: 3, networks: {kind: systolic, columns: 4}");
  EXPECT_THAT(
      spec.warnings,
      ElementsAre("in.yaml:30:7: unknown key 'speed' in 'sim' is ignored",
                  "in.yaml:30:44: 'columns' has no effect on a network of kind 'systolic'"));
}

struct Fault {
  const char* entries;
  const char* message;
};

class SpecSimulationFault : public ::testing::TestWithParam<Fault> {};

TEST_P(SpecSimulationFault, SaysWhereAndWhatWouldBeRight) {
  EXPECT_EQ(error_of(GetParam().entries), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SpecSimulationFault,
    ::testing::Values(
        Fault{"clock_gzh: 1",
              "in.yaml:30:7: unknown key 'clock_gzh' in 'sim'; did you mean 'clock_ghz'?"},
        Fault{"clock_ghz: 0", "in.yaml:30:18: 'clock_ghz' is '0'; give a number greater than 0"},
        Fault{"clock_ghz: 1000000",
              "in.yaml:30:18: 'clock_ghz' is '1000000'; it counts in GHz: give at most 1000"},
        Fault{"prefetch: smal",
              "in.yaml:30:17: 'prefetch' is 'smal'; known names are sized, ample, none"},
        Fault{"prefetch: {Bufer: none}",
              "in.yaml:30:18: unknown storage level 'Bufer' in 'prefetch'; did you mean 'Buffer'?"},
        Fault{"prefetch: {defaults: none}",
              "in.yaml:30:18: unknown storage level 'defaults' in 'prefetch'; "
              "did you mean 'default'?"},
        Fault{"layout: tield",
              "in.yaml:30:15: 'layout' is 'tield'; did you mean 'tiled'? known names are tiled, "
              "row_major"},
        Fault{"compute: {pipeline_depth: 0}",
              "in.yaml:30:33: 'pipeline_depth' is '0'; the smallest possible value is 1"},
        Fault{"networks: {level: PE}",
              "in.yaml:30:25: unknown storage level 'PE'; known names are Buffer, DRAM"},
        Fault{"networks: {kind: torus}",
              "in.yaml:30:24: 'kind' is 'torus'; known names are ideal, mesh, systolic"},
        Fault{"networks: {kind: mesh, columns: 0}",
              "in.yaml:30:39: 'columns' is '0'; the smallest possible value is 1"},
        Fault{"networks: {kind: mesh, router_latency: -1}",
              "in.yaml:30:46: 'router_latency' is '-1'; the smallest possible value is 0"},
        Fault{"networks: {kind: mesh, rows: 2000000}",
              "in.yaml:30:36: 'rows' is too large: '2000000'; the largest possible value is "
              "1000000"},
        Fault{"networks: {kind: mesh, ports: {PE: [0, 0]}}",
              "in.yaml:30:38: unknown storage level 'PE' in 'ports'; known names are Buffer, DRAM"},
        Fault{"networks: {kind: mesh, ports: {DRAM: [0]}}",
              "in.yaml:30:44: 'DRAM' has 1 coordinates; give the column and the row of a router, "
              "as in [3, 4]"},
        Fault{"networks: {kind: mesh, rows: 4, ports: {DRAM: [0, 4]}}",
              "in.yaml:30:57: item 2 of 'DRAM' is 4, but the mesh has 4 rows, which count from 0; "
              "give at most 3, or raise 'rows'"},
        Fault{"networks: [{level: DRAM}, {level: DRAM}]",
              "in.yaml:30:33: there are two networks below DRAM; remove one; the first is at "
              "in.yaml:30:18"},
        Fault{"networks: [{}, {}]",
              "in.yaml:30:22: there are two networks without a 'level'; give each its level"},
        Fault{"networks: mesh", "in.yaml:30:17: 'networks' is a single value; give a map"},
        Fault{"dram: {prest: HBM2}",
              "in.yaml:30:14: unknown key 'prest' in 'dram'; did you mean 'preset'?"},
        Fault{"dram: {tRCD: -1}",
              "in.yaml:30:20: 'tRCD' is '-1'; give 0 or a number greater than 0"},
        Fault{"dram: {tRCD: .inf}", "in.yaml:30:20: 'tRCD' is '.inf'; give at most 1e100"},
        Fault{"dram: [HBM2]", "in.yaml:30:13: 'dram' is a list; give a map"}));

TEST(SpecSimulation, BothNamesOfTheSectionAreAnError) {
  EXPECT_THAT([] { read_spec_text(base + "sim: {}\nsimulation: {}\n", "in.yaml"); },
              ::testing::ThrowsMessage<Error>(
                  "in.yaml:30:1: there are both 'simulation' and 'sim'; remove one of them"));
}

const std::string full_section =
    "simulation: {clock_ghz: 1.5, prefetch: {Buffer: none, default: ample}, networks: [{level: "
    "Buffer, kind: mesh, columns: 4, rows: 5, ports: {DRAM: [3, 4]}}], dram: {preset: DDR4-2400, "
    "channels: 2, address_map: \"row:bank\"}}\n";

void expect_full_section(const SimulationSection& section) {
  EXPECT_EQ(section.clock_ghz, 1.5);
  EXPECT_EQ(section.prefetch, Prefetch::ample);
  EXPECT_THAT(section.level_prefetch, ElementsAre(Pair("Buffer", Prefetch::none)));
  ASSERT_EQ(section.networks.size(), 1U);
  EXPECT_EQ(section.networks[0].columns, 4);
  EXPECT_THAT(section.networks[0].ports, ElementsAre(Pair("DRAM", Pair(3, 4))));
  EXPECT_EQ(section.dram.preset, "DDR4-2400");
  EXPECT_EQ(section.dram.overrides.at("channels").first, 2);
  EXPECT_EQ(section.dram.address_map, "row:bank");
}

std::string sample_text(const std::string& name) {
  std::ifstream file(std::string(TILEWRIGHT_SOURCE_DIR) + "/test/cli/broken/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The input in another language.
std::string converted(const std::string& yaml, reader::Language language) {
  reader::Document document;
  document.append("in.yaml", yaml);
  const reader::ValueTree tree = reader::parse(document);
  return convert(tree.root(), language);
}

TEST(SpecSimulation, ReadsInVersion04) {
  expect_full_section(read_spec_text(sample_text("nodes.yaml") + full_section).simulation);
}

TEST(SpecSimulation, SurvivesConversionToYaml) {
  const std::string yaml = converted(base + full_section, reader::Language::yaml);
  expect_full_section(read_spec_text(yaml).simulation);
}

TEST(SpecSimulation, SurvivesConversionToLibconfig) {
  const std::string section = converted(full_section, reader::Language::libconfig);
  expect_full_section(read_spec_text(sample_text("list.cfg") + section, "in.cfg").simulation);
}

TEST(SpecSimulation, SettingsAreListedWithTheirDefaults) {
  std::vector<std::string> lines;
  for (const SettingDescription& setting : simulation_settings()) {
    EXPECT_NE(setting.meaning, "") << setting.name;
    EXPECT_NE(setting.default_text, "") << setting.name;
    lines.push_back(setting.name + ": " + setting.values + "; " + setting.default_text);
  }
  EXPECT_THAT(
      lines, ::testing::IsSupersetOf({"prefetch: sized, ample or none; sized",
                                      "networks.flit_bits: an integer from 1; 64",
                                      "networks.columns: an integer from 1; the children's columns",
                                      "dram.preset: a name; ideal"}));
}

}  // namespace
}  // namespace tilewright::test
