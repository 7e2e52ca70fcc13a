// `simulation:` or `sim:`, what the simulator plays in detail.

#include "model/spec/simulation_reader.hpp"

#include <algorithm>

#include "model/spec/sections.hpp"
#include "model/spec/simulation_settings.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

constexpr double largest_clock_ghz = 1000;
const char* const default_key = "default";

template <typename Enumeration, typename Words>
Enumeration read_word(const Node& node, const Words& words) {
  const std::string word = node.text();
  const std::string key = normalized_key(word);
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (key == words[index]) return static_cast<Enumeration>(index);
  }
  const std::vector<std::string> known(words.begin(), words.end());
  const auto meant = near_miss(key, known);
  node.fail(node.name() + " is " + in_quotes(word),
            (meant ? "did you mean '" + *meant + "'? " : "") + "known names are " + join(known));
}

Prefetch read_prefetch_word(const Node& node) { return read_word<Prefetch>(node, prefetch_words); }

/// Reads one value by the type of its field.
struct ValueReader {
  const Node& node;
  std::int64_t smallest;

  void operator()(std::int64_t& value) const { value = node.integer(smallest, largest_setting); }
  void operator()(std::optional<std::int64_t>& value) const {
    value = node.integer(smallest, largest_setting);
  }
  void operator()(double& value) const { value = node.positive_number(); }
  void operator()(std::string& value) const { value = node.text(); }
  void operator()(NetworkKind& value) const {
    value = read_word<NetworkKind>(node, network_kind_words);
  }
  void operator()(Prefetch& value) const {
    if (!node.is_map()) value = read_prefetch_word(node);
  }
  void operator()(DramLayout& value) const {
    value = read_word<DramLayout>(node, dram_layout_words);
  }
};

template <typename Owner>
void read_settings(const Node& map, const std::vector<Setting<Owner>>& settings, Owner& owner) {
  for (const Setting<Owner>& setting : settings) {
    const auto node = map.find(setting.name);
    if (!node) continue;
    std::visit(
        [&](const auto field) {
          ValueReader{*node, setting.smallest}(owner.*field);
        },
        setting.field);
  }
}

/// The names of the settings, and of the maps and lists that stand beside them.
template <typename Owner>
std::vector<std::string> key_names(const std::vector<Setting<Owner>>& settings,
                                   std::vector<std::string> others) {
  for (const Setting<Owner>& setting : settings) others.emplace_back(setting.name);
  return others;
}

int read_level_key(const Node& map, const std::string& key, const Architecture& architecture,
                   std::vector<std::string> other_words) {
  if (const auto level = architecture.find_level(key)) return *level;
  for (const StorageLevel& storage : architecture.storage) other_words.push_back(storage.name);
  throw Error(map.key_place(key), "unknown storage level '" + key + "' in " + map.name(),
              suggest(key, other_words));
}

void read_level_prefetch(const Node& map, const Architecture& architecture,
                         SimulationSection& section) {
  for (const std::string& key : map.keys()) {
    const auto node = map.find(key);
    if (!node) continue;
    const Prefetch prefetch = read_prefetch_word(*node);
    if (key == default_key) {
      section.prefetch = prefetch;
    } else {
      read_level_key(map, key, architecture, {default_key});
      section.level_prefetch[key] = prefetch;
    }
  }
}

class NetworkReader {
 public:
  NetworkReader(const Node& map, const Architecture& architecture)
      : map_(map), architecture_(architecture) {}

  NetworkSection read() {
    map_.check_keys({"a network", key_names(network_settings(), {"ports"}), {}});
    network_.place = map_.place();
    read_settings(map_, network_settings(), network_);
    if (const auto level = map_.find("level")) {
      network_.level = architecture_.storage[read_level(*level, architecture_)].name;
    }
    if (const auto ports = map_.find("ports")) read_ports(*ports);
    if (network_.kind != NetworkKind::mesh) warn_of_mesh_keys();
    return std::move(network_);
  }

 private:
  void read_ports(const Node& ports) {
    for (const std::string& key : ports.keys()) {
      const auto node = ports.find(key);
      if (!node) continue;
      read_level_key(ports, key, architecture_, {});
      const std::vector<Node> coordinates = node->items();
      if (coordinates.size() != 2) {
        node->fail(node->name() + " has " + std::to_string(coordinates.size()) + " coordinates",
                   "give the column and the row of a router, as in [3, 4]");
      }
      network_.ports[key] = {read_coordinate(coordinates[0], "columns", network_.columns),
                             read_coordinate(coordinates[1], "rows", network_.rows)};
    }
  }

