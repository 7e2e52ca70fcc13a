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
#include "mapper/exact/spread_rules.hpp"
#include "mapper/exact/status.hpp"
#include "mapper/exact/transit_words.hpp"

namespace tilewright::exact {

/// What is known of one data space, whatever the number of compute units.
struct SpaceMemory {
  SpreadMemory spreads;
  KeyMap<bool> fixed;   ///< are the words of a transit certain?
  KeyMap<double> runs;  ///< least words of a transit, for each run of its recorded loops
};

/// The rules for one data space. Holds scratch memory: one per thread.
class StatusRules {
 public:
  StatusRules(const Account& account, int space, SpaceMemory& memory);

  /// The spatial loops of `level`, at the shape inside of them; `units` are the compute units below
  /// one child. False when the guess of reduction() does not hold.
  bool spread(Status& status, int level, std::span<const NestLoop> loops, const SpreadFacts& facts,
              Shape shape, std::int64_t units, Values& values);

  /// Of spatial loops of `level` around `shape`.
  const SpreadFacts& spread_facts(std::span<const NestLoop> loops, Shape shape, int level) {
    return spreads_.facts(loops, shape, level);
  }

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
  bool notes_idle_loops(const Transit& transit) const;
  bool may_pass_on_tiles(const Transit& transit) const;
  void charge_waiting(Status& status, Values& values);
  Transit opened(int slot, Shape shape, std::int64_t units) const;
  void open_bypassed(Status& status, int level, Shape shape, std::int64_t units, Values& values);
  void resolve_first(Status& status, int level, Shape shape, Values& values);
  std::int64_t share_at_slot(const Status& status, const Transit& transit, int level) const;
  std::int64_t share(const Status& status, std::int64_t units) const;
  std::int64_t counted_share(int level, std::int64_t share) const;
  void settle(Status& status, int level, Shape shape, Values& values);
  void charge_reads(int level, double content, double passed_on, std::int64_t share,
                    std::int64_t units, Values& values);
  void arrive(Status& status, const Transit& transit, double content, int level, Values& values);
  bool fixed(const Status& status, const Transit& transit, int level, Shape shape);
  double& content(Values& values) const {
    return values[static_cast<std::size_t>(account_.components().content[space_index_])];
  }

  const Account& account_;
  const Problem& problem_;
  const Space& space_;
  std::size_t space_index_;
  TransitWords words_;
  SpreadRules spreads_;
  Key key_;
  SpaceMemory& memory_;
};

}  // namespace tilewright::exact
