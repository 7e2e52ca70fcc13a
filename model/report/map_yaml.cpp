#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <vector>

#include "model/report/report.hpp"

namespace tilewright {

namespace {

/// Writes the directives of one mapping, Timeloop's way: all bypass directives first, then the
/// factors of each level, innermost level first.
class MapWriter {
 public:
  MapWriter(const Workload& workload, const Architecture& architecture, const Mapping& mapping)
      : workload_(workload),
        architecture_(architecture),
        directives_(mapping.directives),
        nests_(to_level_nests(mapping, architecture.level_count())) {
    directives_.resize(architecture.storage.size());
  }

  std::string write() {
    yaml_ << YAML::BeginMap << YAML::Key << "mapping" << YAML::Value << YAML::BeginSeq;
    for (int level = 0; level < architecture_.level_count(); ++level) write_keep(level);
    for (int level = 0; level < architecture_.level_count(); ++level) write_loops(level);
    yaml_ << YAML::EndSeq << YAML::EndMap;
    return yaml_.c_str();
  }

 private:
  void begin(int level, const char* type) {
    yaml_ << YAML::BeginMap;
    write_entry("target", architecture_.storage[level].name);
    write_entry("type", type);
  }

  template <typename Value>
  void write_entry(const char* key, const Value& value) {
    yaml_ << YAML::Key << key << YAML::Value << value;
  }

  void write_data_spaces(const char* key, DataSpaceMask mask) {
    yaml_ << YAML::Key << key << YAML::Value << YAML::BeginSeq;
    for (int d = 0; d < workload_.data_space_count(); ++d) {
      if (contains(mask, d)) yaml_ << workload_.data_spaces[d].name;
    }
    yaml_ << YAML::EndSeq;
  }

  /// Timeloop's own writer leaves these lists out; without them the mapping would be another one.
  void write_directive(const char* key, DataSpaceMask mask) {
    if (mask != 0) write_data_spaces(key, mask);
  }

  void write_keep(int level) {
    begin(level, "datatype");
    const DataSpaceMask keep = nests_[level].keep;
    write_data_spaces("keep", keep);
    write_data_spaces("bypass", all_data_spaces(workload_.data_space_count()) & ~keep);
    write_directive("no_coalesce", directives_[level].no_coalesce);
    yaml_ << YAML::EndMap;
  }

  void write_loops(int level) {
    const LevelNest& nest = nests_[level];
    const std::string spatial_order = loop_order(nest.spatial);
    if (!spatial_order.empty()) {
      begin(level, "spatial");
      write_factors(level, nest.spatial);
      write_entry("split", x_loop_count(nest.spatial));
      write_directive("no_link_transfer", directives_[level].no_link_transfer);
      write_directive("no_reuse", directives_[level].no_multicast);
      yaml_ << YAML::EndMap;
    }
    begin(level, "temporal");
    write_factors(level, nest.temporal);
    write_directive("no_reuse", directives_[level].no_temporal_reuse);
    write_directive("rmw_first_update", directives_[level].rmw_first_update);
    yaml_ << YAML::EndMap;
  }

  /// `factors: C1 M29,1` in the problem's order, and `permutation: MC`: real loops first, innermost
  /// first, then the dimensions without a loop.
  void write_factors(int level, const std::vector<Loop>& loops) {
    std::vector<const Loop*> loop_of(workload_.dimensions.size(), nullptr);
    for (const Loop& loop : loops) {
      if (loop.bound == 1) continue;
      if (loop_of[loop.dimension] != nullptr) fail_on_repetition(level, loop.dimension);
      loop_of[loop.dimension] = &loop;
    }
    std::string factors;
    std::string order = loop_order(loops);
    for (int d = 0; d < workload_.dimension_count(); ++d) {
      if (d > 0) factors += " ";
      factors += workload_.dimensions[d] + factor_text(loop_of[d]);
      if (loop_of[d] == nullptr) order += workload_.dimensions[d];
    }
    write_entry("factors", factors);
    write_entry("permutation", order);
  }

  static std::string factor_text(const Loop* loop) {
    if (loop == nullptr) return "1";
    if (loop->residual == loop->bound) return std::to_string(loop->bound);
    return fmt::format("{},{}", loop->bound, loop->residual);
  }

  std::string loop_order(const std::vector<Loop>& loops) const {
    std::string order;
    for (const Loop& loop : loops) {
      if (loop.bound > 1) order += workload_.dimensions[loop.dimension];
    }
    return order;
  }

  static int x_loop_count(const std::vector<Loop>& spatial) {
    int count = 0;
    for (const Loop& loop : spatial) count += loop.kind == LoopKind::spatial_x && loop.bound > 1;
    return count;
  }

  [[noreturn]] void fail_on_repetition(int level, int dimension) const {
    throw Error(fmt::format("the mapping has two loops over dimension '{}' in one nest of level "
                            "'{}', which Timeloop's format cannot express",
                            workload_.dimensions[dimension], architecture_.storage[level].name),
                "merge the two loops");
  }

  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<ReuseDirectives> directives_;
  std::vector<LevelNest> nests_;
  YAML::Emitter yaml_;
};

}  // namespace

std::string map_yaml(const Workload& workload, const Architecture& architecture,
                     const Mapping& mapping) {
  return MapWriter(workload, architecture, mapping).write();
}

}  // namespace tilewright
