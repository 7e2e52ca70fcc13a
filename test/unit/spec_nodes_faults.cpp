// What is wrong with architectures of version 0.4, and inputs that mix versions.

#include "test/unit/spec_nodes_samples.hpp"

namespace tilewright::test {
namespace {

const std::string tree = conv_problem + small_architecture;
const std::string nodes = conv_problem + small_nodes;

TEST(SpecNodesFaults, MixedVersionsNameBothPlaces) {
  for (const FaultyInput& input : std::vector<FaultyInput>{
           {replaced(nodes, "version: 0.4", "version: 0.3"),
            "in.yaml:17:12",
            {"'architecture' is of version 0.3", "'nodes' at in.yaml:19:5"}},
           {nodes + "mapper: {version: 0.3}\n",
            "in.yaml:37:19",
            {"'mapper' is of version 0.3", "'nodes' at in.yaml:19:5"}},
           {replaced(nodes, "  version: 0.4", "  subtree: []"),
            "in.yaml:17:3",
            {"'subtree' is of an older version", "in.yaml:19:5"}},
           {nodes + "arch: {arithmetic: {instances: 1}, storage: []}\n",
            "in.yaml:37:1",
            {"'arch' is a second architecture", "in.yaml:19:5"}},
           {nodes + "mapspace: {constraints: [{target: DRAM, type: temporal}]}\n",
            "in.yaml:37:11",
            {"'mapspace' are of an older version", "in.yaml:19:5", "targets"}},
           {nodes + "constraints: {targets: [{target: DRAM, type: bypass, keep: [Inputs]}]}\n",
            "in.yaml:37:46",
            {"'bypass' is of version 0.3", "in.yaml:18:3", "type: dataspace"}},
           {constrained("Buffer", "temporal: {no_temporal_reuse: [Inputs]}"),
            "in.yaml:25:32",
            {"'no_temporal_reuse' is of version 0.3", "in.yaml:18:3", "no_reuse"}},
           {tree + "mapspace_constraints: [{target: DRAM, type: temporal, factors_only: [R=3]}]\n",
            "in.yaml:30:55",
            {"'factors_only' is of version 0.4", "in.yaml:17:3", "no 'nodes'"}},
           {tree + "mapping: [{target: DRAM, type: dataspace, keep_only: [Inputs]}]\n",
            "in.yaml:30:43",
            {"'keep_only' is of version 0.4", "no 'nodes'"}},
       }) {
    expect_fault(input);
  }
}

TEST(SpecNodesFaults, OfNodes) {
  for (const FaultyInput& input : std::vector<FaultyInput>{
           {replaced(nodes, "- !Component\n      name: Buffer", "- name: Buffer"),
            "in.yaml:23:7",
            {"no tag", "!Component"}},
           {replaced(nodes, "!Container", "!Contaner"),
            "in.yaml:27:7",
            {"unknown tag '!Contaner'", "did you mean '!Container'?"}},
           {replaced(nodes, "      name: Buffer\n", ""), "in.yaml:23:7", {"no 'name'"}},
           {replaced(nodes, "      class: SRAM\n", ""), "in.yaml:23:7", {"no 'class'"}},
           {replaced(nodes, "class: SRAM", "class: RAM"),
            "in.yaml:25:14",
            {"unknown class 'RAM'", "subclass"}},
           {replaced(nodes, "name: Buffer", "name: DRAM"),
            "in.yaml:23:7",
            {"two nodes are called 'DRAM'", "in.yaml:19:7"}},
           {replaced(nodes, "depth: 128", "dephh: 128"),
            "in.yaml:26:20",
            {"unknown key 'dephh'", "did you mean 'depth'?"}},
           {replaced(nodes, "class: intmac", "class: regfile"),
            "in.yaml:34:7",
            {"no compute unit"}},
           {replaced(nodes, "meshX: 8", "meshX: 0"), "in.yaml:29:24", {"smallest", "1"}},
           {replaced(nodes, "meshX: 8", "meshZ: 8"), "in.yaml:29:17", {"'meshZ'", "meshX"}},
           {nodes + "constraints: {targets: [{target: Bufer, type: temporal}]}\n",
            "in.yaml:37:34",
            {"unknown node 'Bufer'", "did you mean 'Buffer'?"}},
           {constrained("Buffer", "temporal: {factors: [Z=2]}"),
            "in.yaml:25:42",
            {"unknown dimension 'Z'"}},
           {constrained("Buffer", "temporal: {factors: [R=3], factors_only: [R=1]}"),
            "in.yaml:25:63",
            {"two different factors of dimension R", "in.yaml:25:42"}},
           {constrained("Buffer", "dataspace: {keep: [Inputs], bypass_only: [Inputs]}"),
            "in.yaml:25:32",
            {"Inputs is both kept and bypassed"}},
           {constrained("Buffer", "temporal: {maximize_dims: [[K]]}"),
            "in.yaml:25:47",
            {"no capacity", "maximize_dims_capacity"}},
           {constrained("Buffer", "temporal: {default_max_factor: 2}") +
                "constraints: [{target: Buffer, type: temporal, default_max_factor: 4}]\n",
            "in.yaml:38:68",
            {"two values of 'default_max_factor'", "in.yaml:25:52"}},
       }) {
    expect_fault(input);
  }
}

}  // namespace
}  // namespace tilewright::test
