// The architecture section.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

Spec spec_of(const std::string& architecture) {
  return read_spec_text(conv_problem + architecture, "in.yaml");
}

Architecture architecture_of(const std::string& text) { return spec_of(text).architecture; }

/// The list form with one buffer that has these attributes, above `macs` units.
std::string buffer_with(const std::string& attributes, const std::string& macs = "instances: 8") {
  return "arch:\n  arithmetic: {" + macs + "}\n  storage:\n    - {name: Buffer, " + attributes +
         "}\n";
}

StorageLevel buffer_of(const std::string& attributes) {
  return architecture_of(buffer_with(attributes)).storage.at(0);
}

/// The mesh of a buffer, or the message of the error.
std::string mesh_text(const std::string& attributes) {
  const std::string text = buffer_with("entries: 1, " + attributes, "instances: 8, meshX: 4");
  std::string error = error_of(conv_problem + text);
  if (!error.empty()) return error;
  const Mesh mesh = architecture_of(text).storage[0].mesh;
  return std::to_string(mesh.instances) + "=" + std::to_string(mesh.x) + "x" +
         std::to_string(mesh.y);
}

TEST(SpecArchitecture, ListFormWithHyphens) {
  const Architecture architecture = architecture_of(R"(arch:
  arithmetic: {name: MACs, instances: 1024, word-bits: 8, energy: 2, area: 10.5}
  storage:
    - name: Registers
      entries: 1
      instances: 1024
      word-bits: 8
      cluster-size: 64
      num-ports: 2
    - {name: Accumulators, entries: 64, instances: 128, word-bits: 24, network-word-bits: 16}
    - name: DRAM
      technology: DRAM
      instances: 1
      block-size: 64
      bandwidth: 20.0
)");
  EXPECT_EQ(architecture.compute.name, "MACs");
  EXPECT_EQ(architecture.compute.word_bits, 8);
  EXPECT_EQ(architecture.compute.energy_pj, 2);
  EXPECT_EQ(architecture.compute.area_um2, 10.5);
  ASSERT_EQ(architecture.level_count(), 3);
  EXPECT_EQ(architecture.storage[0].name, "Registers");
  EXPECT_EQ(architecture.storage[0].place.line, 19);
  EXPECT_EQ(architecture.storage[0].word_bits, 8);
  EXPECT_EQ(architecture.storage[0].cluster_size, 64);
  EXPECT_EQ(architecture.storage[1].network.word_bits, 16);
  EXPECT_EQ(architecture.storage[2].technology, Technology::dram);
  EXPECT_EQ(architecture.storage[2].word_bits, 16);
  EXPECT_EQ(architecture.storage[2].block_size, 64);
  EXPECT_EQ(architecture.storage[2].size_words, std::nullopt);
  EXPECT_EQ(architecture.storage[2].read_bandwidth, 10);
  EXPECT_EQ(architecture.storage[2].write_bandwidth, 10);
  EXPECT_EQ(architecture.storage[2].shared_bandwidth, std::nullopt);
  EXPECT_FALSE(architecture.storage[2].reduction_supported);
  EXPECT_EQ(architecture.fanout(0), 1);
  EXPECT_EQ(architecture.fanout_x(1), 8);
  EXPECT_EQ(architecture.fanout(2), 128);
  EXPECT_EQ(architecture.find_level("Accumulators"), 1);
  EXPECT_EQ(architecture.find_level("MACs"), std::nullopt);
}

TEST(SpecArchitecture, ListFormNamesItsUnits) {
  EXPECT_EQ(architecture_of(buffer_with("entries: 1, instances: 8")).compute.name, "__ARITH__");
}

