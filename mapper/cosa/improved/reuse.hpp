#pragma once
// Loop orders, and what stays in place under them. A tile is not fetched anew in the innermost run
// of the loops outside of it that do not move it; the run goes on over several levels while their
// loops do not move it either. One binary chooses among the Pareto-optimal orders of each level;
// one for each level and data space says that no loop there moves it.

#include <map>
#include <utility>
#include <vector>

#include "mapper/cosa/improved/counts.hpp"

namespace tilewright::cosa::improved {

/// A loop order that the program may choose for a level.
struct OrderColumn {
  int level = 0;
  int column = 0;
  std::vector<int> dimensions;  ///< innermost first; without some of bound 1
};

class Reuse {
 public:
  /// Adds the orders of all levels. All arguments have to outlive the object.
  Reuse(const Facts& facts, const Counts& counts, Model& model);

  const std::vector<OrderColumn>& orders() const { return orders_; }

  /// log2 of the iterations outside of a level's tile over which it stays; adds its columns.
  Linear log2_run(int space, int child);

 private:
  /// Where dimensions have fixed places: a loop lies inside of the level's run only if the loops
  /// that stand inside of it and move the data space have no iterations.
  struct Place {
    bool always_reached = false;             ///< in every order
    std::vector<const OrderColumn*> orders;  ///< else in these
    std::vector<int> blockers;               ///< dimensions that must not iterate
  };

  void add_orders(int level);
  void add_run(int space, int child, int level, Linear& run);
  int add_saving(const Linear& loops, double most);
  Place place_of(int dimension, int space, int level) const;
  int still(int space, int level);
  int idle(int dimension, int level);

  const Facts& facts_;
  const Counts& counts_;
  Model& model_;
  std::vector<OrderColumn> orders_;
  std::map<std::pair<int, int>, int> still_;  ///< by data space and level
  std::map<std::pair<int, int>, int> idle_;   ///< by dimension and level
};

}  // namespace tilewright::cosa::improved
