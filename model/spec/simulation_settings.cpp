#include "model/spec/simulation_settings.hpp"

#include <fmt/format.h>

#include "model/spec/simulation_reader.hpp"

namespace tilewright {

namespace reader {

const std::vector<Setting<SimulationSection>>& section_settings() {
  static const std::vector<Setting<SimulationSection>> settings = {
      {"clock_ghz", &SimulationSection::clock_ghz,
       "clock of the chip; one cycle of the simulation"},
      {"prefetch", &SimulationSection::prefetch,
       "when the next tile is fetched; or a map of storage levels, and 'default' for the others"},
      {"layout", &SimulationSection::layout, "how tensors lie in DRAM"},
  };
  return settings;
}

const std::vector<Setting<SimulationSection>>& compute_settings() {
  static const std::vector<Setting<SimulationSection>> settings = {
      {"initiation_interval", &SimulationSection::initiation_interval_cycles,
       "cycles from one operation of a compute unit to its next", 1},
      {"pipeline_depth", &SimulationSection::pipeline_depth_cycles,
       "cycles from a compute unit's operands to its result", 1},
  };
  return settings;
}

const std::vector<Setting<NetworkSection>>& network_settings() {
  static const std::vector<Setting<NetworkSection>> settings = {
      {"level", &NetworkSection::level, "storage level that the network is below", 0,
       "the outermost one with several children in use"},
      {"kind", &NetworkSection::kind, "what carries the words"},
      {"columns", &NetworkSection::columns, "mesh: routers from west to east", 1,
       "the children's columns"},
      {"rows", &NetworkSection::rows, "mesh: routers from north to south", 1,
       "one more than the children's rows"},
      {"flit_bits", &NetworkSection::flit_bits, "mesh: bits that cross a link in one cycle", 1},
      {"packet_flits", &NetworkSection::packet_flits, "mesh: flits of a packet with its header", 2},
      {"buffer_flits", &NetworkSection::buffer_flits, "mesh: flits that an input of a router holds",
       1},
      {"router_latency", &NetworkSection::router_latency_cycles,
       "mesh: cycles that a flit spends in a router at least", 0},
      {"link_latency", &NetworkSection::link_latency_cycles,
       "mesh: cycles that a flit needs over a link", 1},
  };
  return settings;
}

const std::vector<Setting<DramSection>>& dram_settings() {
  static const std::vector<Setting<DramSection>> settings = {
      {"preset", &DramSection::preset, "'ideal', or the name of a device with its timing"},
      {"address_map", &DramSection::address_map,
       "parts of an address from the most significant one, as in row:rank:bank:column:channel", 0,
       "the preset's"},
  };
  return settings;
}

}  // namespace reader

namespace {

template <typename Words>
std::string alternatives(const Words& words) {
  std::string text;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) text += index + 1 == words.size() ? " or " : ", ";
    text += words[index];
  }
  return text;
}

/// Values and default of a setting by its type.
struct Describer {
  std::int64_t smallest;

  void operator()(std::int64_t value) { set(integers(), fmt::format("{}", value)); }
  void operator()(const std::optional<std::int64_t>&) { set(integers(), {}); }
  void operator()(double value) { set("a number above 0", fmt::format("{}", value)); }
  void operator()(const std::string& value) { set("a name", value); }
  void operator()(NetworkKind value) { set_word(network_kind_words, value); }
  void operator()(Prefetch value) { set_word(prefetch_words, value); }
  void operator()(DramLayout value) { set_word(dram_layout_words, value); }

  std::string integers() const { return fmt::format("an integer from {}", smallest); }
  void set(std::string possible, std::string first) {
    values = std::move(possible);
    default_text = std::move(first);
  }
  template <typename Words, typename Enumeration>
  void set_word(const Words& words, Enumeration value) {
    set(alternatives(words), std::string(words[static_cast<std::size_t>(value)]));
  }

  std::string values{};
  std::string default_text{};
};

template <typename Owner>
void describe(const std::string& prefix, const std::vector<reader::Setting<Owner>>& settings,
              std::vector<SettingDescription>& list) {
  const Owner defaults;
  for (const reader::Setting<Owner>& setting : settings) {
    Describer describer{setting.smallest};
    std::visit([&](const auto field) { describer(defaults.*field); }, setting.field);
    const std::string fallback =
        setting.default_text.empty() ? describer.default_text : std::string(setting.default_text);
    list.push_back({prefix + std::string(setting.name), describer.values, fallback,
                    std::string(setting.meaning)});
  }
}

}  // namespace

std::vector<SettingDescription> simulation_settings() {
  std::vector<SettingDescription> list;
  describe("", reader::section_settings(), list);
  describe("compute.", reader::compute_settings(), list);
  describe("networks.", reader::network_settings(), list);
  list.push_back({"networks.ports", "a map of storage levels to [column, row]", "the last router",
                  "mesh: routers that the outer storage levels are attached to"});
  describe("dram.", reader::dram_settings(), list);
  list.push_back({"dram.<parameter>", "a number", "the preset's",
                  "replaces one parameter of the preset, for example tRCD or channels"});
  return list;
}

}  // namespace tilewright