TEST(SpecArchitecture, TreeFormFlattensNestedSubtrees) {
  for (const char* version : {"0.2", "0.3", "\"0.4\""}) {
    const Architecture architecture =
        architecture_of(std::string("architecture:\n  version: ") + version + R"(
  subtree:
    - name: chip
      local:
        - {name: DRAM, class: LPDDR4_DRAM, attributes: {width: 64, datawidth: 16}}
        - {name: Global, class: smartbuffer_SRAM, attributes: {depth: 100, n_words: 4}}
      subtree:
        - name: PE[0..15]
          local:
            - {name: "Outer[1..2]", class: regfile, attributes: {entries: 3}}
            - {name: Inner, class: storage, attributes: {sizeKB: 2, instances: 64, meshX: 32}}
            - {name: "MAC[0..3]", class: fpmac, attributes: {meshX: 32}}
            - {name: AddressGenerator, class: counter}
)");
    ASSERT_EQ(architecture.level_count(), 4);
    EXPECT_EQ(architecture.compute.name, "MAC");
    EXPECT_EQ(architecture.compute.mesh.instances, 64);
    EXPECT_EQ(architecture.compute.mesh.y, 2);
    EXPECT_EQ(architecture.storage[0].name, "Inner");
    EXPECT_EQ(architecture.storage[0].mesh.instances, 64);
    EXPECT_EQ(architecture.storage[0].size_words, 1024);
    EXPECT_EQ(architecture.storage[1].name, "Outer");
    EXPECT_EQ(architecture.storage[1].mesh.instances, 32);
    EXPECT_EQ(architecture.storage[2].size_words, 400);
    EXPECT_EQ(architecture.storage[3].technology, Technology::dram);
    EXPECT_EQ(architecture.storage[3].block_size, 4);
  }
}

TEST(SpecArchitecture, IgnoredComponentsAreWarned) {
  const Spec spec = spec_of(small_architecture +
                            "        - {name: NoC, class: XY_NoC}\n"
                            "        - {name: Counter, class: counter}\n");
  ASSERT_EQ(spec.warnings.size(), 2U);
  EXPECT_NE(spec.warnings[0].find("'NoC' is ignored: no level is connected"), std::string::npos);
  EXPECT_NE(spec.warnings[1].find("'counter' is neither"), std::string::npos);
}

TEST(SpecArchitecture, ArchWins) {
  const Spec spec = spec_of(small_architecture + buffer_with("entries: 1, instances: 8"));
  EXPECT_EQ(spec.architecture.compute.name, "__ARITH__");
  EXPECT_EQ(spec.warnings.size(), 1U);
}

TEST(SpecArchitecture, Mesh) {
  EXPECT_EQ(mesh_text("instances: 2"), "2=2x1");
  EXPECT_EQ(mesh_text("instances: 4, meshX: 2"), "4=2x2");
  EXPECT_EQ(mesh_text("instances: 4, meshY: 2"), "4=2x2");
  EXPECT_EQ(mesh_text("instances: 8, meshX: 4, meshY: 2"), "8=4x2");
  EXPECT_EQ(mesh_text("meshX: 2, meshY: 2"), "4=2x2");
  EXPECT_NE(mesh_text("meshX: 2").find("has no number of instances"), std::string::npos);
  EXPECT_NE(mesh_text("instances: 6, meshX: 4").find("meshX 4 does not divide"), std::string::npos);
  EXPECT_NE(mesh_text("instances: 8, meshX: 2, meshY: 2").find("mesh of 2 x 2"), std::string::npos);
}

TEST(SpecArchitecture, MeshesMustDivide) {
  expect_fault({conv_problem + buffer_with("entries: 1, instances: 3"),
                "in.yaml:19:7",
                {"'Buffer' (3 x 1) does not divide", "'__ARITH__' (8 x 1)"}});
  // 2 x 2 divides 8 in number, but not along Y.
  expect_fault({conv_problem + buffer_with("entries: 1, instances: 4, meshX: 2"),
                "in.yaml:19:7",
                {"(2 x 2)", "meshX and meshY divide"}});
}

TEST(SpecArchitecture, WidthGivesBlockAndClusterSize) {
  struct Case {
    std::string attributes;
    std::int64_t block_size;
    std::int64_t cluster_size;
  };
  const std::vector<Case> cases = {
      {"word_bits: 8, width: 64", 8, 1},
      {"word_bits: 8, memory_width: 64, block_size: 2", 2, 4},
      {"word_bits: 8, data_storage_width: 64, cluster_size: 2", 4, 2},
      {"word_bits: 8, width: 64, block_size: 4, cluster_size: 2", 4, 2},
      {"word_bits: 8, block_size: 4", 4, 1}};
  for (const Case& test : cases) {
    const StorageLevel level = buffer_of("entries: 1, instances: 8, " + test.attributes);
    EXPECT_EQ(level.block_size, test.block_size) << test.attributes;
    EXPECT_EQ(level.cluster_size, test.cluster_size) << test.attributes;
  }
}

