// A mapping as the `mapping:` of an input, in YAML and in libconfig.

#include <fmt/format.h>

#include <vector>

#include "model/report/convert.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using reader::Value;

void add_entry(Value& map, const char* key, const Value& value) {
  Value::Entry& entry = map.entries.emplace_back();
  entry.key = key;
  entry.value = &value;
}

/// Makes the directives of one mapping, Timeloop's way: all bypass directives first, then the
/// factors of each level, innermost level first.
class DirectiveMaker {
 public:
  DirectiveMaker(reader::ValueTree& tree, const Workload& workload,
                 const Architecture& architecture, const Mapping& mapping)
      : tree_(tree),
        workload_(workload),
        architecture_(architecture),
        directives_(mapping.directives),
        nests_(to_level_nests(mapping, architecture.level_count())),
        list_(tree.add(Value::Kind::list, {})) {
    directives_.resize(architecture.storage.size());
  }

  const Value& make() {
    for (int level = 0; level < architecture_.level_count(); ++level) add_keep(level);
    for (int level = 0; level < architecture_.level_count(); ++level) add_loops(level);
    return list_;
  }

 private:
  Value& add_directive(int level, const char* type) {
    Value& directive = tree_.add(Value::Kind::map, {});
    list_.items.push_back(&directive);
    add_text(directive, "target", architecture_.storage[level].name);
    add_text(directive, "type", type);
    return directive;
  }

  Value& add_scalar(const std::string& text) {
    Value& scalar = tree_.add(Value::Kind::scalar, {});
    scalar.text = text;
    scalar.quoted = true;
    return scalar;
  }

  void add_text(Value& directive, const char* key, const std::string& text) {
    add_entry(directive, key, add_scalar(text));
  }

  void add_integer(Value& directive, const char* key, int integer) {
    Value& scalar = add_scalar(std::to_string(integer));
    scalar.quoted = false;
    add_entry(directive, key, scalar);
  }

  void add_data_spaces(Value& directive, const char* key, DataSpaceMask mask) {
    Value& names = tree_.add(Value::Kind::list, {});
    for (int d = 0; d < workload_.data_space_count(); ++d) {
      if (contains(mask, d)) names.items.push_back(&add_scalar(workload_.data_spaces[d].name));
    }
    add_entry(directive, key, names);
  }

  /// Timeloop's own writer leaves these lists out; without them the mapping would be another one.
  void add_flag(Value& directive, const char* key, DataSpaceMask mask) {
    if (mask != 0) add_data_spaces(directive, key, mask);
  }

  void add_keep(int level) {
    Value& directive = add_directive(level, "datatype");
    const DataSpaceMask keep = nests_[level].keep;
    add_data_spaces(directive, "keep", keep);
    add_data_spaces(directive, "bypass", all_data_spaces(workload_.data_space_count()) & ~keep);
    add_flag(directive, "no_coalesce", directives_[level].no_coalesce);
  }

  void add_loops(int level) {
    const LevelNest& nest = nests_[level];
    if (!loop_order(nest.spatial).empty()) {
      Value& spatial = add_directive(level, "spatial");
      add_factors(spatial, level, nest.spatial);
      add_integer(spatial, "split", x_loop_count(nest.spatial));
      add_flag(spatial, "no_link_transfer", directives_[level].no_link_transfer);
      add_flag(spatial, "no_reuse", directives_[level].no_multicast);
    }
    Value& temporal = add_directive(level, "temporal");
    add_factors(temporal, level, nest.temporal);
    add_flag(temporal, "no_reuse", directives_[level].no_temporal_reuse);
    add_flag(temporal, "rmw_first_update", directives_[level].rmw_first_update);
  }

  /// `factors: C1 M29,1` in the problem's order, and `permutation: MC`: real loops first, innermost
  /// first, then the dimensions without a loop.
  void add_factors(Value& directive, int level, const std::vector<Loop>& loops) {
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
    add_text(directive, "factors", factors);
    add_text(directive, "permutation", order);
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

  reader::ValueTree& tree_;
  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<ReuseDirectives> directives_;
  std::vector<LevelNest> nests_;
  Value& list_;
};

}  // namespace

std::string map_yaml(const Workload& workload, const Architecture& architecture,
                     const Mapping& mapping) {
  reader::ValueTree tree;
  Value& root = tree.add(Value::Kind::map, {});
  add_entry(root, "mapping", DirectiveMaker(tree, workload, architecture, mapping).make());
  return yaml_text(root, ListStyle::block);
}

std::string map_cfg(const reader::ValueTree& input, const Workload& workload,
                    const Architecture& architecture, const Mapping& mapping) {
  reader::ValueTree tree;
  Value& root = tree.add(Value::Kind::map, {});
  for (const Value::Entry& entry : input.root().entries) {
    const bool replaced =
        entry.key == "mapper" || entry.key == "mapspace" || entry.key == "mapping";
    if (!replaced) root.entries.push_back(entry);
  }
  add_entry(root, "mapping", DirectiveMaker(tree, workload, architecture, mapping).make());
  return libconfig_text(root);
}

}  // namespace tilewright
