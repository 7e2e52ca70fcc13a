#pragma once
// The constraints of one node of a version 0.4 architecture: what stands inside the node, and what
// the input's lists of constraints and mapping directives say of it, put together.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/factors.hpp"
#include "model/spec/node.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// `C=4`, and where it stands. The value is as written: 0 is the whole bound, and a negative value
/// names the dimension without constraining it.
struct PlacedFactor {
  FactorTerm term;
  Place place;
};

/// The temporal or the spatial loops of a node. Macros stand apart from `factors` until
/// apply_macros (nodes_macros.hpp) has replaced them.
struct NodeLoops {
  Place place;  ///< of the first part that was read; no line when there is none
  std::vector<PlacedFactor> factors;
  std::string permutation;  ///< innermost first; may hold one '_'
  Place permutation_place;
  std::vector<Value::Entry> settings;          ///< split, remainders and others, as written
  std::map<std::string, DataSpaceMask> reuse;  ///< by key: no_reuse, no_link_transfer, ...

  bool factors_only = false;              ///< dimensions without a factor get factor 1
  DataSpaceMask not_iterated = 0;         ///< their dimensions get factor 1
  std::optional<DataSpaceMask> iterated;  ///< dimensions that none of them has get factor 1
  std::vector<std::vector<int>> maximize_dims;
  std::optional<std::int64_t> maximize_capacity;  ///< absent: the node's fan-out
  Place maximize_place;

  bool has_factor(int dimension) const;
  /// Throws Error when the factor contradicts one that is there.
  void add(const PlacedFactor& factor, const Workload& workload);
};

/// What a node keeps and what passes by.
struct NodeBypass {
  Place place;
  DataSpaceMask keep = 0;
  DataSpaceMask bypass = 0;
  DataSpaceMask no_coalesce = 0;
  std::optional<DataSpaceMask> keep_only;  ///< the others are bypassed
  std::optional<DataSpaceMask> bypass_only;
};

struct NodeConstraints {
  NodeLoops spatial;
  NodeLoops temporal;
  NodeBypass data_spaces;
  std::optional<Node> overbooking;  ///< max_overbooked_proportion
};

/// Reads parts of a node's constraints.
class NodeConstraintReader {
 public:
  /// `nodes` is where the architecture has its nodes. Copies of values, with their scope, go into
  /// `tree`.
  NodeConstraintReader(const Workload& workload, Place nodes, ValueTree& tree)
      : workload_(workload), nodes_(std::move(nodes)), tree_(tree) {}

  /// `constraints: {spatial: .., temporal: .., dataspace: .., max_overbooked_proportion: ..}`.
  /// Names in `group` may stand for what `scope` has.
  void read_group(const Node& group, const Value& scope, NodeConstraints& constraints) const;

  /// One item of a list, which has a `type` and a `target`. Throws Error for what contradicts the
  /// node's other constraints.
  void read_item(const Node& item, NodeConstraints& constraints) const;

 private:
  void read(const std::string& type, const Node& map, NodeConstraints& constraints) const;
  void read_loops(const Node& map, bool spatial, NodeLoops& loops) const;
  void read_factors(const Node& list, NodeLoops& loops) const;
  void read_permutation(const Node& map, NodeLoops& loops) const;
  void read_settings(const Node& map, const std::vector<std::string>& keys, NodeLoops& loops) const;
  void read_macros(const Node& map, NodeLoops& loops) const;
  void read_maximize(const Node& map, NodeLoops& loops) const;
  std::vector<int> read_dimensions(const Node& list) const;
  void read_bypass(const Node& map, NodeBypass& bypass) const;
  /// A list of data spaces; "*" is all of them.
  DataSpaceMask read_mask(const Node& list) const;
  std::optional<DataSpaceMask> find_mask(const Node& map, const std::string& key) const;

  void refuse_old_keys(const Node& map) const;
  [[noreturn]] void fail_old(const Place& place, const std::string& what,
                             const std::string& advice) const;

  const Workload& workload_;
  Place nodes_;
  ValueTree& tree_;
};

/// Throws Error for the macros of version 0.4 in a directive of an input whose architecture, at
/// that place, has no nodes.
void refuse_macros(const Node& directive, const Place& architecture);

/// A copy of the value whose scalars look their names up in `scope`, too.
const Value& with_scope(const Value& value, const Value& scope, ValueTree& tree);

}  // namespace tilewright::reader