TEST(SpecArchitecture, Sizes) {
  EXPECT_EQ(buffer_of("instances: 1, entries: 100, depth: 7").size_words, 100);
  EXPECT_EQ(buffer_of("instances: 1, memory_depth: 100, width: 64").size_words, 400);
  EXPECT_EQ(buffer_of("instances: 1, sizeKB: 3, word_bits: 10").size_words, 3 * 1024 * 8 / 10);
  EXPECT_EQ(buffer_of("instances: 1, sizeKB: 1048576, word_bits: 8").size_words, 1LL << 30);
  EXPECT_EQ(buffer_of("instances: 1, entries: 0").effective_size_words(), 0);
  EXPECT_EQ(buffer_of("instances: 1, entries: 7, multiple_buffering: 2").effective_size_words(), 3);
  EXPECT_EQ(
      buffer_of("instances: 1, entries: 1000, multiple-buffering: 2.5").effective_size_words(),
      400);
  EXPECT_EQ(buffer_of("instances: 1, technology: DRAM").effective_size_words(), std::nullopt);
}

TEST(SpecArchitecture, StorageAttributes) {
  const StorageLevel level = buffer_of(
      "instances: 1, entries: 64, bandwidth: 8, read_bandwidth: 3, shared_bandwidth: 0.5, "
      "per_dataspace_bandwidth_consumption_scale: {Weights: 0.5}, min_utilization: 0.25, "
      "reduction_supported: false, vector_access_energy: 1.5, addr_gen_energy: 0, "
      "cluster_area: 12, power_gated_at: Buffer, word_width: 12");
  EXPECT_EQ(level.read_bandwidth, 3);
  EXPECT_EQ(level.write_bandwidth, 4);
  EXPECT_EQ(level.shared_bandwidth, 0.5);
  EXPECT_EQ(level.bandwidth_scale, (std::map<std::string, double>{{"Weights", 0.5}}));
  EXPECT_EQ(level.min_utilization, 0.25);
  EXPECT_FALSE(level.reduction_supported);
  EXPECT_EQ(level.vector_access_energy_pj, 1.5);
  EXPECT_EQ(level.address_generation_energy_pj, 0);
  EXPECT_EQ(level.cluster_area_um2, 12);
  EXPECT_EQ(level.power_gated_at, "Buffer");
  EXPECT_EQ(level.word_bits, 12);
}

TEST(SpecArchitecture, StorageDefaults) {
  const StorageLevel level = buffer_of("instances: 1, entries: 1, addr_gen_energy: -0.1");
  EXPECT_EQ(level.technology, Technology::sram);
  EXPECT_EQ(level.word_bits, 16);
  EXPECT_EQ(level.block_size, 1);
  EXPECT_EQ(level.cluster_size, 1);
  EXPECT_EQ(level.multiple_buffering, 1);
  EXPECT_EQ(level.min_utilization, 0);
  EXPECT_EQ(level.read_bandwidth, std::nullopt);
  EXPECT_EQ(level.write_bandwidth, std::nullopt);
  EXPECT_TRUE(level.reduction_supported);
  EXPECT_EQ(level.vector_access_energy_pj, std::nullopt);
  EXPECT_EQ(level.address_generation_energy_pj, std::nullopt);
  EXPECT_EQ(level.power_gated_at, "");
  EXPECT_EQ(level.network.word_bits, std::nullopt);
  EXPECT_EQ(level.network.router_energy_pj, std::nullopt);
  EXPECT_EQ(level.network.fill_latency_cycles, 0);
  EXPECT_EQ(level.network.type, NetworkType::unspecified);
}

TEST(SpecArchitecture, NetworkAttributes) {
  const Network network =
      buffer_of(
          "instances: 1, entries: 1, network-word-bits: 4, router-energy: 1, wire-energy: 2e-1, "
          "tile-width: 3, energy-per-hop: 4, energy-per-ingress: 5, network-type: M:N, "
          "network_fill_latency: 6, network_drain_latency: 7")
          .network;
  EXPECT_EQ(network.word_bits, 4);
  EXPECT_EQ(network.router_energy_pj, 1);
  EXPECT_EQ(network.wire_energy_pj_per_bit_mm, 0.2);
  EXPECT_EQ(network.tile_width_um, 3);
  EXPECT_EQ(network.energy_per_hop_pj, 4);
  EXPECT_EQ(network.ingress_energy_pj, 5);
  EXPECT_EQ(network.type, NetworkType::many_to_many);
  EXPECT_EQ(network.fill_latency_cycles, 6);
  EXPECT_EQ(network.drain_latency_cycles, 7);
}

