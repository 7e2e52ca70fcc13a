#include "mapper/certificate/charges.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

Energy vectors(const Level& level, Count words, Energy each) {
  return multiply(each, ceil_divide(words, level.block));
}

// Partial sums that are there already.
Count repeated(const Traffic& traffic) {
  return std::max<Count>(0, traffic.words - traffic.first_visits);
}

// A physical memory serves its instances at once: what one of them does costs once.
Energy of_all(const Level& level, Energy of_one, Count instances) {
  return multiply(of_one, std::min(instances, level.memories));
}

[[noreturn]] void reject(const std::string& what) {
  throw Error("the mapping " + what, "the certificate belongs to other input files");
}

// The mapping as plain loops, with the cost of one tensor after the other.
class MappingCost {
 public:
  MappingCost(const Instance& instance, const Mapping& mapping)
      : instance_(instance), nests_(to_level_nests(mapping, instance.level_count())) {
    find_shapes();
    check();
  }

  Energy total() const {
    Energy sum = instance_.operation_energy;
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      sum = add(sum, energy_of(tensor));
    }
    return sum;
  }

 private:
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

  Energy energy_of(int tensor) const {
    const int outside = instance_.level_count() - 1;
    Energy energy = 0;
    int child = -1;  // the compute units
    for (int level = 0; level <= outside; ++level) {
      if (!contains(nest(level).keep, tensor)) continue;
      const Count delivered =
          child == -1 ? visits(tensor, 0, true)
                      : checked_multiply(tile(tensor, child), visits(tensor, child + 1, false));
      if (child != -1) {
        energy =
            add(energy, filling_energy(instance_.levels[static_cast<std::size_t>(child)],
                                       tensor_at(tensor), {delivered, first_visits(tensor, child)},
                                       spread(child + 1, outside)));
      }
      const Count served = checked_multiply(delivered, spread(child + 1, level, tensor));
      energy = add(energy, serving_energy(instance_.levels[static_cast<std::size_t>(level)],
                                          tensor_at(tensor), {served, first_visits(tensor, level)},
                                          spread(level + 1, outside)));
      child = level;
    }
    return energy;
  }

  // The part of the tensor that one instance ever sees.
  Count first_visits(int tensor, int level) const {
    return tensor_at(tensor).whole_words / spread(level + 1, instance_.level_count() - 1, tensor);
  }

  const Instance& instance_;
  std::vector<LevelNest> nests_;
  std::vector<Shape> shapes_;  // of the tiles, by level
};

}  // namespace

Energy serving_energy(const Level& level, const Tensor& tensor, const Traffic& traffic,
                      Count instances) {
  if (!tensor.read_write) {
    return of_all(
        level,
        add(vectors(level, traffic.words, level.read), multiply(level.address, traffic.words)),
        instances);
  }
  const Energy reads = vectors(level, repeated(traffic), level.read);
  const Energy updates =
      add(vectors(level, traffic.words, level.update), multiply(level.address, traffic.words));
  return of_all(level, add(reads, updates), instances);
}

Energy filling_energy(const Level& level, const Tensor& tensor, const Traffic& traffic,
                      Count instances) {
  const Count words = tensor.read_write ? repeated(traffic) : traffic.words;
  return of_all(level, add(vectors(level, words, level.fill), multiply(level.address, words)),
                instances);
}

Energy mapping_energy(const Instance& instance, const Mapping& mapping) {
  return MappingCost(instance, mapping).total();
}

}  // namespace tilewright::certificate
