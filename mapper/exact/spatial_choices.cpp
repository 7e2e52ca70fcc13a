#include "mapper/exact/spatial_choices.hpp"

#include <algorithm>
#include <numeric>

namespace tilewright::exact {

namespace {

bool allows(const LoopConstraint& constraint, int dimension, std::int64_t factor) {
  const auto limit = [&](const std::map<int, FactorLimit>& limits, std::int64_t otherwise) {
    const auto found = limits.find(dimension);
    return found == limits.end() ? otherwise : found->second.value;
  };
  return limit(constraint.exact, factor) == factor && limit(constraint.at_most, factor) >= factor &&
         limit(constraint.at_least, factor) <= factor;
}

class ChoiceLister {
 public:
  ChoiceLister(const Mapspace& space, int tiling_level, const Lattice& lattice,
               bool all_arrangements)
      : level_(space.levels()[static_cast<std::size_t>(tiling_level)]),
        constraint_(space.constraint(tiling_level)),
        canonical_(space.canonical_order(tiling_level)),
        lattice_(lattice),
        all_arrangements_(all_arrangements) {
    current_.factors.assign(static_cast<std::size_t>(lattice.dimension_count()), 1);
  }

  std::vector<SpatialChoice> list() {
    extend(0);
    std::sort(choices_.begin(), choices_.end(),
              [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return std::move(choices_);
  }

 private:
  std::int64_t factor(int dimension) const {
    return current_.factors[static_cast<std::size_t>(dimension)];
  }

  void extend(int dimension) {
    if (dimension == lattice_.dimension_count()) {
      add();
      return;
    }
    const auto place = [&](std::int64_t value, std::uint32_t offset) {
      if (!allows(constraint_, dimension, value)) return;
      if (current_.product * value > level_.fanout_x * level_.fanout_y) return;
      current_.factors[static_cast<std::size_t>(dimension)] = value;
      current_.product *= value;
      current_.offset += offset;
      extend(dimension + 1);
      current_.offset -= offset;
      current_.product /= value;
      current_.factors[static_cast<std::size_t>(dimension)] = 1;
    };
    place(1, 0);
    for (const Lattice::Factor& factor : lattice_.factors(dimension)) {
      place(factor.value, factor.offset);
    }
  }

  void add() {
    current_.arrangements.clear();
    list_arrangements();
    if (!current_.arrangements.empty()) choices_.push_back(current_);
  }

  // All orders of the loops with more than one iteration, and all cuts between X and Y.
  void list_arrangements() {
    const int dimensions = lattice_.dimension_count();
    std::vector<int> order;
    units_ = 0;
    if (canonical_) {
      order.resize(static_cast<std::size_t>(dimensions));
      std::iota(order.begin(), order.end(), 0);
      add_cuts(order, 0, dimensions);
      return;
    }
    std::vector<int> free;
    for (int d = 0; d < dimensions; ++d) {
      const auto in = [&](const std::vector<int>& part) {
        return std::find(part.begin(), part.end(), d) != part.end();
      };
      if (in(constraint_.prefix) || in(constraint_.suffix)) continue;
      if (factor(d) > 1) {
        free.push_back(d);
      } else {
        ++units_;
      }
    }
    do {
      order = constraint_.prefix;
      order.insert(order.end(), free.begin(), free.end());
      order.insert(order.end(), constraint_.suffix.begin(), constraint_.suffix.end());
      add_cuts(order, static_cast<int>(constraint_.prefix.size()),
               static_cast<int>(constraint_.prefix.size() + free.size()));
      if (!all_arrangements_ && !current_.arrangements.empty()) return;
    } while (std::next_permutation(free.begin(), free.end()));
  }

  // `order` lacks the free dimensions with factor 1, which may stand anywhere from position `begin`
  // to `end`.
  void add_cuts(const std::vector<int>& order, int begin, int end) {
    const auto count = static_cast<int>(order.size());
    for (int cut = 0; cut <= count; ++cut) {
      if (constraint_.split) {
        const int most = cut + (cut >= begin ? units_ : 0);
        const int least = cut + (cut > end ? units_ : 0);
        if (*constraint_.split < least || *constraint_.split > most) continue;
      }
      add_arrangement(order, cut);
    }
  }

  void add_arrangement(const std::vector<int>& order, int cut) {
    std::vector<NestLoop> loops;
    std::int64_t x = 1;
    std::int64_t y = 1;
    for (int i = 0; i < static_cast<int>(order.size()); ++i) {
      const std::int64_t bound = factor(order[static_cast<std::size_t>(i)]);
      if (bound == 1) continue;
      (i < cut ? x : y) *= bound;
      loops.push_back({order[static_cast<std::size_t>(i)],
                       i < cut ? LoopKind::spatial_x : LoopKind::spatial_y, bound, bound, 1});
    }
    if (x > level_.fanout_x || y > level_.fanout_y) return;
    if (!all_arrangements_ && !current_.arrangements.empty()) return;
    const auto same = [&](const std::vector<NestLoop>& other) {
      return std::equal(loops.begin(), loops.end(), other.begin(), other.end(),
                        [](const NestLoop& a, const NestLoop& b) {
                          return a.dimension == b.dimension && a.kind == b.kind;
                        });
    };
    if (std::none_of(current_.arrangements.begin(), current_.arrangements.end(), same)) {
      current_.arrangements.push_back(std::move(loops));
    }
  }

  const TilingLevel& level_;
  const LoopConstraint& constraint_;
  bool canonical_;
  const Lattice& lattice_;
  bool all_arrangements_;
  int units_ = 0;  // dimensions without a fixed place and with factor 1
  SpatialChoice current_;
  std::vector<SpatialChoice> choices_;
};

}  // namespace

std::vector<SpatialChoice> spatial_choices(const Mapspace& space, int tiling_level,
                                           const Lattice& lattice, bool all_arrangements) {
  return ChoiceLister(space, tiling_level, lattice, all_arrangements).list();
}

SpatialChoice no_spatial_choice(int dimension_count) {
  SpatialChoice choice;
  choice.factors.assign(static_cast<std::size_t>(dimension_count), 1);
  choice.arrangements.emplace_back();
  return choice;
}

}  // namespace tilewright::exact
