#include "mapper/cosa/improved/reuse.hpp"

#include <algorithm>

#include "mapper/cosa/order.hpp"

namespace tilewright::cosa::improved {

namespace {

bool contains_dimension(const std::vector<int>& dimensions, int dimension) {
  return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
}

}  // namespace

Reuse::Reuse(const Facts& facts, const Counts& counts, Model& model)
    : facts_(facts), counts_(counts), model_(model) {
  for (int l = 1; l < facts.level_count(); ++l) add_orders(l);
}

void Reuse::add_orders(int level) {
  const LoopRules& rules = facts_.levels[level].temporal;
  std::vector<int> free;
  for (int d = 0; d < facts_.dimension_count(); ++d) {
    const bool fixed = contains_dimension(rules.prefix, d) || contains_dimension(rules.suffix, d);
    if (!fixed && facts_.bound(d) > 1) free.push_back(d);
  }
  Linear chosen;
  for (const LoopOrder& order : pareto_orders(free, facts_.relevance, facts_.space_count())) {
    OrderColumn column{.level = level, .dimensions = rules.prefix};
    column.column = model_.add_column({.lower = 0, .upper = 1, .integer = true});
    column.dimensions.insert(column.dimensions.end(), order.dimensions.begin(),
                             order.dimensions.end());
    column.dimensions.insert(column.dimensions.end(), rules.suffix.begin(), rules.suffix.end());
    chosen.add(column.column, 1);
    orders_.push_back(std::move(column));
  }
  model_.rows.push_back(chosen.row(1, 1));
}

Linear Reuse::log2_run(int space, int child) {
  Linear run;
  if (contains(facts_.levels[child].directives.no_temporal_reuse, space)) return run;
  for (int l = child + 1; l < facts_.level_count(); ++l) add_run(space, child, l, run);
  return run;
}

// Dimensions that are reached in the same orders, past the same blockers, share a column.
void Reuse::add_run(int space, int child, int level, Linear& run) {
  struct Group {
    Place place;
    Linear loops;
    double most = 0;
  };
  std::vector<Group> groups;
  for (int d = 0; d < facts_.dimension_count(); ++d) {
    if (facts_.moves(d, space) || facts_.bound(d) == 1) continue;
    const Linear loops = counts_.log2_temporal(level, d);
    if (!loops.has_columns()) continue;
    Place place = place_of(d, space, level);
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.place.always_reached == place.always_reached &&
             group.place.orders == place.orders && group.place.blockers == place.blockers;
    });
    Group& group = same != groups.end() ? *same : groups.emplace_back(Group{std::move(place), {}});
    group.loops.add(loops);
    group.most += facts_.log2_bound(d);
  }
  for (const Group& group : groups) {
    if (!group.place.always_reached && group.place.orders.empty()) continue;
    const int saved = add_saving(group.loops, group.most);
    run.add(saved, 1);
    const auto limit = [&](Linear allowed) {
      allowed.add(saved, -1);
      model_.rows.push_back(allowed.row(0, unbounded));
    };
    const auto only_if = [&](int binary) {
      Linear allowed;
      allowed.add(binary, group.most);
      limit(std::move(allowed));
    };
    if (!group.place.always_reached) {
      Linear allowed;
      for (const OrderColumn* order : group.place.orders) allowed.add(order->column, group.most);
      limit(std::move(allowed));
    }
    for (const int blocker : group.place.blockers) only_if(idle(blocker, level));
    for (int inner = child + 1; inner < level; ++inner) only_if(still(space, inner));
  }
}

int Reuse::add_saving(const Linear& loops, double most) {
  const int saved = model_.add_column({.lower = 0, .upper = most});
  Linear room = loops;
  room.add(saved, -1);
  model_.rows.push_back(room.row(0, unbounded));
  return saved;
}

// The fixed dimensions stand at the same places in all orders of a level.
Reuse::Place Reuse::place_of(int dimension, int space, int level) const {
  const LoopRules& rules = facts_.levels[level].temporal;
  const auto fixed = [&](int d) {
    return contains_dimension(rules.prefix, d) || contains_dimension(rules.suffix, d);
  };
  Place place;
  int orders = 0;
  bool blockers_known = false;
  for (const OrderColumn& order : orders_) {
    if (order.level != level) continue;
    ++orders;
    bool reached = true;
    std::vector<int> blockers;
    for (const int d : order.dimensions) {
      if (d == dimension) break;
      if (!facts_.moves(d, space) || facts_.bound(d) == 1) continue;
      if (fixed(d) || fixed(dimension)) {
        blockers.push_back(d);
      } else {
        reached = false;
      }
    }
    if (!blockers_known) {
      std::sort(blockers.begin(), blockers.end());
      place.blockers = blockers;
    }
    blockers_known = true;
    if (reached) place.orders.push_back(&order);
  }
  place.always_reached = static_cast<int>(place.orders.size()) == orders;
  if (place.always_reached) place.orders.clear();
  return place;
}

/// The binary that is 1 only if no loop of a level moves a data space.
int Reuse::still(int space, int level) {
  const auto known = still_.find({space, level});
  if (known != still_.end()) return known->second;
  const int binary = model_.add_column({.lower = 0, .upper = 1, .integer = true});
  Linear loops = counts_.log2_loops([&](const CountColumn& count, int d) {
    return count.level == level && count.kind == LoopKind::temporal && facts_.moves(d, space);
  });
  loops.add(binary, facts_.log2_operations);
  model_.rows.push_back(loops.row(-unbounded, facts_.log2_operations));
  return still_[{space, level}] = binary;
}

/// The binary that is 1 only if a dimension has no iterations at a level.
int Reuse::idle(int dimension, int level) {
  const auto known = idle_.find({dimension, level});
  if (known != idle_.end()) return known->second;
  const int binary = model_.add_column({.lower = 0, .upper = 1, .integer = true});
  Linear loops = counts_.log2_temporal(level, dimension);
  loops.add(binary, facts_.log2_bound(dimension));
  model_.rows.push_back(loops.row(-unbounded, facts_.log2_bound(dimension)));
  return idle_[{dimension, level}] = binary;
}

}  // namespace tilewright::cosa::improved
