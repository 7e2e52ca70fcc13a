#include "mapper/exact/transit_words.hpp"

#include <algorithm>
#include <cmath>

#include "model/cost/network_cost.hpp"
#include "model/nest/nest_analysis.hpp"

namespace tilewright::exact {

namespace {

// How far routers may be off that the evaluator computes in another order.
constexpr double rounding = 1e-12;

// So that what is cut off is never less than where the evaluator's rounding errors are others.
void round_down(std::vector<AccessRecord>& records) {
  for (AccessRecord& record : records) {
    record.accesses *= 1 - rounding;
    record.hops *= 1 - 2 * rounding;
  }
}

}  // namespace

TransitWords::TransitWords(const Account& account, int space)
    : account_(account),
      problem_(account.problem()),
      space_(problem_.spaces[static_cast<std::size_t>(space)]),
      space_index_(space),
      schedule_(problem_.options.model.timeloop) {}

int TransitWords::idle_dimension() const {
  int dimension = 0;
  while ((space_.relevant >> dimension & 1U) != 0) ++dimension;
  return dimension;
}

// One run of the loops that decide; all others repeat it.
void TransitWords::build_schedule(const Transit& transit, std::span<const NestLoop> loops,
                                  double words, double moving) {
  loops_.clear();
  if (transit.first_loop >= 0) {
    if (transit.idle) {
      loops_.push_back({idle_dimension(), LoopKind::temporal, 2, 2, 1});
    }
    loops_.insert(loops_.end(), loops.begin(), loops.end());
  } else if (transit.always_all && words > moving) {
    const auto still = static_cast<std::int64_t>(std::llround(words / moving));
    loops_.push_back({idle_dimension(), LoopKind::temporal, still, still, 1});
  }
  schedule_.build(space_.projection, transit.extents, loops_, transit.always_all);
}

TransitWords::Result TransitWords::count(const Transit& transit, std::span<const NestLoop> loops,
                                         Shape shape, double arriving, std::int64_t share) {
  const double factor = transit.scale.value() * problem_.iterations_outside(space_, shape);
  const double all_units =
      transit.always_all ? problem_.operations * transit.per_operation.value() : 0;
  build_schedule(transit, loops, all_units, factor);
  const auto run_words = static_cast<double>(schedule_.total_words());
  const double words = transit.always_all ? all_units : run_words * factor;  // of all instances
  const double per_child = std::round(words / account_.instances(transit.child_units));
  if (!transit.counted) return {words, per_child, 0, 0};

  const double passed_on = count_records(transit, per_child);
  const std::int64_t children = children_of(transit.spread);
  Result result;
  // Sums in the evaluator's order, since fills are cut off to whole words.
  for (const AccessRecord& record : tile_.records) {
    result.delivered_to_one +=
        record.accesses * static_cast<double>(record.multicast) / static_cast<double>(children);
  }
  const bool bypassed = transit.child < 0 && transit.slot > 0;
  if (bypassed) {
    const double from_one_child = arriving / account_.instances(transit.child_units);
    pass_through(comes_whole(transit.slot) ? std::round(from_one_child) : from_one_child, children);
  }
  for (const AccessRecord& record : tile_.records) result.content += record.accesses;
  result.passed_on = bypassed ? 0 : passed_on;
  const double instances = account_.instances(transit.child_units * children);
  result.network_pj = network_energy(transit, result.passed_on, share) * instances;
  result.content *= instances;
  return result;
}

// As NestAnalysis::count_with_links, for `words` to one child. Returns the words passed on.
double TransitWords::count_records(const Transit& transit, double words) {
  const Level& level = problem_.levels[static_cast<std::size_t>(transit.slot)];
  const double runs = words / static_cast<double>(schedule_.total_words());
  ends_.clear();
  for (const NestLoop& loop : transit.spread) ends_.push_back(loop.bound);
  children_.assign(space_.projection, transit.spread, ends_, {level.fanout_x, level.fanout_y});
  const bool want_hops = level.network_costs;
  tile_.records.clear();
  const auto add = [&](std::span<const GroupCount> found, double fetched) {
    for (const GroupCount& group : found) add_record(tile_.records, to_record(group, fetched));
  };
  if (transit.spread.empty()) {
    tile_.records.push_back({1, 1, words, 0, 0});
    return 0;
  }
  double passed_on = 0;
  std::int64_t unlinked = schedule_.total_words();
  const bool multicast = level.multicasts(space_index_);
  const bool may_link = (!space_.separable || transit.always_all) &&
                        !contains(level.directives.no_link_transfer, space_index_);
  for (const Advance& advance : may_link ? schedule_.find_advances() : std::span<const Advance>{}) {
    if (!advance.same_shape) continue;
    const auto links =
        children_.find_links(children_, schedule_.displacement(advance.loop), multicast, want_hops);
    if (!links) continue;
    const std::int64_t fetched = advance.words * advance.visits;
    unlinked -= fetched;
    passed_on += static_cast<double>(fetched) * static_cast<double>(links->linked) * runs;
    add(links->groups, static_cast<double>(fetched) * runs);
  }
  add(children_.groups(multicast, want_hops), static_cast<double>(unlinked) * runs);
  return passed_on;
}

// What comes from a level next to one that keeps the data space (or the compute units) is whole
// words: other fractions are rounding errors, which would change how many routers count.
bool TransitWords::comes_whole(int slot) const {
  return slot == 1 ||
         contains(problem_.levels[static_cast<std::size_t>(slot) - 2].always_keep, space_index_);
}

// As bypass() in model/nest/tile_accesses.cpp.
void TransitWords::pass_through(double from_one_child, std::int64_t children) {
  double delivered = 0;
  for (const AccessRecord& record : tile_.records) {
    delivered += record.accesses * static_cast<double>(record.multicast);
  }
  const double factor = from_one_child * static_cast<double>(children) / delivered;
  for (AccessRecord& record : tile_.records) {
    if (record.accesses != 0) record.accesses *= factor;
  }
}

// Per instance of the slot's level.
double TransitWords::network_energy(const Transit& transit, double link_transfers,
                                    std::int64_t share) {
  const auto slot = static_cast<std::size_t>(int{transit.slot});
  const Level& level = problem_.levels[slot];
  if (!level.network_costs || contains(level.network_uncounted, space_index_)) return 0;
  if (transit.child < 0 && contains(level.routers_uncertain, space_index_))
    round_down(tile_.records);
  tile_.link_transfers = link_transfers;
  tile_.partition_size_words = share;
  count_network(problem_.costs.networks[slot], tile_, space_.read_write,
                problem_.spec.architecture.storage[slot].reduction_supported, traffic_, nullptr);
  return traffic_.energy_pj + traffic_.link_transfer_energy_pj;
}

}  // namespace tilewright::exact
