// Where each energy comes from: the entries of the cost table.

#include <gtest/gtest.h>

#include <algorithm>

#include "model/cost/cost_table.hpp"

namespace tilewright {

namespace {

Architecture small_architecture() {
  Architecture architecture;
  architecture.compute.name = "MAC";
  StorageLevel buffer;
  buffer.name = "Buffer";
  buffer.size_words = 1024;
  buffer.block_size = 4;
  architecture.storage.push_back(buffer);
  return architecture;
}

EnergyOrigin origin(const CostTable& costs, const std::string& component,
                    const std::string& action) {
  const auto found = std::find_if(
      costs.energies.begin(), costs.energies.end(),
      [&](const auto& entry) { return entry.component == component && entry.action == action; });
  EXPECT_NE(found, costs.energies.end()) << component << " " << action;
  return found == costs.energies.end() ? EnergyOrigin{} : *found;
}

TEST(CostProvenance, EveryEnergyOfTheTableIsListedOnce) {
  const CostTable costs = resolve_costs(small_architecture(), nullptr, nullptr);
  EXPECT_EQ(costs.energies.size(), 1U + 5U + 3U);
  EXPECT_EQ(origin(costs, "MAC", "compute").energy_pj, costs.compute.operation_pj);
  EXPECT_EQ(origin(costs, "Buffer", "read").energy_pj, costs.storage[0].read_pj);
  EXPECT_EQ(origin(costs, "Buffer", "fill").energy_pj, costs.storage[0].fill_pj);
  EXPECT_EQ(origin(costs, "Buffer", "update").energy_pj, costs.storage[0].update_pj);
  EXPECT_EQ(origin(costs, "Buffer", "leak").source, EnergySource::none);
  EXPECT_EQ(origin(costs, "Buffer", "read").source, EnergySource::built_in);
  EXPECT_EQ(origin(costs, "Buffer", "read").detail,
            "SRAM: (1 + (2 KB - 0.5) * 5 / 99.5) pJ * width 64 bits / 16 / cluster 1; width = 16 "
            "word bits * block 4 * cluster 1");
}

TEST(CostProvenance, AnActionThatTheTableLacksStaysBuiltIn) {
  EnergyTable energies;
  energies.components.push_back({"Buffer", {{"read", 3.0}}, {{"read", {"ert.yaml", 7, 1}}}, {}});
  const CostTable costs = resolve_costs(small_architecture(), &energies, nullptr);
  const EnergyOrigin read = origin(costs, "Buffer", "read");
  EXPECT_EQ(read.source, EnergySource::reference_table);
  EXPECT_EQ(read.place.text(), "ert.yaml:7:1");
  EXPECT_EQ(read.energy_pj, 3);
  EXPECT_EQ(origin(costs, "Buffer", "fill").source, EnergySource::built_in);
}

TEST(CostProvenance, WiresOfTheTableBeatTheUsers) {
  Architecture architecture = small_architecture();
  architecture.storage[0].network.wire_energy_pj_per_bit_mm = 0.5;
  architecture.storage[0].network.tile_width_um = 500;
  architecture.storage[0].energy_places["wire_energy"] = {"arch.yaml", 4, 2};
  EnergyOrigin hop =
      origin(resolve_costs(architecture, nullptr, nullptr), "Buffer <==> MAC", "hop");
  EXPECT_EQ(hop.source, EnergySource::user);
  EXPECT_EQ(hop.place.text(), "arch.yaml:4:2");
  EXPECT_EQ(hop.energy_pj, 4);
  EXPECT_EQ(hop.detail, "wire_energy: 16 word bits * 0.5 mm * 0.5 pJ per bit and mm");

  EnergyTable energies;
  energies.components.push_back({"wire", {{"transfer_random", 0.25}}, {}, {}});
  hop = origin(resolve_costs(architecture, &energies, nullptr), "Buffer <==> MAC", "hop");
  EXPECT_EQ(hop.source, EnergySource::reference_table);
  EXPECT_EQ(hop.energy_pj, 2);
}

}  // namespace

}  // namespace tilewright
