#include "model/spec/nodes_constraints.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

#include "model/spec/checked.hpp"
#include "model/spec/loop_constraint_reader.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

using Words = std::vector<std::string>;

const Words& constraint_types() {
  static const Words types = {"spatial", "temporal", "dataspace", "max_overbooked_proportion"};
  return types;
}

bool is_separator(char letter) {
  return letter == ',' || std::isspace(static_cast<unsigned char>(letter)) != 0;
}

/// The words of a scalar, or of the scalars of a list, each with the value that it stands in.
std::vector<std::pair<std::string, Node>> words_of(const Node& node) {
  const std::vector<Node> scalars = node.is_list() ? node.items() : std::vector{node};
  std::vector<std::pair<std::string, Node>> words;
  for (const Node& scalar : scalars) {
    std::string word;
    for (char letter : scalar.raw_text() + ",") {
      if (!is_separator(letter)) {
        word += letter;
      } else if (!word.empty()) {
        words.emplace_back(std::move(word), scalar);
        word.clear();
      }
    }
  }
  return words;
}

PlacedFactor parse_factor(const std::string& word, const Node& node, const Workload& workload) {
  const std::size_t sign = word.find_first_of("<>=");
  const auto fail = [&] {
    node.fail("'" + word + "' is no factor",
              "write for example 'C=4', 'C<=8' or 'C>=2', without spaces");
  };
  if (sign == std::string::npos) fail();
  const bool is_limit = word[sign] != '=';
  const std::size_t digits = sign + (is_limit ? 2 : 1);
  if (is_limit && word.substr(sign + 1, 1) != "=") fail();
  PlacedFactor factor{{}, node.place()};
  const auto dimension = workload.find_dimension(word.substr(0, sign));
  if (!dimension) {
    node.fail("unknown dimension '" + word.substr(0, sign) + "' in " + node.name(),
              "the problem's dimensions are " + join(workload.dimensions));
  }
  factor.term.dimension = *dimension;
  if (is_limit) {
    factor.term.relation = word[sign] == '<' ? FactorRelation::at_most : FactorRelation::at_least;
  }
  const char* end = word.data() + word.size();
  const auto [parsed, error] = std::from_chars(word.data() + digits, end, factor.term.value);
  if (parsed != end || error != std::errc()) fail();
  return factor;
}

bool agree(const FactorTerm& a, const FactorTerm& b) {
  const bool are_limits = a.relation != FactorRelation::equal &&
                          b.relation != FactorRelation::equal && a.relation != b.relation;
  return a.value == b.value || are_limits;
}

void note_place(Place& place, const Node& map) {
  if (place.line == 0) place = map.place();
}

/// Copies each value once, however often aliases name it.
class ScopeCopier {
 public:
  ScopeCopier(const Value& scope, ValueTree& tree) : scope_(scope), tree_(tree) {}

  const Value& copy(const Value& value) {
    if (const auto known = copies_.find(&value); known != copies_.end()) return *known->second;
    Value& copy = tree_.add(value.kind, value.place);
    copies_.emplace(&value, &copy);
    copy.text = value.text;
    copy.quoted = value.quoted;
    copy.scope = &scope_;
    for (const Value* item : value.items) copy.items.push_back(&this->copy(*item));
    for (const Value::Entry& entry : value.entries) {
      copy.entries.push_back({entry.key, entry.key_place, &this->copy(*entry.value)});
    }
    return copy;
  }

 private:
  const Value& scope_;
  ValueTree& tree_;
  std::map<const Value*, const Value*> copies_;
};

}  // namespace

void refuse_macros(const Node& directive, const Place& architecture) {
  for (const char* key :
       {"factors_only", "no_iteration_over_dataspaces", "must_iterate_over_dataspaces",
        "maximize_dims", "maximize_dims_capacity", "keep_only", "bypass_only"}) {
    if (!directive.find(key)) continue;
    throw Error(directive.key_place(key),
                "'" + std::string(key) + "' is of version 0.4, but the architecture at " +
                    architecture.text() + " has no 'nodes': the input mixes versions",
                "write out what it stands for, or the architecture as 'nodes'");
  }
}

bool NodeLoops::has_factor(int dimension) const {
  return std::any_of(factors.begin(), factors.end(), [&](const PlacedFactor& factor) {
    return factor.term.dimension == dimension;
  });
}

