#include "model/spec/component_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "model/spec/checked.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

/// Attributes that are free-form: energy estimators read these and others.
const std::vector<std::string>& foreign_attributes() {
  static const std::vector<std::string> keys = {"name",
                                                "class",
                                                "subclass",
                                                "type",
                                                "constraints",
                                                "enabled",
                                                "required_actions",
                                                "metadata_block_size",
                                                "metadata_datawidth",
                                                "metadata_word_bits",
                                                "metadata_storage_width",
                                                "metadata_width",
                                                "metadata_storage_depth",
                                                "metadata_depth",
                                                "concordant_compressed_tile_traversal",
                                                "tile_partition_supported",
                                                "decompression_supported",
                                                "compression_supported",
                                                "fill_latency",
                                                "drain_latency",
                                                "nports",
                                                "n_rd_ports",
                                                "n_wr_ports",
                                                "n_rdwr_ports",
                                                "latency",
                                                "cycle_time",
                                                "global_cycle_seconds",
                                                "cycle_seconds",
                                                "action_latency_cycles",
                                                "area_scale",
                                                "energy_scale",
                                                "leak_scale",
                                                "num_pipeline_stages",
                                                "exponent",
                                                "mantissa",
                                                "voltage",
                                                "temperature",
                                                "size",
                                                "data_size",
                                                "n_cols",
                                                "n_rows",
                                                "row_size",
                                                "column_size"};
  return keys;
}

const std::vector<std::string>& network_keys() {
  static const std::vector<std::string> keys = {"network_read",    "network_fill",
                                                "network_update",  "network_drain",
                                                "network_operand", "network_result"};
  return keys;
}

std::vector<std::string> storage_keys() {
  std::vector<std::string> keys = {"word_bits",
                                   "word_width",
                                   "datawidth",
                                   "block_size",
                                   "n_words",
                                   "cluster_size",
                                   "width",
                                   "memory_width",
                                   "data_storage_width",
                                   "entries",
                                   "depth",
                                   "memory_depth",
                                   "data_storage_depth",
                                   "sizeKB",
                                   "technology",
                                   "instances",
                                   "meshX",
                                   "meshY",
                                   "read_bandwidth",
                                   "write_bandwidth",
                                   "shared_bandwidth",
                                   "bandwidth",
                                   "per_dataspace_bandwidth_consumption_scale",
                                   "multiple_buffering",
                                   "min_utilization",
                                   "num_ports",
                                   "n_ports",
                                   "num_banks",
                                   "n_banks",
                                   "reduction_supported",
                                   "vector_access_energy",
                                   "addr_gen_energy",
                                   "cluster_area",
                                   "allow_overbooking",
                                   "network_fill_latency",
                                   "network_drain_latency",
                                   "power_gated_at",
                                   "network_word_bits",
                                   "router_energy",
                                   "wire_energy",
                                   "tile_width",
                                   "energy_per_hop",
                                   "energy_per_ingress",
                                   "network_type"};
  keys.insert(keys.end(), network_keys().begin(), network_keys().end());
  return keys;
}

/// Attributes are free-form, but those that look like a misspelt one are errors.
void check_attributes(const Component& component, std::vector<std::string> known,
                      std::vector<std::string> ignored) {
  ignored.insert(ignored.end(), foreign_attributes().begin(), foreign_attributes().end());
  component.attributes.check_keys(
      {"component '" + component.name + "'", std::move(known), std::move(ignored), true});
  for (const std::string& key : network_keys()) {
    if (const auto network = component.attributes.find(key)) {
      network->fail("user-defined networks (" + key + ") are not supported yet",
                    "remove the key: each level then has a network of its own");
    }
  }
}

/// An energy or an area. Timeloop, too, stops at negative ones.
std::optional<double> find_cost(const Node& attributes, std::string_view key) {
  const auto node = attributes.find(key);
  if (!node) return std::nullopt;
  node->non_negative_number();
  return node->moderate_number();
}

/// Where those of the keys stand that are present.
EnergyPlaces find_places(const Node& attributes, std::initializer_list<std::string_view> keys) {
  EnergyPlaces places;
  for (const std::string_view key : keys) {
    if (const auto node = attributes.find(key)) places.emplace(key, node->place());
  }
  return places;
}

std::optional<double> find_bandwidth(const Node& attributes, std::string_view key) {
  const auto node = attributes.find(key);
  return node ? std::optional(node->positive_number()) : std::nullopt;
}

std::optional<std::int64_t> find_count(const Node& attributes, std::string_view key) {
  const auto node = attributes.find(key);
  return node ? std::optional(node->integer(1)) : std::nullopt;
}

