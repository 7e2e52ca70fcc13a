#pragma once
// How a data space's status changes, loop by loop from the inside outwards, and what that costs.
//
// Words: when a transit is fixed at shape y, the words that all instances of its child fetch are
//   window words x scale x (product of D_d of the leaving dimensions)
//                        x (product of D_d / y_d of the others),
// where the window words are those of one tile (1 in the ranks that leaving dimensions move) while
// the recorded loops run. `scale` has what the tile's size and the spatial loops since then add.
// Words that pass a level without being kept there are divided by how many children each serves.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/account.hpp"
#include "mapper/exact/status.hpp"
#include "model/nest/children.hpp"
#include "model/nest/reuse.hpp"
#include "model/nest/tile.hpp"

namespace tilewright::exact {

using Shape = std::span<const std::int64_t>;

/// The rules for one data space. Holds scratch memory: one per thread.
class StatusRules {
 public:
  StatusRules(const Account& account, int space);

  /// Before the first loop.
  Status start() const { return {}; }

  /// The spatial loops of `level`, at the shape inside of them; `units` are the compute units below
  /// one child. False when the guess of reduction() does not hold.
  bool spread(Status& status, int level, std::span<const NestLoop> loops, Shape shape,
              std::int64_t units, Values& values);

  /// True when these spatial loops may lead to neighbours passing words on.
  bool may_link(std::span<const NestLoop> loops, Shape shape, int level);

  /// A temporal loop of `level` around `shape`.
  void iterate(Status& status, int level, int dimension, std::int64_t bound, Shape shape,
               Values& values);

  /// The level with its loops done: it keeps the data space, being the outermost one to do so or
  /// not. `units`: below one instance.
  void keep(Status& status, int level, bool outermost, Shape shape, std::int64_t units,
            Values& values);

  /// After the last loop. False when this is no complete mapping.
  bool finish(Status& status, Values& values);

  /// True while loops are recorded one by one, in order.
  static bool alive(const Status& status);
  /// True when neighbours may pass words on in a pending transit.
  static bool linked(const Status& status);
  /// True when reads of the last transit's child are still to be charged.
  static bool waits(const Status& status);
  /// True when a loop of this dimension changes the status.
  bool changed_by(const Status& status, int dimension) const;
  /// True when the status changes with a loop of this dimension, and not only by its product.
  bool moved_by(const Status& status, int dimension) const;

 private:
  struct Words {
    double content = 0;  // that arrive from all children
    double delivered_to_one = 0;
    double passed_on = 0;  // by neighbours, per instance of the slot's level
  };

  void charge_waiting(Status& status, Values& values);
  double window_factor(const Transit& transit, Shape shape) const;
  double groups_per_child(std::span<const NestLoop> loops, std::int64_t children);
  void open_link_of_units(Status& status, std::span<const NestLoop> loops, std::int64_t children);
  void resolve_first(Status& status, int level, Shape shape, Values& values);
  int idle_dimension() const;
  bool groups_are_uniform(std::span<const NestLoop> loops, std::int64_t children);
  Words count_words(const Status& status, const Transit& transit, Shape shape, double arriving);
  Words count_linked(const Transit& transit, double words, double arriving);
  double passed_through(double arriving, std::int64_t children, double delivered,
                        std::int64_t child_units) const;
  void settle(Status& status, int level, Shape shape, Values& values);
  void charge_reads(int level, double content, double passed_on, std::int64_t share,
                    std::int64_t units, Values& values);
  void arrive(Status& status, const Transit& transit, double content, int level, Values& values);
  void set_strides(std::span<const NestLoop> loops, Shape shape);
  void append_rests(Shape shape, Key& key) const;
  bool fixed(const Status& status, const Transit& transit, Shape shape);
  double& content(Values& values) const {
    return values[static_cast<std::size_t>(account_.components().content[space_index_])];
  }

  const Account& account_;
  const Problem& problem_;
  const Space& space_;
  std::size_t space_index_;
  ReuseSchedule schedule_{TimeloopYear::y2025};
  Children children_;
  std::vector<NestLoop> loops_;
  std::vector<std::int64_t> ends_;
  std::vector<AccessRecord> records_;
  Key key_;
  KeyMap<bool> links_;  // memory of may_link()
  KeyMap<bool> fixed_;  // of fixed()
};

}  // namespace tilewright::exact