void NodeLoops::add(const PlacedFactor& factor, const Workload& workload) {
  for (const PlacedFactor& other : factors) {
    if (other.term.dimension != factor.term.dimension) continue;
    if (!agree(other.term, factor.term)) {
      fail_twice(factor.place, other.place,
                 "there are two different factors of dimension " +
                     workload.dimensions[factor.term.dimension] + " for the same loops");
    }
    if (other.term.relation == factor.term.relation) return;
  }
  factors.push_back(factor);
}

const Value& with_scope(const Value& value, const Value& scope, ValueTree& tree) {
  return ScopeCopier(scope, tree).copy(value);
}

void NodeConstraintReader::read_group(const Node& group, const Value& scope,
                                      NodeConstraints& constraints) const {
  group.check_keys({"the constraints of a node", constraint_types(), {}});
  for (const std::string& type : constraint_types()) {
    const auto written = group.find(type);
    if (!written) continue;
    const Node map(with_scope(written->value(), scope, tree_), written->name(), group.context());
    read(type, map, constraints);
  }
}

void NodeConstraintReader::read_item(const Node& item, NodeConstraints& constraints) const {
  const Node type = item.require("type", "'type: temporal', spatial or dataspace");
  const std::string name = type.text();
  if (name == "bypass" || name == "datatype" || name == "bypassing") {
    fail_old(type.place(), "type '" + name + "'", "write 'type: dataspace'");
  }
  read(name, item, constraints);
  const auto& types = constraint_types();
  if (std::find(types.begin(), types.end(), name) == types.end()) {
    type.fail("unknown type '" + name + "' of a constraint", suggest(name, types));
  }
}

void NodeConstraintReader::fail_old(const Place& place, const std::string& what,
                                    const std::string& advice) const {
  throw Error(place,
              what + " is of version 0.3, but the nodes at " + nodes_.text() +
                  " are of version 0.4: the input mixes versions",
              advice);
}

/// Keys that version 0.3 has instead of `no_reuse`.
void NodeConstraintReader::refuse_old_keys(const Node& map) const {
  for (const char* key : {"no_multicast_no_reduction", "no_temporal_reuse"}) {
    if (!map.find(key)) continue;
    fail_old(map.key_place(key), "'" + std::string(key) + "'", "write 'no_reuse'");
  }
}

void NodeConstraintReader::read(const std::string& type, const Node& map,
                                NodeConstraints& constraints) const {
  if (type == "spatial") read_loops(map, true, constraints.spatial);
  if (type == "temporal") read_loops(map, false, constraints.temporal);
  if (type == "dataspace") read_bypass(map, constraints.data_spaces);
  if (type == "max_overbooked_proportion") constraints.overbooking = map;
}

void NodeConstraintReader::read_loops(const Node& map, bool spatial, NodeLoops& loops) const {
  Words settings = {"default_max_factor", "default_min_factor", "remainders"};
  Words reuse = {"no_reuse", spatial ? "no_link_transfer" : "rmw_first_update"};
  if (spatial) settings.emplace_back("split");
  KeyRules rules{
      spatial ? "a spatial constraint" : "a temporal constraint",
      {"type", "target", "factors", "permutation", "factors_only", "no_iteration_over_dataspaces",
       "must_iterate_over_dataspaces", "maximize_dims", "maximize_dims_capacity"},
      {}};
  refuse_old_keys(map);
  rules.known.insert(rules.known.end(), settings.begin(), settings.end());
  rules.known.insert(rules.known.end(), reuse.begin(), reuse.end());
  map.check_keys(rules);
  note_place(loops.place, map);
  if (const auto factors = map.find("factors")) read_factors(*factors, loops);
  read_permutation(map, loops);
  read_settings(map, settings, loops);
  for (const std::string& key : reuse) {
    if (const auto mask = find_mask(map, key)) loops.reuse[key] |= *mask;
  }
  read_macros(map, loops);
}

void NodeConstraintReader::read_factors(const Node& list, NodeLoops& loops) const {
  for (const auto& [word, node] : words_of(list)) {
    loops.add(parse_factor(word, node, workload_), workload_);
  }
}