/// instances, meshX and meshY: two give the third, and instances alone are a row.
Mesh read_mesh(const Component& component) {
  const Node& attributes = component.attributes;
  const auto given_instances = find_count(attributes, "instances");
  const auto x = find_count(attributes, "meshX");
  const auto y = find_count(attributes, "meshY");
  const auto instances = given_instances ? given_instances : component.instances;
  const std::string owner = "component '" + component.name + "'";

  if (!instances) {
    if (x && y) return {checked_multiply(*x, *y), *x, *y};
    attributes.fail(owner + " has no number of instances", "add for example 'instances: 1'");
  }
  const std::string count = std::to_string(*instances) + " instances";
  if (x && y) {
    if (checked_multiply(*x, *y) != *instances) {
      attributes.fail(owner + " has " + count + ", but a mesh of " + std::to_string(*x) + " x " +
                          std::to_string(*y),
                      "make meshX * meshY equal to the number of instances");
    }
    return {*instances, *x, *y};
  }
  const auto given = x ? x : y;
  if (!given) return {*instances, *instances, 1};
  if (*instances % *given != 0) {
    attributes.fail(owner + " has " + count + ", which " + (x ? "meshX " : "meshY ") +
                        std::to_string(*given) + " does not divide",
                    "make the number of instances a multiple of it");
  }
  return x ? Mesh{*instances, *x, *instances / *x} : Mesh{*instances, *instances / *y, *y};
}

std::int64_t read_word_bits(const Node& attributes) {
  const auto node = attributes.find_any({"word_bits", "word_width", "datawidth"});
  return node ? node->integer(1) : 16;
}

/// Block size and cluster size, given or derived from the width of the memory: width is word_bits *
/// block_size * cluster_size.
void read_block(const Node& attributes, StorageLevel& level) {
  const auto block = attributes.find_any({"block_size", "n_words"});
  const auto cluster = attributes.find("cluster_size");
  if (block) level.block_size = block->integer(1);
  if (cluster) level.cluster_size = cluster->integer(1);
  const auto width_node = attributes.find_any({"width", "memory_width", "data_storage_width"});
  if (!width_node) return;

  const std::int64_t width = width_node->integer(1);
  const std::int64_t block_bits = checked_multiply(level.word_bits, level.block_size);
  if (width % block_bits != 0) {
    width_node->fail(
        "the width of '" + level.name + "' is " + std::to_string(width) +
            " bits, which is no multiple of word_bits * block_size = " + std::to_string(block_bits),
        "make it a multiple");
  }
  if (block && cluster) {
    const std::int64_t expected = checked_multiply(block_bits, level.cluster_size);
    if (expected != width) {
      width_node->fail("the width of '" + level.name + "' is " + std::to_string(width) +
                           " bits, but word_bits * block_size * cluster_size is " +
                           std::to_string(expected),
                       "make them equal, or remove 'width'");
    }
  } else if (cluster) {
    level.block_size = width / level.cluster_size / level.word_bits;
  } else if (block) {
    level.cluster_size = width / block_bits;
  } else {
    level.block_size = width / level.word_bits;
  }
}

void read_size(const Node& attributes, StorageLevel& level) {
  const auto entries = attributes.find("entries");
  const auto depth = attributes.find_any({"depth", "memory_depth", "data_storage_depth"});
  const auto kilobytes = attributes.find("sizeKB");
  if (kilobytes && (entries || depth)) {
    kilobytes->fail("the size of '" + level.name + "' is given twice: as " + kilobytes->name() +
                        " and as " + (entries ? entries->name() : depth->name()),
                    "remove one of them");
  }
  if (entries) {
    level.size_words = entries->integer(0);
  } else if (depth) {
    level.size_words = checked_multiply(depth->integer(0), level.block_size);
  } else if (kilobytes) {
    level.size_words =
        checked_multiply(kilobytes->integer(0), std::int64_t{1024} * 8) / level.word_bits;
  } else if (level.technology != Technology::dram) {
    attributes.fail("storage level '" + level.name + "' has no size",
                    "add 'entries', 'depth' or 'sizeKB'; only DRAM (class DRAM, or "
                    "'technology: DRAM') may go without");
  }
}

/// A width below word_bits * cluster_size leaves no word for a block. As in Timeloop, a memory that
/// is `depth` such blocks deep holds nothing.
void check_block(const Node& attributes, StorageLevel& level) {
  if (level.block_size != 0) return;
  const Node width = *attributes.find_any({"width", "memory_width", "data_storage_width"});
  const std::string problem = "the width of '" + level.name + "' is too small for its cluster_size";
  const std::string advice = "make it at least word_bits * cluster_size = " +
                             std::to_string(checked_multiply(level.word_bits, level.cluster_size));
  if (level.size_words.value_or(1) != 0) width.fail(problem, advice);
  width.warn(problem + ": a block has no word, and so the level holds nothing; " + advice);
  level.block_size = 1;
}

