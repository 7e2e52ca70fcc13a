#include <algorithm>
#include <bit>

#include "model/report/xml_sections.hpp"

namespace tilewright {

namespace {

using Integer = std::optional<std::int64_t>;
using Text = std::optional<std::string_view>;

constexpr std::int64_t zero = 0;

void add_mesh(XmlArchive& archive, const Mesh& mesh) {
  archive.add_attribute("instances", Integer(mesh.instances));
  archive.add_attribute("meshX", Integer(mesh.x));
  archive.add_attribute("meshY", Integer(mesh.y));
}

void add_base(XmlArchive& archive) {
  archive.open("Level", XmlClass::level_base);
  archive.close();
}

void add_level_name(XmlArchive& archive, std::string_view name) {
  archive.open("LevelSpecs", XmlClass::level_specs);
  archive.add("level_name", name);
  archive.close();
}

void add_compute(XmlArchive& archive, const StatsInput& input) {
  const Compute& compute = input.architecture.compute;
  const ComputeEvaluation& result = input.evaluation.compute;
  archive.open_object("px", XmlClass::arithmetic_units);
  add_base(archive);
  archive.open("specs_", XmlClass::arithmetic_specs);
  add_level_name(archive, compute.name);
  add_mesh(archive, compute.mesh);
  archive.add_attribute("word_bits", Integer(compute.word_bits));
  archive.close();
  archive.add("energy_", result.energy_pj);
  archive.add("area_", input.costs.compute.area_um2);
  archive.add("cycles_", result.cycles);
  archive.add("utilized_instances_", result.utilized_instances);
  archive.add("avg_utilized_instances_", result.average_instances);
  archive.add("algorithmic_computes_", result.operations);
  archive.add("random_computes_", result.operations);
  archive.add("gated_computes_", zero);
  archive.add("skipped_computes_", zero);
  archive.close();
}

std::int64_t spacetime_dimension(LoopKind kind) {
  switch (kind) {
    case LoopKind::temporal:
      return 0;
    case LoopKind::spatial_x:
      return 1;
    case LoopKind::spatial_y:
      return 2;
  }
  return 0;
}

void add_loop(XmlArchive& archive, const Loop& loop) {
  archive.open("item", XmlClass::loop);
  archive.add("dimension", std::int64_t{loop.dimension});
  archive.add("start", zero);
  archive.add("end", loop.bound);
  archive.add("stride", std::int64_t{1});
  archive.add("spacetime_dimension", spacetime_dimension(loop.kind));
  archive.close();
}

void add_loops(XmlArchive& archive, const std::vector<Loop>& loops) {
  for (const Loop& loop : loops) add_loop(archive, loop);
}

/// The level's loops, innermost first.
void add_subnest(XmlArchive& archive, const LevelNest& nest) {
  archive.open("subnest_", XmlClass::loop_list);
  archive.add_count(static_cast<std::int64_t>(nest.spatial.size() + nest.temporal.size()));
  add_loops(archive, nest.spatial);
  add_loops(archive, nest.temporal);
  archive.close();
}

/// Bits that tell the blocks of the level apart. Where no size is given, the tiles count.
std::int64_t address_bits(const StorageLevel& level, const StorageEvaluation& result) {
  std::int64_t words = 0;
  for (const DataMovement& moved : result.data_spaces) words += moved.tile_size_words;
  const std::int64_t blocks = level.size_words.value_or(words) / level.block_size;
  const auto last = static_cast<std::uint64_t>(std::max<std::int64_t>(blocks, 1) - 1);
  return static_cast<std::int64_t>(std::bit_width(last));
}

void add_bandwidth_scale(XmlArchive& archive, const StatsInput& input, const StorageLevel& level) {
  add_by_data_space(archive, input.workload, "bandwidth_consumption_scale", [&](int d) {
    const auto found = level.bandwidth_scale.find(input.workload.data_spaces[d].name);
    return found == level.bandwidth_scale.end() ? 1.0 : found->second;
  });
}

void add_storage_specs(XmlArchive& archive, const StatsInput& input, const StorageLevel& level,
                       const StorageEvaluation& result) {
  archive.open("specs_", XmlClass::buffer_specs);
  add_level_name(archive, level.name);
  archive.add_attribute("name", Text(level.name));
  archive.open("technology", XmlClass::technology_attribute);
  archive.add("t_", std::int64_t{level.technology == Technology::dram});
  archive.close();
  archive.add_attribute("size", level.size_words);
  archive.add_attribute("word_bits", Integer(level.word_bits));
  archive.add_attribute("addr_gen_bits", Integer(address_bits(level, result)));
  archive.add_attribute("block_size", Integer(level.block_size));
  archive.add_attribute("cluster_size", Integer(level.cluster_size));
  add_mesh(archive, level.mesh);
  archive.add_attribute("shared_bandwidth", level.shared_bandwidth);
  archive.add_attribute("read_bandwidth", level.read_bandwidth);
  archive.add_attribute("write_bandwidth", level.write_bandwidth);
  add_bandwidth_scale(archive, input, level);
  archive.add_attribute("multiple_buffering", std::optional(level.multiple_buffering));
  archive.add_attribute("min_utilization", std::optional(level.min_utilization));
  archive.add_attribute("num_ports", Integer(level.ports));
  archive.add_attribute("num_banks", Integer(level.banks));
  for (const char* network :
       {"read_network_name", "fill_network_name", "drain_network_name", "update_network_name"}) {
    archive.add_attribute(network, Text());  // levels have networks of their own
  }
  archive.add_attribute("power_gated_at_name",
                        Text(level.power_gated_at.empty() ? level.name : level.power_gated_at));
  archive.close();
}

/// Accesses to the metadata of compressed tiles: dense ones have none.
void add_format_accesses(XmlArchive& archive) {
  for (const char* tag :
       {"random_format_reads", "gated_format_reads", "skipped_format_reads", "random_format_fills",
        "gated_format_fills", "skipped_format_fills", "random_format_updates",
        "gated_format_updates", "skipped_format_updates"}) {
    archive.open(tag, XmlClass::formats_by_data_space);
    archive.open("PerDataSpace");
    for (int d = 0; d < max_data_spaces; ++d) {
      archive.open("item", XmlClass::formats);
      archive.add_count(0);
      archive.close();
    }
    archive.close();
    archive.close();
  }
}

/// The statistics of one storage level.
class StorageStats {
 public:
  StorageStats(XmlArchive& archive, const StatsInput& input, const StorageEvaluation& result)
      : archive_(archive), workload_(input.workload), result_(result) {}

