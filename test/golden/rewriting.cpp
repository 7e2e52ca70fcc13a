#include "test/golden/rewriting.hpp"

#include <algorithm>
#include <regex>

#include "model/report/convert.hpp"
#include "model/spec/parse.hpp"

namespace tilewright::test {

namespace {

using reader::Language;
using reader::Value;
using reader::ValueTree;

const Value& child(const Value& map, const std::string& key) {
  for (const Value::Entry& entry : map.entries) {
    if (entry.key == key) return *entry.value;
  }
  throw Error(map.place, "no key '" + key + "'");
}

void add_entry(Value& map, const std::string& key, const Value& value) {
  Value::Entry& entry = map.entries.emplace_back();
  entry.key = key;
  entry.value = &value;
}

const Value& scalar(ValueTree& tree, const std::string& text) {
  Value& value = tree.add(Value::Kind::scalar, {});
  value.text = text;
  return value;
}

/// {name: X, class: C, attributes: {...}} as {name: X, ...}, where a class means a technology.
const Value& component(ValueTree& tree, const Value& of_tree) {
  Value& flat = tree.add(Value::Kind::map, {});
  add_entry(flat, "name", child(of_tree, "name"));
  if (child(of_tree, "class").text == "DRAM") add_entry(flat, "technology", scalar(tree, "DRAM"));
  for (const Value::Entry& entry : child(of_tree, "attributes").entries) {
    flat.entries.push_back(entry);
  }
  return flat;
}

/// The golden cases have one subtree, whose last component is the compute unit.
const Value& list_form(ValueTree& tree, const Value& architecture) {
  const auto& local = child(*child(architecture, "subtree").items.at(0), "local").items;
  Value& storage = tree.add(Value::Kind::list, {});
  for (std::size_t i = local.size() - 1; i > 0; --i) {
    storage.items.push_back(&component(tree, *local[i - 1]));
  }
  Value& arch = tree.add(Value::Kind::map, {});
  add_entry(arch, "arithmetic", component(tree, *local.back()));
  add_entry(arch, "storage", storage);
  return arch;
}

std::string with_hyphens(std::string text) {
  for (const char* word :
       {"block_size", "energy_per_hop", "min_utilization", "multiple_buffering", "router_energy",
        "word_bits", "num_threads", "live_status", "victory_condition", "search_size",
        "optimization_metrics", "data_spaces", "read_write", "linear_pruned", "random_pruned"}) {
    std::string hyphenated = word;
    std::replace(hyphenated.begin(), hyphenated.end(), '_', '-');
    text = std::regex_replace(text, std::regex(word), hyphenated);
  }
  return text;
}

}  // namespace

std::string as_libconfig(const std::string& file) {
  return convert(reader::parse(reader::load({file})).root(), Language::libconfig);
}

std::string as_hyphenated_lists(const std::string& file) {
  const ValueTree original = reader::parse(reader::load({file}));
  ValueTree tree;
  Value& root = tree.add(Value::Kind::map, {});
  for (const Value::Entry& entry : original.root().entries) {
    if (entry.key == "architecture") {
      add_entry(root, "arch", list_form(tree, *entry.value));
    } else {
      root.entries.push_back(entry);
    }
  }
  return with_hyphens(convert(root, Language::yaml));
}

}  // namespace tilewright::test