void read_technology(const Component& component, StorageLevel& level) {
  const auto node = component.attributes.find("technology");
  const std::string technology = node ? node->text() : "";
  const bool is_dram =
      component.class_name.find("DRAM") != std::string::npos || technology == "DRAM";
  level.technology = is_dram ? Technology::dram : Technology::sram;
  if (!is_dram && near_miss(technology, {"DRAM"})) {
    node->warn("technology '" + technology + "' is not DRAM (in capitals), so '" + level.name +
               "' is an SRAM");
  }
}

void read_bandwidths(const Node& attributes, const Workload& workload, StorageLevel& level) {
  if (const auto bandwidth = attributes.find("bandwidth")) {
    level.read_bandwidth = bandwidth->positive_number() / 2;
    level.write_bandwidth = level.read_bandwidth;
    bandwidth->warn("'bandwidth' is deprecated; read_bandwidth and write_bandwidth are half of it");
  }
  if (const auto read = find_bandwidth(attributes, "read_bandwidth")) level.read_bandwidth = read;
  if (const auto write = find_bandwidth(attributes, "write_bandwidth")) {
    level.write_bandwidth = write;
  }
  level.shared_bandwidth = find_bandwidth(attributes, "shared_bandwidth");

  const auto scales = attributes.find("per_dataspace_bandwidth_consumption_scale");
  if (!scales) return;
  for (const std::string& name : scales->keys()) {
    if (!workload.find_data_space(name)) {
      throw Error(
          scales->key_place(name),
          "unknown data space '" + name + "' in " + scales->name() + " of '" + level.name + "'",
          suggest(name, names_of(workload.data_spaces)));
    }
    if (const auto scale = scales->find(name)) {
      level.bandwidth_scale[name] = scale->non_negative_number();
    }
  }
}

void read_capacity_rules(const Node& attributes, StorageLevel& level) {
  if (const auto node = attributes.find("multiple_buffering")) {
    level.multiple_buffering = node->positive_number();
    const double words = static_cast<double>(level.size_words.value_or(0));
    if (words / level.multiple_buffering >= static_cast<double>(largest_integer)) {
      node->fail("'" + level.name + "' would have more than 2^63 effective entries",
                 "increase multiple_buffering, which divides the size");
    }
  }
  if (const auto node = attributes.find("min_utilization")) {
    level.min_utilization = node->non_negative_number();
    if (level.min_utilization != 0 && !level.size_words) {
      node->fail("'" + level.name + "' has a min_utilization, but no size",
                 "add 'entries' or 'depth', or remove min_utilization");
    }
  }
  if (const auto node = attributes.find("allow_overbooking"); node && node->boolean()) {
    node->fail("'allow_overbooking' is a feature of sparse levels, which are not supported",
               "remove it");
  }
}

void read_access_costs(const Node& attributes, StorageLevel& level) {
  if (const auto ports = attributes.find_any({"num_ports", "n_ports"})) {
    level.ports = ports->integer(1, 2);
  }
  if (const auto banks = attributes.find_any({"num_banks", "n_banks"})) {
    level.banks = banks->integer(0);
  }
  level.vector_access_energy_pj = find_cost(attributes, "vector_access_energy");
  // Negative ones, Timeloop's own default among them, stand for the built-in values.
  const auto built_in = [&](std::string_view key) {
    const auto node = attributes.find(key);
    return node && node->number() < 0;
  };
  if (!built_in("addr_gen_energy")) {
    level.address_generation_energy_pj = find_cost(attributes, "addr_gen_energy");
  }
  if (!built_in("cluster_area")) {
    level.cluster_area_um2 = find_cost(attributes, "cluster_area").value_or(0);
  }
  level.energy_places = find_places(
      attributes, {"vector_access_energy", "addr_gen_energy", "router_energy", "wire_energy",
                   "tile_width", "energy_per_hop", "energy_per_ingress"});
}

NetworkType read_network_type(const Node& type) {
  const std::string text = type.text();
  if (text == "1:1") return NetworkType::one_to_one;
  if (text == "1:N") return NetworkType::one_to_many;
  if (text == "M:N") return NetworkType::many_to_many;
  type.fail("unknown network_type '" + text + "'", "give 1:1, 1:N or M:N");
}

/// Of attributes that Timeloop looks up by one spelling only.
void warn_unless_spelled(const Node& attributes, const std::string& spelling) {
  const auto node = attributes.find(spelling);
  if (!node || node->name().find(spelling) != std::string::npos) return;
  node->warn("Timeloop ignores this unless it is spelled '" + spelling + "'; here it counts");
}