TEST(SpecArchitecture, ClassesOfTheListFormNeedAttributes) {
  // As in Timeloop: the class counts only beside an `attributes` map.
  EXPECT_EQ(buffer_of("class: DRAM, attributes: {instances: 1}").technology, Technology::dram);
  EXPECT_EQ(buffer_of("class: DRAM, instances: 1, entries: 1").technology, Technology::sram);
}

TEST(SpecArchitecture, ForeignAttributesAreLeftAlone) {
  const Spec spec = spec_of(
      buffer_with("instances: 8, entries: 1, n_rdwr_ports: 2, voltage: 0.7, my_attribute: {a: 1}"));
  EXPECT_TRUE(spec.warnings.empty());
}

TEST(SpecArchitecture, ABlockWithoutAWordHoldsNothing) {
  // As in Timeloop, one of whose samples is like this.
  const Spec spec =
      spec_of(buffer_with("instances: 4, depth: 128, word_bits: 24, width: 24, cluster_size: 4"));
  EXPECT_EQ(spec.architecture.storage.at(0).size_words, 0);
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("the width of 'Buffer' is too small for its cluster_size"),
            std::string::npos);
}

TEST(SpecArchitecture, NegativeDefaultsStandForBuiltInValues) {
  const StorageLevel level =
      buffer_of("instances: 1, entries: 1, addr_gen_energy: -3, cluster_area: -1");
  EXPECT_EQ(level.address_generation_energy_pj, std::nullopt);
  EXPECT_EQ(level.cluster_area_um2, 0);
}

TEST(SpecArchitecture, IngressEnergyIsWarnedUnlessHyphenated) {
  const std::string start = "instances: 8, entries: 1, ";
  EXPECT_EQ(spec_of(buffer_with(start + "energy_per_ingress: 5")).warnings.size(), 1U);
  EXPECT_EQ(spec_of(buffer_with(start + "network-word-bits: 5")).warnings.size(), 1U);
  EXPECT_EQ(spec_of(buffer_with(start + "energy-per-ingress: 5")).warnings.size(), 0U);
}

TEST(SpecArchitecture, LowerCaseDramIsWarned) {
  EXPECT_EQ(spec_of(buffer_with("instances: 8, entries: 1, technology: dram")).warnings.size(), 1U);
  EXPECT_EQ(spec_of(buffer_with("instances: 8, entries: 1, technology: 45nm")).warnings.size(), 0U);
}