  static std::int64_t read_coordinate(const Node& node, const std::string& what,
                                      const std::optional<std::int64_t>& limit) {
    const std::int64_t coordinate = node.integer(0, largest_setting - 1);
    if (limit && coordinate >= *limit) {
      node.fail(node.name() + " is " + std::to_string(coordinate) + ", but the mesh has " +
                    std::to_string(*limit) + " " + what + ", which count from 0",
                "give at most " + std::to_string(*limit - 1) + ", or raise '" + what + "'");
    }
    return coordinate;
  }

  void warn_of_mesh_keys() const {
    for (const std::string& key : map_.keys()) {
      const std::string word = normalized_key(key);
      if (word == "level" || word == "kind" || !is_known(word)) continue;
      map_.warn(map_.key_place(key),
                "'" + key + "' has no effect on a network of kind '" +
                    std::string(network_kind_words[static_cast<std::size_t>(network_.kind)]) + "'");
    }
  }

  static bool is_known(const std::string& word) {
    const auto known = key_names(network_settings(), {"ports"});
    return std::find(known.begin(), known.end(), word) != known.end();
  }

  const Node& map_;
  const Architecture& architecture_;
  NetworkSection network_;
};

void read_network(const Node& map, const Architecture& architecture, SimulationSection& section) {
  NetworkSection network = NetworkReader(map, architecture).read();
  for (const NetworkSection& earlier : section.networks) {
    if (earlier.level != network.level) continue;
    const std::string which =
        network.level.empty() ? "networks without a 'level'" : "networks below " + network.level;
    map.fail("there are two " + which, network.level.empty()
                                           ? "give each its level"
                                           : "remove one; the first is at " + earlier.place.text());
  }
  section.networks.push_back(std::move(network));
}

void read_networks(const Node& node, const Architecture& architecture, SimulationSection& section) {
  if (!node.is_list()) {
    read_network(node, architecture, section);
    return;
  }
  for (const Node& item : node.items()) read_network(item, architecture, section);
}

/// Parameters have the names that the DRAM's standards give them; sim/dram knows them.
void read_dram(const Node& node, DramSection& dram) {
  dram.place = node.place();
  if (node.is_scalar()) {
    dram.preset = node.text();
    return;
  }
  read_settings(node, dram_settings(), dram);
  if (const auto preset = node.find("preset")) dram.place = preset->place();
  const auto words = key_names(dram_settings(), {"version"});
  for (const std::string& key : node.keys()) {
    const std::string word = normalized_key(key);
    if (std::find(words.begin(), words.end(), word) != words.end()) continue;
    if (const auto meant = near_miss(word, words)) {
      throw Error(node.key_place(key), "unknown key '" + key + "' in 'dram'",
                  "did you mean '" + *meant + "'?");
    }
    const auto value = node.find(key);
    if (!value) continue;
    value->non_negative_number();
    dram.overrides[word] = {value->moderate_number(), node.key_place(key)};
  }
}

void check_clock(const Node& simulation, const SimulationSection& section) {
  if (section.clock_ghz <= largest_clock_ghz) return;
  const Node clock = *simulation.find("clock_ghz");
  clock.fail(clock.name() + " is " + in_quotes(clock.raw_text()),
             "it counts in GHz: give at most 1000");
}

}  // namespace

SimulationSection read_simulation(const Node& simulation, const Architecture& architecture) {
  simulation.check_keys({simulation.name(),
                         key_names(section_settings(),
                                   {"banks", "compute", "networks", "dram", "version"}),
                         {}});
  SimulationSection section;
  section.place = simulation.place();
  read_settings(simulation, section_settings(), section);
  check_clock(simulation, section);
  const auto prefetch = simulation.find("prefetch");
  if (prefetch && prefetch->is_map()) read_level_prefetch(*prefetch, architecture, section);
  if (const auto banks = simulation.find("banks")) {
    for (const Node& level : banks->items()) {
      section.banked_levels.push_back(architecture.storage[read_level(level, architecture)].name);
    }
  }
  if (const auto compute = simulation.find("compute")) {
    compute->check_keys({"'compute'", key_names(compute_settings(), {}), {}});
    read_settings(*compute, compute_settings(), section);
  }
  if (const auto networks = simulation.find("networks")) {
    read_networks(*networks, architecture, section);
  }
  if (const auto dram = simulation.find("dram")) read_dram(*dram, section.dram);
  return section;
}

}  // namespace tilewright::reader