Network read_network(const Node& attributes) {
  Network network;
  network.word_bits = find_count(attributes, "network_word_bits");
  warn_unless_spelled(attributes, "network_word_bits");
  network.router_energy_pj = find_cost(attributes, "router_energy");
  network.wire_energy_pj_per_bit_mm = find_cost(attributes, "wire_energy");
  network.tile_width_um = find_cost(attributes, "tile_width");
  network.energy_per_hop_pj = find_cost(attributes, "energy_per_hop");
  network.ingress_energy_pj = find_cost(attributes, "energy_per_ingress");
  warn_unless_spelled(attributes, "energy-per-ingress");
  if (const auto latency = attributes.find("network_fill_latency")) {
    network.fill_latency_cycles = latency->integer(0);
  }
  if (const auto latency = attributes.find("network_drain_latency")) {
    network.drain_latency_cycles = latency->integer(0);
  }
  if (const auto type = attributes.find("network_type")) {
    network.type = read_network_type(*type);
  }
  return network;
}

/// Throws Error also when the width of a physical memory exceeds 2^63 bits.
void check_clusters(const Component& component, const StorageLevel& level) {
  checked_multiply(checked_multiply(level.word_bits, level.block_size), level.cluster_size);
  const Node& attributes = component.attributes;
  if (level.technology == Technology::dram && level.cluster_size != 1) {
    attributes.fail(
        "DRAM '" + level.name + "' has a cluster_size of " + std::to_string(level.cluster_size),
        "a DRAM must have cluster_size 1");
  }
  if (level.mesh.instances % level.cluster_size != 0) {
    attributes.fail("the cluster_size " + std::to_string(level.cluster_size) + " of '" +
                        level.name + "' does not divide its " +
                        std::to_string(level.mesh.instances) + " instances",
                    "make the number of instances a multiple of cluster_size");
  }
}

StorageLevel read_storage_attributes(const Component& component, const Workload& workload) {
  const Node& attributes = component.attributes;
  StorageLevel level;
  level.name = component.name;
  level.place = component.node.place();
  read_technology(component, level);
  level.word_bits = read_word_bits(attributes);
  read_block(attributes, level);
  read_size(attributes, level);
  check_block(attributes, level);
  level.mesh = read_mesh(component);
  check_clusters(component, level);
  read_capacity_rules(attributes, level);
  read_bandwidths(attributes, workload, level);
  read_access_costs(attributes, level);
  if (const auto node = attributes.find("reduction_supported")) {
    level.reduction_supported = node->boolean();
  } else {
    level.reduction_supported = level.technology != Technology::dram;
  }
  if (const auto node = attributes.find("power_gated_at")) level.power_gated_at = node->text();
  level.network = read_network(attributes);
  return level;
}

}  // namespace

std::string component_name(const std::string& name) { return name.substr(0, name.find('[')); }

std::int64_t element_count(const Node& name) {
  const std::string text = name.text();
  const std::size_t open = text.find('[');
  const std::size_t dots = text.find("..");
  const std::size_t close = text.find(']');
  if (open == std::string::npos || dots == std::string::npos || close == std::string::npos) {
    return 1;
  }
  std::int64_t first = 0;
  std::int64_t last = -1;
  const auto parse = [&](std::size_t start, std::size_t end, std::int64_t& number) {
    const char* begin = text.data() + start;
    const auto [parsed, error] = std::from_chars(begin, text.data() + end, number);
    return parsed == text.data() + end && error == std::errc() && number >= 0;
  };
  const bool in_order = open < dots && dots < close;
  if (!in_order || !parse(open + 1, dots, first) || !parse(dots + 2, close, last) || last < first ||
      last - first == largest_integer) {
    name.fail("'" + text + "' has no valid range", "write for example 'PE[0..15]'");
  }
  return last - first + 1;
}

StorageLevel read_storage_level(const Component& component, const Workload& workload) {
  check_attributes(component, storage_keys(), {});
  try {
    return read_storage_attributes(component, workload);
  } catch (const Error& error) {
    if (!error.place().file.empty()) throw;
    component.node.fail(error.problem(), "reduce the numbers of '" + component.name + "'");
  }
}

Compute read_compute(const Component& component) {
  std::vector<std::string> known = {"instances", "word_bits", "datawidth", "meshX",
                                    "meshY",     "energy",    "area"};
  known.insert(known.end(), network_keys().begin(), network_keys().end());
  check_attributes(component, known, storage_keys());
  const Node& attributes = component.attributes;
  Compute compute;
  compute.name = component.name;
  compute.place = component.node.place();
  const auto word_bits = attributes.find_any({"word_bits", "datawidth"});
  if (word_bits) compute.word_bits = word_bits->integer(1);
  compute.mesh = read_mesh(component);
  compute.energy_pj = find_cost(attributes, "energy");
  compute.energy_places = find_places(attributes, {"energy"});
  compute.area_um2 = find_cost(attributes, "area");
  return compute;
}

}  // namespace tilewright::reader
