#pragma once
// One entry of a list of constraints: its type, its level, and where its keys stand.

#include <optional>
#include <string>
#include <string_view>

#include "model/spec/architecture.hpp"
#include "model/spec/node.hpp"

namespace tilewright::reader {

enum class ConstraintKind { temporal, spatial, bypass, utilization, overbooking };

/// An entry with a known type and no misspelt keys. Keys that Timeloop does not read where they
/// stand are warned of.
class ConstraintEntry {
 public:
  /// `target` says which level, `constraint` what; they may be the same map. Throws Error for an
  /// unknown type or level and for misspelt keys.
  ConstraintEntry(const Node& target, const Node& constraint, const Architecture& architecture);

  ConstraintKind kind() const { return kind_; }
  /// The type as in the file: "bypassing".
  const std::string& type() const { return type_; }
  int level() const { return level_; }
  /// "level 'Buffer'".
  std::string level_text() const { return "level '" + level_name_ + "'"; }
  const Place& place() const { return constraint_.place(); }
  /// The value of a key: in `attributes`, if there are any, for the keys that belong there.
  std::optional<Node> find(std::string_view key) const;

 private:
  void check_type(const Node& type) const;
  void check_keys() const;

  Node constraint_;
  Node attributes_;  ///< the same map as constraint_ if there are none
  bool has_attributes_ = false;
  bool has_outer_target_ = false;
  ConstraintKind kind_ = ConstraintKind::temporal;
  std::string type_;
  int level_ = 0;
  std::string level_name_;
};

}  // namespace tilewright::reader
