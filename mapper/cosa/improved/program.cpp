#include "mapper/cosa/improved/program.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "mapper/cosa/improved/tiles.hpp"

namespace tilewright::cosa::improved {

namespace {

/// The words of a data space that move between a level and the next one outwards that keeps it.
struct Transit {
  int space = 0;
  int child = -1;  ///< level; -1: the compute units
  int parent = 0;
  Linear fetched;  ///< log2 of the words that all children fetch, or send
  Linear served;   ///< log2 of the words that the parents serve, or take
  int again = -1;  ///< binary: partial sums come back to be added to; -1: they always do
  bool read_write = false;
};

/// log2 of the factor by which the reads of partial sums that are left out (where all of a result's
/// summands are added up further inwards) count less than the writes: they count nothing, and 1/64
/// is little enough beside the writes.
constexpr double log2_left_out = -6;

/// Where updates cost nothing, the reads of partial sums are added to this share of their energy.
constexpr double least_update_share = 1e-3;

/// Stands for the logarithm of 0 where nothing costs energy: 2 to this power is 0.
constexpr double log2_nothing = -1100;

double log2_of(std::int64_t value) { return std::log2(static_cast<double>(value)); }

Linear times(const Linear& exponent, double factor) {
  Linear product = exponent;
  product.add_constant(std::log2(factor));
  return product;
}

class Builder {
 public:
  Builder(const Facts& facts, const Keep& keep, const Weights& weights)
      : facts_(facts),
        log2_energy_(add_log_column(weights.energy)),
        log2_latency_(add_log_column(weights.latency)),
        counts_(facts, program_.model),
        tiles_(facts, counts_, program_.model),
        reuse_(facts, counts_, program_.model) {
    program_.keep = keep;
    program_.objective.add(log2_energy_, weights.energy);
    program_.objective.add(log2_latency_, weights.latency);
  }

  Program build() {
    for (int l = 0; l < facts_.level_count(); ++l) add_capacity(l);
    for (int s = 0; s < facts_.space_count(); ++s) add_transits(s);
    add_energy();
    add_compute_latency();
    for (int l = 0; l < facts_.level_count(); ++l) {
      for (const Rate& rate : facts_.levels[l].rates) add_rate(l, rate);
    }
    program_.counts = counts_.columns();
    program_.orders = reuse_.orders();
    return std::move(program_);
  }

 private:
  int add_log_column(double cost) {
    return program_.model.add_column({.lower = -unbounded, .upper = unbounded, .cost = cost});
  }

  bool keeps(int level, int space) const { return contains(program_.keep[level], space); }

  /// A column equal to the form: tangents of its powers then have one coefficient in the place of
  /// many.
  Linear as_column(const Linear& form) {
    const int column = program_.model.add_column({.lower = -unbounded, .upper = unbounded});
    Linear difference = form;
    difference.add(column, -1);
    add_row(0, difference, 0);
    Linear result;
    result.add(column, 1);
    return result;
  }

  void add_row(double lower, const Linear& form, double upper) {
    program_.model.rows.push_back(form.row(lower, upper));
  }

  // The least use is demanded of the mean of the tiles' logarithms, which is never above that of
  // their mean.
  void add_capacity(int l) {
    const Level& level = facts_.levels[l];
    if (!level.capacity_words) return;
    LogSum sum{.bound = Linear(log2_of(*level.capacity_words)), .terms = {}};
    for (int s = 0; s < facts_.space_count(); ++s) {
      if (keeps(l, s)) sum.terms.push_back({as_column(tiles_.log2_words(s, l)), level.name});
    }
    if (sum.terms.empty()) {
      if (level.least_words > 0) add_row(level.least_words, Linear(0), unbounded);
      return;
    }
    for (const LogTerm& term : sum.terms) {
      add_row(-unbounded, term.exponent, log2_of(*level.capacity_words));
    }
    if (level.least_words > 0) {
      const auto kept = static_cast<double>(sum.terms.size());
      Linear mean;
      for (const LogTerm& term : sum.terms) mean.add(term.exponent, 1 / kept);
      add_row(std::log2(level.least_words / kept), mean, unbounded);
    }
    if (sum.terms.size() > 1) program_.capacity.push_back(std::move(sum));
  }

  void add_transits(int space) {
    int child = -1;
    for (int l = 0; l < facts_.level_count(); ++l) {
      if (!keeps(l, space)) continue;
      transits_.push_back(make_transit(space, child, l));
      child = l;
    }
  }

  Transit make_transit(int space, int child, int parent) {
    Transit transit;
    transit.space = space;
    transit.child = child;
    transit.parent = parent;
    transit.read_write = facts_.projections[space].read_write();
    if (child < 0) {
      transit.fetched = Linear(facts_.log2_operations);
    } else {
      const Linear run = reuse_.log2_run(space, child);
      transit.fetched = tiles_.log2_words(space, child);
      transit.fetched.add(
          counts_.log2_loops([&](const CountColumn& count, int) { return count.level > child; }));
      transit.fetched.add(run, -1);
      transit.fetched = as_column(transit.fetched);
      if (transit.read_write) transit.again = add_again(space, child, run);
    }
    transit.served = transit.fetched;
    transit.served.add(counts_.log2_sharing(space, child, parent), -1);
    transit.served = as_column(transit.served);
    return transit;
  }