TEST(SpecArchitecture, FaultsOfAttributes) {
  const auto with = [](const std::string& attributes) {
    return conv_problem + buffer_with("instances: 1, " + attributes);
  };
  const std::vector<FaultyInput> inputs = {
      {with("entries: 1, word-bit: 8"), "in.yaml:19:48", {"'word-bit'", "mean 'word_bits'?"}},
      {with("entrie: 1"), "in.yaml:19:36", {"component 'Buffer'", "mean 'entries'?"}},
      {with("entries: 1, meshx: 1"), "in.yaml:19:48", {"did you mean 'meshX'?"}},
      {with("entries: 1, read_bandwith: 1"), "in.yaml:19:48", {"did you mean 'read_bandwidth'?"}},
      {with("word_bits: 8"), "in.yaml:19:7", {"'Buffer' has no size", "sizeKB", "DRAM"}},
      {with("entries: many"), "in.yaml:19:45", {"'many'", "give an integer"}},
      {with("entries: 1, word_bits: 0"), "in.yaml:19:59", {"smallest possible value is 1"}},
      {with("entries: 1, sizeKB: 1"), "in.yaml:19:56", {"'sizeKB'", "'entries'"}},
      {with("depth: 1, sizeKB: 1"), "in.yaml:19:54", {"given twice"}},
      {with("depth: 9223372036854775807, block_size: 2"), "in.yaml:19:7", {"exceeds 2^63"}},
      {with("entries: 1, word_bits: 8, width: 12"), "in.yaml:19:69", {"multiple", "= 8"}},
      {with("entries: 1, word_bits: 8, width: 64, block_size: 2, cluster_size: 2"),
       "in.yaml:19:69",
       {"64 bits", "is 32"}},
      {with("entries: 1, word_bits: 8, width: 8, cluster_size: 2"), "in.yaml:19:69", {"too small"}},
      {with("entries: 1, cluster_size: 2"), "in.yaml:19:7", {"does not divide its 1 instances"}},
      {with("technology: DRAM, cluster_size: 2"), "in.yaml:19:7", {"must have cluster_size 1"}},
      {with("technology: DRAM, min_utilization: 0.5"), "in.yaml:19:71", {"no size"}},
      {with("entries: 1, read_bandwidth: 0"), "in.yaml:19:64", {"greater than 0"}},
      {with("entries: 1, multiple_buffering: -1"), "in.yaml:19:68", {"greater than 0"}},
      {with("entries: 9, multiple_buffering: 1e-300"), "in.yaml:19:68", {"2^63"}},
      {with("entries: 1, vector_access_energy: 1.2.3"), "in.yaml:19:70", {"give a number"}},
      {with("entries: 1, num_ports: 3"), "in.yaml:19:59", {"largest possible value is 2"}},
      {with("entries: 1, network_type: N:N"), "in.yaml:19:62", {"1:1, 1:N or M:N"}},
      {with("entries: 1, network_read: NoC"), "in.yaml:19:62", {"networks", "not supported"}},
      {with("entries: 1, allow_overbooking: true"), "in.yaml:19:67", {"sparse"}},
      {with("entries: 1, reduction_supported: 2"), "in.yaml:19:69", {"true or false"}},
      {with("entries: 1, power_gated_at: Bufer"), "in.yaml:19:7", {"did you mean 'Buffer'?"}},
      {with("entries: 1, per_dataspace_bandwidth_consumption_scale: {Weigths: 2}"),
       "in.yaml:19:92",
       {"did you mean 'Weights'?"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

TEST(SpecArchitecture, FaultsOfTheStructure) {
  const auto tree_with = [](const std::string& from, const std::string& to) {
    return conv_problem + replaced(small_architecture, from, to);
  };
  const std::string list = buffer_with("entries: 1, instances: 8");
  const std::vector<FaultyInput> inputs = {
      {tree_with("version: 0.3", "version: 0.5"), "in.yaml:17:12", {"'0.5'", "0.2, 0.3 or 0.4"}},
      {tree_with("  version: 0.3\n", ""), "in.yaml:17:3", {"no version"}},
      {tree_with("version", "verison"), "in.yaml:17:3", {"did you mean 'version'?"}},
      {tree_with("local", "locals"), "in.yaml:20:7", {"did you mean 'local'?"}},
      {tree_with("attributes", "atributes"), "in.yaml:23:11", {"did you mean 'attributes'?"}},
      {tree_with("intmac", "int_unit"), "in.yaml:17:3", {"no compute units"}},
      {tree_with("class: SRAM", "class: mac"), "in.yaml:27:11", {"a second component"}},
      {tree_with("name: Buffer", "name: DRAM"),
       "in.yaml:21:11",
       {"two components", "'DRAM'", "in.yaml:24:11"}},
      {tree_with("MAC[0..7]", "MAC[7..0]"), "in.yaml:27:17", {"no valid range"}},
      {tree_with("MAC[0..7]", "MAC[a..b]"), "in.yaml:27:17", {"PE[0..15]"}},
      {tree_with("- name: system", "- name: system[1..9223372036854775807]"),
       "in.yaml:27:17",
       {"2^63 instances"}},
      {tree_with("- name: system", "- name: other\n    - name: system"),
       "in.yaml:19:5",
       {"2 branches"}},
      {conv_problem + "arch: {arithmetic: {instances: 1}, storage: []}\n",
       "in.yaml:16:7",
       {"no storage level"}},
      {conv_problem + replaced(list, "storage", "storge"), "in.yaml:18:3", {"mean 'storage'?"}},
      {conv_problem + replaced(list, "name: Buffer, ", ""), "in.yaml:19:7", {"no 'name'"}},
      {conv_problem + buffer_with("entries: 1", "instances: 8"),
       "in.yaml:19:7",
       {"'Buffer' has no number of instances", "instances: 1"}},
      {conv_problem + buffer_with("entries: 1, instances: 1", "word_bits: 8"),
       "in.yaml:17:15",
       {"'__ARITH__' has no number of instances"}},
      {conv_problem + "arch: 3\n", "in.yaml:16:7", {"give a map"}}};
  for (const FaultyInput& input : inputs) expect_fault(input);
}

}  // namespace
}  // namespace tilewright::test
