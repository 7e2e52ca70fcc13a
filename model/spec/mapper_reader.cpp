// `mapper:`: the search, what it minimizes, and when it stops.

#include <limits>

#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

constexpr std::int64_t largest_uint32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t smallest_int32 = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t largest_int32 = std::numeric_limits<std::int32_t>::max();

const char* const accesses_prefix = "accesses-";

const KeyRules& mapper_rules() {
  static const KeyRules rules = {"'mapper'",
                                 {"algorithm",
                                  "optimization_metric",
                                  "optimization_metrics",
                                  "num_threads",
                                  "search_size",
                                  "timeout",
                                  "heartbeat",
                                  "victory_condition",
                                  "sync_interval",
                                  "log_interval",
                                  "log_stats",
                                  "log_suboptimal",
                                  "log_all",
                                  "live_status",
                                  "diagnostics",
                                  "penalize_consecutive_bypass_fails",
                                  "emit_whoop_nest",
                                  "filter_revisits",
                                  "max_permutations_per_if_visit",
                                  "max_temporal_loops_in_a_mapping",
                                  "log_orojenesis_mappings",
                                  "log_oave_mappings",
                                  "log_oaves",  // of the Python front end, without effect
                                  "log_oaves_mappings",
                                  "log_mappings_yaml",
                                  "log_mappings_verbose",
                                  "log_all_mappings",
                                  "out_prefix",
                                  "template",
                                  "version"},
                                 {}};
  return rules;
}

/// The value of a key, or of its old name, which wins if both are there.
std::optional<Node> find_renamed(const Node& mapper, const char* key, const char* old_key) {
  auto node = mapper.find(key);
  auto old_node = mapper.find(old_key);
  if (!old_node) return node;
  if (node)
    node->warn(node->name() + " is ignored, because there is " + old_node->name() + ", too");
  return old_node;
}

class MetricReader {
 public:
  MetricReader(const Node& mapper, const Architecture& architecture)
      : mapper_(mapper), outermost_(architecture.level_count() - 1) {}

  /// Empty when the section names none.
  std::vector<Metric> read() {
    const auto metric = mapper_.find("optimization_metric");
    const auto metrics = mapper_.find("optimization_metrics");
    if (metric && !metric->is_scalar()) {
      metric->warn(metric->name() +
                   " is ignored, because it is no single metric; write 'optimization_metrics'");
    }
    if (metric && metric->is_scalar()) {
      if (metrics) {
        metrics->warn(metrics->name() + " is ignored, because there is " + metric->name() +
                      ", too");
      }
      add(*metric);
    } else if (metrics) {
      add_list(*metrics);
    }
    return std::move(result_);
  }

 private:
  void add_list(const Node& list) {
    if (list.is_scalar()) {
      add(list);
      return;
    }
    for (const Node& item : list.items()) add(item);
    if (result_.empty()) list.fail(list.name() + " is empty", "name a metric, for example edp");
  }

  void add(const Node& node) {
    const std::string name = node.text();
    const std::string word = normalized_key(name);
    if (word == "delay") {
      result_.push_back({Metric::Kind::delay});
    } else if (word == "energy") {
      result_.push_back({Metric::Kind::energy});
    } else if (word == "edp") {
      result_.push_back({Metric::Kind::edp});
    } else if (word == "last_level_accesses") {
      result_.push_back({Metric::Kind::accesses, outermost_});
    } else if (word == "ordered_accesses") {
      for (int level = outermost_; level >= 0; --level) {
        result_.push_back({Metric::Kind::accesses, level});
      }
    } else {
      result_.push_back({Metric::Kind::accesses, level_of(node, name)});
    }
  }