void NodeConstraintReader::read_permutation(const Node& map, NodeLoops& loops) const {
  const auto list = map.find("permutation");
  if (!list) return;
  std::string permutation;
  for (const auto& [word, node] : words_of(*list)) permutation += word;
  if (permutation.empty() || permutation == loops.permutation) return;
  if (!loops.permutation.empty()) {
    fail_twice(list->place(), loops.permutation_place,
               "there are two permutations for the same loops");
  }
  loops.permutation = permutation;
  loops.permutation_place = list->place();
}

void NodeConstraintReader::read_settings(const Node& map, const Words& keys,
                                         NodeLoops& loops) const {
  for (const std::string& key : keys) {
    const auto setting = map.find(key);
    if (!setting) continue;
    const Value::Entry* other = find_entry(loops.settings, key);
    if (other == nullptr) {
      loops.settings.push_back({key, map.key_place(key), &setting->value()});
    } else if (other->value->text != setting->value().text) {
      fail_twice(setting->place(), other->value->place,
                 "there are two values of '" + key + "' for the same loops");
    }
  }
}

void NodeConstraintReader::read_macros(const Node& map, NodeLoops& loops) const {
  if (const auto factors = map.find("factors_only")) {
    loops.factors_only = true;
    read_factors(*factors, loops);
  }
  loops.not_iterated |= find_mask(map, "no_iteration_over_dataspaces").value_or(0);
  if (const auto mask = find_mask(map, "must_iterate_over_dataspaces")) {
    loops.iterated = loops.iterated.value_or(0) | *mask;
  }
  read_maximize(map, loops);
}

/// One list of dimensions, or several that take turns.
void NodeConstraintReader::read_maximize(const Node& map, NodeLoops& loops) const {
  if (const auto capacity = map.find("maximize_dims_capacity")) {
    loops.maximize_capacity = capacity->integer(1);
  }
  const auto node = map.find("maximize_dims");
  if (!node || node->items().empty()) return;
  if (!loops.maximize_dims.empty()) {
    fail_twice(node->place(), loops.maximize_place,
               "there are two 'maximize_dims' for the same loops");
  }
  loops.maximize_place = node->place();
  if (node->items().front().is_scalar()) {
    loops.maximize_dims.push_back(read_dimensions(*node));
  } else {
    for (const Node& list : node->items()) loops.maximize_dims.push_back(read_dimensions(list));
  }
}

std::vector<int> NodeConstraintReader::read_dimensions(const Node& list) const {
  std::vector<int> dimensions;
  for (const Node& item : list.items()) {
    const auto dimension = workload_.find_dimension(item.raw_text());
    if (!dimension) {
      item.fail("unknown dimension '" + item.raw_text() + "' in " + list.name(),
                "the problem's dimensions are " + join(workload_.dimensions));
    }
    dimensions.push_back(*dimension);
  }
  return dimensions;
}

void NodeConstraintReader::read_bypass(const Node& map, NodeBypass& bypass) const {
  map.check_keys({"a constraint of data spaces",
                  {"type", "target", "keep", "bypass", "no_coalesce", "keep_only", "bypass_only"},
                  {}});
  note_place(bypass.place, map);
  bypass.keep |= find_mask(map, "keep").value_or(0);
  bypass.bypass |= find_mask(map, "bypass").value_or(0);
  bypass.no_coalesce |= find_mask(map, "no_coalesce").value_or(0);
  if (const auto mask = find_mask(map, "keep_only")) bypass.keep_only = mask;
  if (const auto mask = find_mask(map, "bypass_only")) bypass.bypass_only = mask;
}

std::optional<DataSpaceMask> NodeConstraintReader::find_mask(const Node& map,
                                                             const std::string& key) const {
  const auto list = map.find(key);
  return list ? std::optional(read_mask(*list)) : std::nullopt;
}

DataSpaceMask NodeConstraintReader::read_mask(const Node& list) const {
  DataSpaceMask mask = 0;
  for (const Node& item : list.items()) {
    const std::string& name = item.raw_text();
    if (name == "*") {
      mask |= all_data_spaces(workload_.data_space_count());
      continue;
    }
    const auto data_space = workload_.find_data_space(name);
    if (!data_space) {
      item.fail("unknown data space '" + name + "' in " + list.name(),
                suggest(name, names_of(workload_.data_spaces)));
    }
    mask |= DataSpaceMask{1} << *data_space;
  }
  return mask;
}

}  // namespace tilewright::reader
