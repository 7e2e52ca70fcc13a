#include "model/spec/constraint_entry.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "model/spec/nodes_constraints.hpp"
#include "model/spec/sections.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

using Words = std::vector<std::string>;

const std::map<std::string, ConstraintKind>& kinds() {
  static const std::map<std::string, ConstraintKind> map = {
      {"temporal", ConstraintKind::temporal},
      {"spatial", ConstraintKind::spatial},
      {"datatype", ConstraintKind::bypass},
      {"dataspace", ConstraintKind::bypass},
      {"bypass", ConstraintKind::bypass},
      {"bypassing", ConstraintKind::bypass},
      {"utilization", ConstraintKind::utilization},
      {"parallelism", ConstraintKind::utilization},
      {"max_overbooked_proportion", ConstraintKind::overbooking}};
  return map;
}

/// The keys that are read from `attributes`, if there are any.
const Words& attribute_keys(ConstraintKind kind) {
  static const Words loops = {"factors", "default_max_factor", "default_min_factor", "permutation"};
  static const Words bypass = {"keep", "bypass"};
  static const Words utilization = {"min"};
  static const Words none;
  switch (kind) {
    case ConstraintKind::temporal:
    case ConstraintKind::spatial:
      return loops;
    case ConstraintKind::bypass:
      return bypass;
    case ConstraintKind::utilization:
      return utilization;
    case ConstraintKind::overbooking:
      break;
  }
  return none;
}

/// The keys that always stand beside `type`.
const Words& inline_keys(ConstraintKind kind) {
  static const Words temporal = {"no_reuse", "no_temporal_reuse", "rmw_first_update", "remainders"};
  static const Words spatial = {"split", "no_link_transfer", "no_reuse",
                                "no_multicast_no_reduction", "remainders"};
  static const Words bypass = {"no_coalesce"};
  static const Words overbooking = {"proportion"};
  static const Words none;
  switch (kind) {
    case ConstraintKind::temporal:
      return temporal;
    case ConstraintKind::spatial:
      return spatial;
    case ConstraintKind::bypass:
      return bypass;
    case ConstraintKind::overbooking:
      return overbooking;
    case ConstraintKind::utilization:
      break;
  }
  return none;
}

void warn_of_keys(const Node& map, const Words& keys, const std::string& reason) {
  for (const std::string& key : keys) {
    if (map.find(key)) map.warn(map.key_place(key), "'" + key + "' is ignored: " + reason);
  }
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

ConstraintEntry::ConstraintEntry(const Node& target, const Node& constraint,
                                 const Architecture& architecture)
    : constraint_(constraint), attributes_(constraint) {
  const Node type = constraint.require("type", "'type: temporal', spatial or bypass");
  type_ = normalized_key(type.text());
  check_type(type);
  kind_ = kinds().at(type_);
  if (const auto attributes = constraint.find("attributes")) {
    attributes_ = *attributes;
    has_attributes_ = true;
  }
  has_outer_target_ = target.find("constraints").has_value();
  refuse_macros(constraint, architecture.place);
  check_keys();
  const auto level = target.find_any({"target", "name"});
  if (!level) target.fail("a constraint has no target", "add 'target: <storage level>'");
  level_ = read_level(*level, architecture);
  level_name_ = architecture.storage[level_].name;
}

std::optional<Node> ConstraintEntry::find(std::string_view key) const {
  const Words& movable = attribute_keys(kind_);
  const bool in_attributes = std::find(movable.begin(), movable.end(), key) != movable.end();
  return (in_attributes ? attributes_ : constraint_).find(key);
}

void ConstraintEntry::check_type(const Node& type) const {
  if (kinds().count(type_) > 0) return;
  Words names;
  for (const auto& [name, kind] : kinds()) names.push_back(name);
  type.fail("unknown type '" + type_ + "' of a constraint", suggest(type_, names));
}

void ConstraintEntry::check_keys() const {
  const std::string where = "a constraint of type '" + type_ + "'";
  const Words& in_attributes = attribute_keys(kind_);
  const Words& beside_type = inline_keys(kind_);
  const Words common = {"target", "name", "type", "attributes"};
  constraint_.check_keys({where, joined(joined(common, in_attributes), beside_type), {}});
  if (has_outer_target_) {
    warn_of_keys(constraint_, {"target", "name"}, "the target of the whole list counts");
  }
  if (!has_attributes_) return;
  attributes_.check_keys({"the attributes of " + where, joined(in_attributes, beside_type), {}});
  warn_of_keys(constraint_, in_attributes, "it is read from 'attributes', because there are some");
  warn_of_keys(attributes_, beside_type, "write it beside 'type', not in 'attributes'");
}

}  // namespace tilewright::reader