  /// N of "accesses-N". Throws Error for any other text.
  int level_of(const Node& node, const std::string& name) const {
    std::vector<std::string> known = {"delay", "energy", "edp", "last_level_accesses",
                                      "ordered_accesses"};
    for (int level = 0; level <= outermost_; ++level) {
      known.push_back(accesses_prefix + std::to_string(level));
      if (name == known.back()) return level;
    }
    const std::string prefix = accesses_prefix;
    if (name.compare(0, prefix.size(), prefix) == 0) {
      node.fail(
          "metric '" + name + "' names no storage level",
          "give a number from 0 to " + std::to_string(outermost_) + " after '" + prefix + "'");
    }
    const std::string advice = suggest(name, known);
    const std::string all = "known names are " + join(known);
    node.fail("unknown metric '" + name + "'", advice == all ? all : advice + " " + all);
  }

  const Node& mapper_;
  int outermost_;
  std::vector<Metric> result_;
};

void read_integer(const std::optional<Node>& node, std::int64_t& value, std::int64_t smallest = 0,
                  std::int64_t largest = largest_uint32) {
  if (node) value = node->integer(smallest, largest);
}

void read_boolean(const std::optional<Node>& node, bool& value) {
  if (node) value = node->boolean();
}

void read_limits(const Node& mapper, MapperSection& section) {
  if (const auto node = mapper.find("num_threads")) {
    section.num_threads = static_cast<int>(node->integer(1, largest_int32));
    section.num_threads_place = node->place();
  }
  read_integer(mapper.find("search_size"), section.search_size);
  read_integer(find_renamed(mapper, "timeout", "heartbeat"), section.timeout);
  read_integer(mapper.find("victory_condition"), section.victory_condition);
  read_integer(mapper.find("sync_interval"), section.sync_interval);
  read_integer(mapper.find("log_interval"), section.log_interval);
  read_integer(mapper.find("max_permutations_per_if_visit"), section.max_permutations_per_if_visit,
               1);
  read_integer(mapper.find("max_temporal_loops_in_a_mapping"), section.max_temporal_loops,
               smallest_int32, largest_int32);
  if (section.timeout == 0) {
    mapper.find_any({"heartbeat", "timeout"})
        ->warn("0 stops at the first invalid mapping, as in Timeloop since 2024");
  }
}

void read_switches(const Node& mapper, MapperSection& section) {
  read_boolean(mapper.find("filter_revisits"), section.filter_revisits);
  read_boolean(mapper.find("penalize_consecutive_bypass_fails"),
               section.penalize_consecutive_bypass_fails);
  read_boolean(mapper.find("diagnostics"), section.diagnostics);
  read_boolean(mapper.find("live_status"), section.live_status);
  read_boolean(mapper.find("log_stats"), section.log_stats);
  read_boolean(find_renamed(mapper, "log_suboptimal", "log_all"), section.log_suboptimal);
  read_boolean(find_renamed(mapper, "log_orojenesis_mappings", "log_oave_mappings"),
               section.orojenesis.best);
  read_boolean(mapper.find("log_all_mappings"), section.orojenesis.all);
  read_boolean(mapper.find("log_mappings_yaml"), section.orojenesis.files);
  read_boolean(mapper.find("log_mappings_verbose"), section.orojenesis.verbose);
}

/// Of what changes nothing here.
void warn_of_idle_keys(const Node& mapper) {
  const auto prefix = mapper.find("out_prefix");
  if (prefix && prefix->text() != "timeloop-mapper") {
    prefix->warn("'out_prefix' has no effect: all files are named timeloop-mapper.*");
  }
  const auto whoop = mapper.find("emit_whoop_nest");
  if (whoop && whoop->boolean()) {
    whoop->warn("'emit_whoop_nest' has no effect: no map.cpp is written");
  }
}

}  // namespace

MapperSection read_mapper(const Node& mapper, const Architecture& architecture) {
  mapper.check_keys(mapper_rules());
  MapperSection section;
  section.present = true;
  section.place = mapper.place();
  if (const auto algorithm = mapper.find("algorithm")) {
    section.algorithm = algorithm->text();
    section.place = algorithm->place();
  }
  const auto metrics = MetricReader(mapper, architecture).read();
  section.has_metrics = !metrics.empty();
  if (section.has_metrics) section.metrics = metrics;
  read_limits(mapper, section);
  read_switches(mapper, section);
  warn_of_idle_keys(mapper);
  return section;
}

}  // namespace tilewright::reader
