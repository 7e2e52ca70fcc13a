#include "report_example.hpp"

namespace tilewright::test {

namespace {

enum Dimension : int { m, n, k };
enum DataSpaceId : int { a, b, z };

Workload gemm() {
  Workload workload;
  workload.shape_name = "gemm";
  workload.dimensions = {"M", "N", "K"};
  workload.bounds = {16, 12, 30};
  const auto rank = [](int dimension) { return Rank{ProjectionTerm{dimension, 1, {}}}; };
  workload.data_spaces = {{"A", false, {rank(m), rank(k)}},
                          {"B", false, {rank(n), rank(k)}},
                          {"Z", true, {rank(m), rank(n)}}};
  return workload;
}

Architecture four_macs() {
  Architecture architecture;
  architecture.compute.name = "MAC";
  architecture.compute.word_bits = 8;
  architecture.compute.mesh = {4, 1, 4};

  StorageLevel buffer;
  buffer.name = "L0";
  buffer.word_bits = 8;
  buffer.size_words = 1048576;
  buffer.mesh = {4, 1, 4};
  buffer.read_bandwidth = 4;
  buffer.write_bandwidth = 4;
  buffer.network.router_energy_pj = 0.75;

  StorageLevel dram;
  dram.name = "L1";
  dram.technology = Technology::dram;
  dram.word_bits = 8;
  dram.block_size = 4;
  architecture.storage = {buffer, dram};
  return architecture;
}

CostTable costs() {
  CostTable table;
  table.compute.operation_pj = 1.127;
  StorageCosts buffer;
  buffer.vector_access_pj = 60.615;
  buffer.leak_pj = 0.083;
  buffer.source = EnergySource::reference_table;
  StorageCosts dram;
  dram.vector_access_pj = 41.943;
  dram.leak_pj = 0.0853;
  dram.source = EnergySource::reference_table;
  table.storage = {buffer, dram};
  NetworkCosts network;
  network.word_bits = 8;
  table.networks = {network, network};
  return table;
}

Mapping tiled_gemm() {
  const auto loop = [](Dimension dimension, std::int64_t bound, LoopKind kind) {
    return Loop{dimension, kind, bound, bound};
  };
  Mapping mapping;
  mapping.nodes = {Storage{1, 0b111},
                   loop(k, 6, LoopKind::temporal),
                   loop(n, 2, LoopKind::spatial_y),
                   loop(m, 2, LoopKind::spatial_y),
                   Storage{0, 0},
                   loop(n, 6, LoopKind::temporal),
                   loop(m, 8, LoopKind::temporal),
                   loop(k, 5, LoopKind::temporal)};
  return mapping;
}

DataMovement dram_reads(std::int64_t tile_size_words) {
  DataMovement moved;
  moved.kept = true;
  moved.tile_size_words = moved.tile_share_words = moved.partition_size_words = tile_size_words;
  moved.utilized_instances = 1;
  moved.utilized_clusters = 1;
  moved.reads = moved.address_generations = 2880;
  moved.energy_pj = 720 * 41.943;
  moved.read_bandwidth = moved.shared_bandwidth = 2;
  return moved;
}

DataMovement dram_updates() {
  DataMovement moved = dram_reads(192);
  moved.reads = 5568;
  moved.updates = moved.address_generations = 5760;
  moved.temporal_reductions = 5568;
  moved.energy_pj = 1392 * 41.943 + 1440 * 5.234;
  moved.read_bandwidth = 5568.0 / 1440;
  moved.write_bandwidth = 4;
  moved.shared_bandwidth = 4 + 5568.0 / 1440;
  return moved;
}

NetworkTraffic unicast() {
  NetworkTraffic traffic;
  traffic.ingresses = {AccessRecord{1, 1, 1440, 0}};
  traffic.multicast_factor = 1;
  traffic.energy_pj = 1080;
  traffic.utilized_instances = 4;
  return traffic;
}

Evaluation result() {
  Evaluation evaluation;
  evaluation.compute = {5760, 4, 1440, 5760 * 1.127};

  StorageEvaluation buffer;
  buffer.cycles = 1440;
  buffer.leakage_energy_pj = buffer.energy_pj = 0.083 * 1440 * 4;

  StorageEvaluation dram;
  dram.cycles = 1440;
  dram.leakage_energy_pj = 0.0853 * 1440;
  dram.data_spaces[a] = dram_reads(480);
  dram.data_spaces[b] = dram_reads(360);
  dram.data_spaces[z] = dram_updates();
  dram.accesses = 17088;
  dram.energy_pj = dram.leakage_energy_pj;
  for (const DataMovement& moved : dram.data_spaces) dram.energy_pj += moved.energy_pj;
  evaluation.storage = {buffer, dram};

  NetworkEvaluation network;
  for (const int d : {a, b, z}) network.data_spaces[d] = unicast();
  network.energy_pj = 3 * 4 * 1080;
  evaluation.networks = {network, NetworkEvaluation{}};

  evaluation.cycles = 1440;
  evaluation.utilization = 1;
  evaluation.energy_pj =
      evaluation.compute.energy_pj + buffer.energy_pj + dram.energy_pj + network.energy_pj;
  return evaluation;
}

}  // namespace

ReportExample gemm_example() { return {gemm(), four_macs(), costs(), tiled_gemm(), result()}; }

ReportExample uneven_example() {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Loop{2, LoopKind::temporal, 30, 30}, Storage{1, 0b111},
                           Storage{0, 0b111}};
  return example;
}

}  // namespace tilewright::test
