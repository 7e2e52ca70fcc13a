#include "mapper/certificate/charges.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/certificate/window_run.hpp"
#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

Energy vectors(const Level& level, Count words, Energy each) {
  return multiply(each, ceil_divide(words, level.block));
}

// The cycles of a level that exchanges so many words per cycle at full speed, with the reference's
// rounding.
Count throttled(double demand, double words_per_cycle, Count compute_cycles) {
  if (words_per_cycle >= demand) return compute_cycles;
  return static_cast<Count>(
      std::ceil(static_cast<double>(compute_cycles) / (words_per_cycle / demand)));
}

// Whole cycles, when doubles are off by their rounding.
Count unrounded(double cycles) { return static_cast<Count>(std::ceil(cycles * (1 - 1e-12))); }

[[noreturn]] void reject(const std::string& what) {
  throw Error("the mapping " + what, "the certificate belongs to other input files");
}

// The mapping as plain loops, with the cost of one tensor after the other.
class MappingCount {
 public:
  MappingCount(const Instance& instance, const Mapping& mapping)
      : instance_(instance), nests_(to_level_nests(mapping, instance.level_count())) {
    find_shapes();
    check();
  }

  MappingCost total() const {
    const Count compute_cycles = instance_.operations / spread(0, outermost());
    MappingCost cost{instance_.operation_energy, compute_cycles, compute_cycles};
    std::vector<double> reads(instance_.levels.size());  // words per cycle
    std::vector<double> writes(instance_.levels.size());
    const auto cycles = static_cast<double>(compute_cycles);
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      std::vector<Words> words(instance_.levels.size());
      count(tensor, words);
      for (std::size_t level = 0; level < words.size(); ++level) {
        const Words& own = words[level];
        cost.energy = add(cost.energy, energy_of(static_cast<int>(level), own));
        reads[level] += static_cast<double>(own.reads) / cycles;
        writes[level] += static_cast<double>(checked_add(own.fills, own.updates)) / cycles;
      }
    }
    for (const Bandwidth& bandwidth : instance_.bandwidths) {
      const auto level = static_cast<std::size_t>(bandwidth.level);
      const double demand =
          (bandwidth.writes ? writes[level] : 0) + (bandwidth.reads ? reads[level] : 0);
      cost.cycles =
          std::max(cost.cycles, throttled(demand, bandwidth.words_per_cycle, compute_cycles));
      cost.exact_cycles =
          std::max(cost.exact_cycles, unrounded(demand * cycles / bandwidth.words_per_cycle));
    }
    return cost;
  }

 private:
  // Of one instance.
  struct Words {
    Count reads = 0;
    Count fills = 0;
    Count updates = 0;
    Count addresses = 0;
  };

  const LevelNest& nest(int level) const { return nests_[static_cast<std::size_t>(level)]; }

  void multiply_by(const std::vector<Loop>& loops, Shape& shape) const {
    for (const Loop& loop : loops) {
      if (loop.residual != loop.bound) reject("has imperfect loops");
      Count& extent = shape[static_cast<std::size_t>(loop.dimension)];
      extent = checked_multiply(extent, loop.bound);
    }
  }

  void find_shapes() {
    Shape shape(instance_.bounds.size(), 1);
    for (int level = 0; level < instance_.level_count(); ++level) {
      multiply_by(nest(level).spatial, shape);
      multiply_by(nest(level).temporal, shape);
      shapes_.push_back(shape);
    }
    if (shape != instance_.bounds) reject("does not cover the problem");
  }

  void check() const {
    DataSpaceMask kept = 0;
    for (int index = 0; index < instance_.level_count(); ++index) {
      const Level& level = instance_.levels[static_cast<std::size_t>(index)];
      if ((nest(index).keep & ~level.free) != level.keep) reject("keeps what it must not keep");
      kept |= nest(index).keep;
      Count words = 0;
      for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
        if (contains(nest(index).keep, tensor)) words = checked_add(words, tile(tensor, index));
      }
      if (level.capacity >= 0 &&
          (words > level.capacity || static_cast<double>(words) < level.least_words)) {
        reject("does not fit " + level.name);
      }
      Count x = 1;
      Count y = 1;
      for (const Loop& loop : nest(index).spatial) {
        (loop.kind == LoopKind::spatial_x ? x : y) *= loop.bound;
      }
      if (x > level.fanout_x || y > level.fanout_y)
        reject("needs more than " + level.name + " has");
    }
    if (kept != all_data_spaces(instance_.tensor_count())) reject("leaves a data space nowhere");
  }

  const Tensor& tensor_at(int tensor) const {
    return instance_.tensors[static_cast<std::size_t>(tensor)];
  }
  Count tile(int tensor, int level) const {
    return tensor_at(tensor).words(shapes_[static_cast<std::size_t>(level)]);
  }
  bool moves(int tensor, const Loop& loop) const {
    return tensor_at(tensor).moved_by[static_cast<std::size_t>(loop.dimension)];
  }

  // Product of the spatial loops of levels first to last; only those that move the tensor, or all.
  Count spread(int first, int last, int moving = -1) const {
    Count product = 1;
    for (int level = first; level <= last; ++level) {
      for (const Loop& loop : nest(level).spatial) {
        if (moving == -1 || moves(moving, loop)) product = checked_multiply(product, loop.bound);
      }
    }
    return product;
  }

  int outermost() const { return instance_.level_count() - 1; }

  // How often the tile below the temporal loops of `level` is fetched.
  Count visits(int tensor, int level, bool always) const {
    Count product = 1;
    bool moved = always;
    for (int outer = level; outer < instance_.level_count(); ++outer) {
      for (const Loop& loop : nest(outer).temporal) {
        moved = moved || moves(tensor, loop);
        if (moved) product = checked_multiply(product, loop.bound);
      }
    }
    return product;
  }

  void count(int tensor, std::vector<Words>& words) const {
    const bool slides = tensor_at(tensor).has_windows();
    int child = -1;  // the compute units
    for (int level = 0; level <= outermost(); ++level) {
      if (!contains(nest(level).keep, tensor)) continue;
      Words& own = words[static_cast<std::size_t>(level)];
      Count served = 0;
      if (child == -1) {
        served = served_by(tensor, 0, level, visits(tensor, 0, true));
      } else if (slides) {
        served = exchange_windows(tensor, child, level, words[static_cast<std::size_t>(child)]);
      } else {
        const Count fetched =
            checked_multiply(tile(tensor, child), visits(tensor, child + 1, false));
        fill(tensor, child, fetched, words[static_cast<std::size_t>(child)]);
        served = served_by(tensor, child + 1, level, fetched);
      }
      serve(tensor, level, served, own);
      child = level;
    }
  }

  void serve(int tensor, int level, Count served, Words& words) const {
    words.addresses = checked_add(words.addresses, served);
    if (!tensor_at(tensor).read_write) {
      words.reads = served;
      return;
    }
    words.updates = served;
    words.reads = repeated(tensor, level, served);
  }

  void fill(int tensor, int level, Count fetched, Words& words) const {
    words.fills = tensor_at(tensor).read_write ? repeated(tensor, level, fetched) : fetched;
    words.addresses = checked_add(words.addresses, words.fills);
  }

  // Partial sums that are there already.
  Count repeated(int tensor, int level, Count words) const {
    const Count first = tensor_at(tensor).whole_words / spread(level + 1, outermost(), tensor);
    return std::max<Count>(0, words - first);
  }

  // Children that share their words take them together.
  Count served_by(int tensor, int first, int last, Count fetched) const {
    if (tensor_at(tensor).has_windows()) return windows_served_by(tensor, first, last, fetched);
    Count served = fetched;
    for (int level = first; level <= last; ++level) {
      served = checked_multiply(served, spread(level, level, tensor));
    }
    return served;
  }

  // Each network divides by the children that share a word on the average; words that neighbours
  // pass on do not count for that.
  Count windows_served_by(int tensor, int first, int last, Count fetched) const {
    auto served = static_cast<double>(fetched);
    for (int level = first; level <= last; ++level) {
      const auto children = static_cast<double>(spread(level, level));
      if (children == 1) continue;
      const WindowWordCount window = window_words(tensor, level - 1);
      const double shared =
          children * static_cast<double>(window.fetched) - static_cast<double>(window.passed_on);
      served *= children * static_cast<double>(window.served_words()) / shared;
    }
    return static_cast<Count>(std::llround(served));
  }

  // Of the tiles below the loops of the next level.
  WindowWordCount window_words(int tensor, int child) const {
    Place extents;
    for (const Tensor::Rank& rank : tensor_at(tensor).ranks) {
      extents.push_back(extent(rank, shapes_[static_cast<std::size_t>(child)]));
    }
    Count columns = 1;
    for (const Loop& loop : nest(child + 1).spatial) {
      if (loop.kind == LoopKind::spatial_x) columns *= loop.bound;
    }
    const Level& network = instance_.levels[static_cast<std::size_t>(child) + 1];
    return count_window(extents, loops_outside(tensor, child),
                        {places(tensor, child + 1), std::max(columns, network.fanout_x)});
  }

  // Those of the children of a level.
  std::vector<Place> places(int tensor, int level) const {
    std::vector<Place> places{Place(tensor_at(tensor).ranks.size(), 0)};
    Shape shape = level == 0 ? Shape(instance_.bounds.size(), 1)
                             : shapes_[static_cast<std::size_t>(level) - 1];
    for (const Loop& loop : nest(level).spatial) {
      Count& extent = shape[static_cast<std::size_t>(loop.dimension)];
      const Place step = step_of(tensor_at(tensor), loop.dimension, extent);
      const std::size_t inner = places.size();
      for (Count i = 1; i < loop.bound; ++i) {
        for (std::size_t child = 0; child < inner; ++child) {
          places.push_back(places[child]);
          for (std::size_t rank = 0; rank < step.size(); ++rank) {
            places.back()[rank] += i * step[rank];
          }
        }
      }
      extent *= loop.bound;
    }
    return places;
  }

  std::vector<WindowLoop> loops_outside(int tensor, int level) const {
    std::vector<WindowLoop> loops;
    Shape shape = shapes_[static_cast<std::size_t>(level)];
    for (int outer = level + 1; outer <= outermost(); ++outer) {
      for (const Loop& loop : nest(outer).spatial) {
        shape[static_cast<std::size_t>(loop.dimension)] *= loop.bound;
      }
      for (const Loop& loop : nest(outer).temporal) {
        Count& extent = shape[static_cast<std::size_t>(loop.dimension)];
        if (loop.bound > 1) {
          loops.push_back({step_of(tensor_at(tensor), loop.dimension, extent), loop.bound});
        }
        extent *= loop.bound;
      }
    }
    return loops;
  }

  // What `child` is filled with; returns what `parent` serves.
  Count exchange_windows(int tensor, int child, int parent, Words& words) const {
    const WindowWordCount window = window_words(tensor, child);
    // What neighbours pass on is divided by all instances; fills are rounded down.
    const double passed_on =
        static_cast<double>(window.passed_on) / static_cast<double>(spread(child + 1, outermost()));
    const double delivered = window.delivered(spread(child + 1, child + 1));
    fill(tensor, child, static_cast<Count>(delivered + passed_on), words);
    const auto read = static_cast<Count>(std::llround(passed_on));
    words.reads = checked_add(words.reads, read);
    words.addresses = checked_add(words.addresses, read);
    return served_by(tensor, child + 2, parent, window.served_words());
  }

  // A physical memory serves its instances at once: what one of them does costs once.
  Energy energy_of(int index, const Words& words) const {
    const Level& level = instance_.levels[static_cast<std::size_t>(index)];
    Energy one = multiply(level.address, words.addresses);
    one = add(one, vectors(level, words.reads, level.read));
    one = add(one, vectors(level, words.fills, level.fill));
    one = add(one, vectors(level, words.updates, level.update));
    return multiply(one, std::min(spread(index + 1, outermost()), level.memories));
  }

  const Instance& instance_;
  std::vector<LevelNest> nests_;
  std::vector<Shape> shapes_;  // of the tiles, by level
};

}  // namespace

MappingCost cost_of(const Instance& instance, const Mapping& mapping) {
  return MappingCount(instance, mapping).total();
}

}  // namespace tilewright::certificate
