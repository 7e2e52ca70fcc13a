#pragma once
// Spatial reuse: the instances below one storage instance each need a copy of the tile, displaced.
// Instances with equal tiles are served together (multicast); an instance whose tile a mesh
// neighbour held at the previous step can be served by that neighbour (link transfer).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"

namespace tilewright {

/// Groups of children that share their tile, by the number of children in a group.
struct GroupCount {
  std::int64_t multicast = 1;  ///< children per group
  std::int64_t groups = 0;
  double hops = 0;          ///< of one word to each of the groups, summed
  double unicast_hops = 0;  ///< the same, each child served separately
};

/// The grid in which the children stand. Children are numbered row by row in the columns that the
/// mapping uses, but placed row by row in `columns`: with fewer columns in use than exist and more
/// than one row, numbers and places no longer agree (a quirk of the original, kept).
struct ChildGrid {
  std::int64_t columns = 1;  ///< max(physical fan-out in X, used columns)
  std::int64_t rows = 1;
};

/// The children of one block for one data space.
class Children {
 public:
  Children();

  /// `loops` are the block's spatial loops, innermost first, and must outlive this; `ends` their
  /// iterations at this moment (the bounds, or residuals at the edge of an imperfect nest).
  void assign(const Projection& projection, std::span<const NestLoop> loops,
              std::span<const std::int64_t> ends, ChildGrid grid);

  /// Groups of all children, ascending by multicast. Without `multicast`, each child is a group.
  std::span<const GroupCount> groups(bool multicast, bool want_hops);

  /// False when certainly no two mesh neighbours hold tiles that differ by `displacement` (or the
  /// opposite), so that no child can be linked after such a move.
  bool neighbours_differ_by(const RankVector& displacement);

  /// Children that need not be served because a mesh neighbour passes its tile on: it held, among
  /// the children `previous`, what they hold after all tiles moved by `displacement`.
  struct Links {
    std::int64_t linked = 0;             ///< children served by neighbours
    std::span<const GroupCount> groups;  ///< of the others, ascending by multicast
  };
  /// Nothing when links would not lower the number of groups.
  std::optional<Links> find_links(Children& previous, const RankVector& displacement,
                                  bool multicast, bool want_hops);

 private:
  // A displacement as one number: mixed radix over the ranks.
  __extension__ using Code = __int128;

  struct Direction {  // one dimension that is unrolled in the block
    int dimension;
    std::int64_t stride;
    std::int64_t end;
  };

  std::int64_t group_total(bool multicast);
  void find_unlinked(const Children& previous, const RankVector& displacement);
  void find_neighbour_differences();
  bool count_groups_in_closed_form();
  void multiply_by_rank(std::span<const std::int64_t> steps, std::span<const std::int64_t> ends);
  void multiply(std::int64_t multicast, std::int64_t groups);
  void enumerate();
  bool encode(const RankVector& displacement, Code& code) const;
  std::span<const GroupCount> count_groups(bool multicast, bool want_hops);
  void add_group(std::span<const std::int64_t> members, bool want_hops);

  const Projection* projection_ = nullptr;
  std::span<const NestLoop> loops_;
  std::vector<std::int64_t> ends_;
  ChildGrid grid_;
  std::int64_t count_ = 1;
  bool enumerated_ = false;

  bool scrambled_ = false;  // numbers and places do not agree
  bool differences_known_ = false;
  std::vector<RankVector> differences_;  // between mesh neighbours

  std::vector<Direction> directions_;
  std::vector<GroupCount> groups_;
  std::vector<GroupCount> product_;

  RankVector reach_{};            // by rank: the largest displacement between two children
  std::int64_t group_total_ = 0;  // of all children, with multicast; 0: not yet counted
  std::vector<Code> codes_;       // by child
  std::vector<std::int64_t> members_;
  struct Column {
    std::int64_t first_row = 0;
    std::int64_t last_row = 0;
    bool used = false;
  };
  std::vector<Column> columns_;
};

}  // namespace tilewright