  /// The binary that is 0 only if each result leaves the level once.
  int add_again(int space, int child, const Linear& run) {
    Linear visits = counts_.log2_loops([&](const CountColumn& count, int d) {
      return count.level > child && count.kind == LoopKind::temporal && !facts_.moves(d, space);
    });
    visits.add(run, -1);
    const int again = program_.model.add_column({.lower = 0, .upper = 1, .integer = true});
    visits.add(again, -facts_.log2_operations);
    add_row(-unbounded, visits, 0);
    return again;
  }

  /// log2 of the vector accesses that stand for one instance's: fewer where instances share
  /// memories.
  Linear log2_memories_each(int level) const {
    const Level& facts = facts_.levels[level];
    if (!facts.clustered) return {};
    Linear share(log2_of(facts.memories));
    share.add(counts_.log2_instances(level), -1);
    return share;
  }

  void add_energy() {
    LogSum& energy = program_.energy;
    energy.bound.add(log2_energy_, 1);
    if (facts_.operation_pj > 0) {
      energy.terms.push_back(
          {times(Linear(facts_.log2_operations), facts_.operation_pj), compute_name()});
    }
    for (const Transit& transit : transits_) {
      if (transit.read_write) {
        add_result_energy(transit);
      } else {
        add_energy_term(transit.served, transit.parent, facts_.levels[transit.parent].read_pj);
        if (transit.child < 0) continue;
        add_energy_term(transit.fetched, transit.child, facts_.levels[transit.child].fill_pj);
      }
    }
    if (energy.terms.empty()) energy.terms.push_back({Linear(log2_nothing), compute_name()});
  }

  std::string compute_name() const { return facts_.spec.architecture.compute.name; }

  void add_energy_term(const Linear& words, int level, double pj) {
    if (pj <= 0) return;
    Linear exponent = times(words, pj);
    exponent.add(log2_memories_each(level));
    program_.energy.terms.push_back({std::move(exponent), facts_.levels[level].name});
  }

  // Updates, and where sums come back the parent's read and the child's fill: one term whose factor
  // depends on the binary, which in the relaxation is the straight line between the two.
  void add_result_energy(const Transit& transit) {
    const Level& parent = facts_.levels[transit.parent];
    const double child_pj = transit.child < 0 ? 0 : facts_.levels[transit.child].fill_pj;
    const double again_pj = parent.read_pj + child_pj;
    const double update_pj = std::max(parent.update_pj, least_update_share * again_pj);
    if (update_pj <= 0) return;
    Linear words = transit.served;
    const double more = std::log2((update_pj + again_pj) / update_pj);
    if (transit.again >= 0) {
      words.add(transit.again, more);
    } else {
      words.add_constant(more);
    }
    add_energy_term(words, transit.parent, update_pj);
  }

  void add_compute_latency() {
    LogSum sum;
    sum.bound.add(log2_latency_, 1);
    sum.terms.push_back(
        {counts_.log2_loops([](const CountColumn& count, int) { return !is_spatial(count.kind); }),
         compute_name()});
    add_latency(std::move(sum));
  }

  // A single term needs no tangents.
  void add_latency(LogSum sum) {
    if (sum.terms.size() == 1) program_.model.rows.push_back(sum.tangent({1}));
    program_.latency.push_back(std::move(sum));
  }

  /// Words per instance through a level's ports, over the words per cycle that the ports take.
  void add_rate(int level, const Rate& rate) {
    LogSum sum;
    sum.bound.add(log2_latency_, 1);
    sum.bound.add(counts_.log2_instances(level));
    sum.bound.add_constant(std::log2(rate.words_per_cycle));
    for (const Transit& transit : transits_) {
      const double scale = facts_.levels[level].bandwidth_scale[transit.space];
      if (scale <= 0) continue;
      const auto add = [&](const Linear& words, bool partial_sums) {
        Linear exponent = times(words, scale);
        if (partial_sums && transit.again >= 0) {
          exponent.add(transit.again, -log2_left_out);
          exponent.add_constant(log2_left_out);
        }
        sum.terms.push_back({std::move(exponent), facts_.levels[level].name});
      };
      const bool results = transit.read_write;
      if (transit.parent == level && rate.reads) add(transit.served, results);
      if (transit.parent == level && rate.writes && results) add(transit.served, false);
      if (transit.child == level && rate.writes) add(transit.fetched, results);
      if (transit.child == level && rate.reads && results) add(transit.fetched, false);
    }
    if (!sum.terms.empty()) add_latency(std::move(sum));
  }

  const Facts& facts_;
  Program program_;
  int log2_energy_;
  int log2_latency_;
  Counts counts_;
  Tiles tiles_;
  Reuse reuse_;
  std::vector<Transit> transits_;
};

}  // namespace

Program build_program(const Facts& facts, const Keep& keep, const Weights& weights) {
  return Builder(facts, keep, weights).build();
}

}  // namespace tilewright::cosa::improved