  void add() {
    archive_.open("stats_", XmlClass::buffer_stats);
    add_occupancy();
    add_accesses();
    add_format_accesses(archive_);
    add_zeros<std::int64_t>({"decompression_counts", "compression_counts"});
    add_values("address_generations",
               [](const DataMovement& moved) { return moved.address_generations; });
    add_values("temporal_reductions", [](const DataMovement& moved) {
      return static_cast<std::int64_t>(moved.temporal_reductions);
    });
    add_bandwidths();
    add_energies();
    archive_.add("cycles", result_.cycles);
    archive_.add("slowdown", result_.slowdown);
    add_zeros<double>({"format_shared_bandwidth_ratio", "format_read_bandwidth_ratio",
                       "format_write_bandwidth_ratio"});
    archive_.close();
  }

 private:
  /// One number of each data space.
  template <typename ValueOf>
  void add_values(std::string_view tag, const ValueOf& value_of) {
    add_by_data_space(archive_, workload_, tag,
                      [&](int d) { return value_of(result_.data_spaces[d]); });
  }

  template <typename Value>
  void add_zeros(std::initializer_list<std::string_view> tags) {
    for (const std::string_view tag : tags) {
      add_values(tag, [](const DataMovement&) { return Value{}; });
    }
  }

  void add_occupancy() {
    add_values("keep", [](const DataMovement& moved) { return moved.kept; });
    add_values("partition_size",
               [](const DataMovement& moved) { return moved.partition_size_words; });
    add_values("utilized_capacity",
               [](const DataMovement& moved) { return moved.tile_size_words; });
    add_values("utilized_instances",
               [](const DataMovement& moved) { return moved.utilized_instances; });
    add_values("utilized_clusters",
               [](const DataMovement& moved) { return moved.utilized_clusters; });
  }

  /// Every access of a dense tile is a "random" one: none is gated or skipped.
  void add_accesses() {
    const auto reads = [](const DataMovement& moved) { return moved.reads; };
    const auto updates = [](const DataMovement& moved) { return moved.updates; };
    const auto fills = [](const DataMovement& moved) { return moved.fills; };
    add_values("reads", reads);
    add_values("updates", updates);
    add_values("fills", fills);
    add_zeros<std::int64_t>({"gated_reads", "skipped_reads"});
    add_values("random_reads", reads);
    add_zeros<std::int64_t>({"gated_fills", "skipped_fills"});
    add_values("random_fills", fills);
    add_zeros<std::int64_t>({"gated_updates", "skipped_updates"});
    add_values("random_updates", updates);
  }

  void add_bandwidths() {
    add_values("shared_bandwidth",
               [](const DataMovement& moved) { return moved.shared_bandwidth; });
    add_values("read_bandwidth", [](const DataMovement& moved) { return moved.read_bandwidth; });
    add_values("write_bandwidth", [](const DataMovement& moved) { return moved.write_bandwidth; });
  }

  void add_energies() {
    add_values("energy_per_algorithmic_access", energy_per_access_pj);
    add_values("energy_per_access", energy_per_access_pj);
    add_values("energy", [](const DataMovement& moved) { return moved.energy_pj; });
    add_zeros<double>({"temporal_reduction_energy"});  // adders have no energy
    add_values("addr_gen_energy",
               [](const DataMovement& moved) { return moved.address_generation_energy_pj; });
  }

  XmlArchive& archive_;
  const Workload& workload_;
  const StorageEvaluation& result_;
};

void add_storage(XmlArchive& archive, const StatsInput& input, int level, const LevelNest& nest) {
  const StorageEvaluation& result = input.evaluation.storage[level];
  archive.open_object("px", XmlClass::buffer_level);
  add_base(archive);
  add_subnest(archive, nest);
  add_storage_specs(archive, input, input.architecture.storage[level], result);
  StorageStats(archive, input, result).add();
  archive.close();
}

}  // namespace

void add_levels(XmlArchive& archive, const StatsInput& input, const std::vector<LevelNest>& nests) {
  archive.open("levels_", XmlClass::level_list);
  archive.add_count(input.architecture.level_count() + 1, 1);
  archive.open("item", XmlClass::level_pointer);
  add_compute(archive, input);
  archive.close();
  for (int level = 0; level < input.architecture.level_count(); ++level) {
    archive.open("item", XmlClass::level_pointer);
    add_storage(archive, input, level, nests[level]);
    archive.close();
  }
  archive.close();
}

}  // namespace tilewright
