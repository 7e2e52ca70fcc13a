#include "model/report/convert.hpp"

#include <map>
#include <set>

#include "model/spec/spelling.hpp"

namespace tilewright {

namespace {

using reader::Value;

/// The words of Timeloop's keys and values that its releases up to 3.0.3 spell with hyphens, later
/// ones with underscores.
const std::set<std::string>& rewritten_words() {
  static const std::set<std::string> words = {"arch_space_files",
                                              "arch_space_sweep",
                                              "arch_spec",
                                              "access_X",
                                              "action_optimization",
                                              "adder_energy",
                                              "addr_gen_energy",
                                              "block_size",
                                              "cluster_area",
                                              "cluster_size",
                                              "CNN_Layer",
                                              "cnn_layer",
                                              "compression_rate",
                                              "compute_optimization",
                                              "condition_on",
                                              "data_spaces",
                                              "emit_whoop_nest",
                                              "energy_per_hop",
                                              "filter_revisits",
                                              "fixed_structured",
                                              "flattened_rankIDs",
                                              "gate_on_zero_operand",
                                              "gemm_ABZ",
                                              "inner_to_outer",
                                              "last_level_accesses",
                                              "linear_pruned",
                                              "live_status",
                                              "log_all",
                                              "log_all_mappings",
                                              "log_interval",
                                              "log_mappings_verbose",
                                              "log_mappings_yaml",
                                              "log_orojenesis_mappings",
                                              "log_stats",
                                              "log_suboptimal",
                                              "max_permutations_per_if_visit",
                                              "metadata_word_bits",
                                              "min_utilization",
                                              "multiple_buffering",
                                              "network_type",
                                              "network_word_bits",
                                              "num_banks",
                                              "num_ports",
                                              "num_threads",
                                              "optimization_metric",
                                              "optimization_metrics",
                                              "ordered_accesses",
                                              "outer_to_inner",
                                              "payload_word_bits",
                                              "penalize_consecutive_bypass_fails",
                                              "problem_space_files",
                                              "random_pruned",
                                              "rank_application_order",
                                              "read_write",
                                              "representation_format",
                                              "router_energy",
                                              "search_size",
                                              "skipping_spatial",
                                              "spatial_skip",
                                              "step_size",
                                              "sync_interval",
                                              "tile_width",
                                              "tree_like",
                                              "vector_access_energy",
                                              "victory_condition",
                                              "wire_energy",
                                              "word_bits"};
  return words;
}

std::string with_underscores(const std::string& word) {
  std::string rewritten = reader::normalized_key(word);
  return rewritten_words().count(rewritten) > 0 ? rewritten : word;
}

/// Copies a document with the words rewritten; values that stood at several places still do.
class Rewriter {
 public:
  const Value& copy(const Value& value) {
    const Value*& made = copies_[&value];
    if (made != nullptr) return *made;
    Value& result = tree_.add(value.kind, value.place);
    made = &result;
    result = value;
    result.text = with_underscores(value.text);
    for (const Value*& item : result.items) item = &copy(*item);
    for (Value::Entry& entry : result.entries) {
      entry.key = with_underscores(entry.key);
      entry.value = &copy(*entry.value);
    }
    return result;
  }

 private:
  reader::ValueTree tree_;
  std::map<const Value*, const Value*> copies_;
};

}  // namespace

std::string convert(const Value& root, reader::Language language) {
  Rewriter rewriter;
  const Value& rewritten = rewriter.copy(root);
  if (language == reader::Language::libconfig) return libconfig_text(rewritten);
  return yaml_text(rewritten, ListStyle::inline_brackets) + "\n";
}

}  // namespace tilewright
