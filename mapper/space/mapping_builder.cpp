#include "mapper/space/mapping_builder.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright {

MappingBuilder::MappingBuilder(const Mapspace& space, int share, int shares,
                               std::int64_t max_temporal_loops)
    : sizes_(space.sizes()),
      space_(space),
      max_temporal_loops_(max_temporal_loops),
      share_(share),
      shares_(shares),
      level_count_(space.level_count()),
      dimension_count_(space.dimension_count()),
      data_space_count_(space.workload().data_space_count()),
      levels_(static_cast<std::size_t>(level_count_)),
      bounds_(static_cast<std::size_t>(dimension_count_) * levels_.size()),
      extents_(static_cast<std::size_t>(dimension_count_)),
      splits_(levels_.size()),
      keep_(space.always_kept()),
      unit_(extents_.size()) {
  const auto parts = static_cast<uint128>(shares);
  const uint128 all = sizes_.factorization;
  sizes_.factorization = all / parts + (static_cast<uint128>(share) < all % parts ? 1 : 0);
  for (const DataSpace& data_space : space.workload().data_spaces) {
    projections_.emplace_back(space.workload(), data_space);
  }
  for (const StorageLevel& level : space.architecture().storage) {
    Capacity capacity;
    if (const auto size = level.effective_size_words()) {
      capacity.effective = *size;
      capacity.most = level.network.type == NetworkType::many_to_many
                          ? checked_multiply(*size, level.mesh.instances)
                          : *size;
      capacity.least = static_cast<double>(*size) * level.min_utilization;
    }
    capacities_.push_back(capacity);
  }
  tile_words_.resize(capacities_.size() * projections_.size());
  for (int level = 0; level < level_count_; ++level) {
    canonical_.push_back(space.canonical_order(level));
  }
  mapping_.directives = space.constraints().directives;
  reset_levels();
}

// Orders and splits of the space as it is, or, when pruned, of the current factorization.
void MappingBuilder::reset_levels() {
  static const std::vector<int> none;
  uint128 permutations = 1;
  uint128 splits = 1;
  for (int index = 0; index < level_count_; ++index) {
    Level& level = levels_[static_cast<std::size_t>(index)];
    const LoopConstraint& constraint = space_.constraint(index);
    // Moving loops to the front would move the place of a split that the user chose.
    std::span<const unsigned char> unit;
    int unit_count = 0;
    if (pruned_ && !constraint.split) {
      for (int dimension = 0; dimension < dimension_count_; ++dimension) {
        const bool is_unit = bound(dimension, index).unit();
        unit_[static_cast<std::size_t>(dimension)] = is_unit ? 1 : 0;
        unit_count += is_unit ? 1 : 0;
      }
      unit = unit_;
    }
    if (canonical_[static_cast<std::size_t>(index)]) {
      level.order.reset_canonical(dimension_count_);
    } else {
      level.order.reset(dimension_count_, unit, constraint.prefix, constraint.suffix);
      permutations *= level.order.count();
    }
    level.first_split = constraint.split.value_or(unit_count);
    level.split_count = 1;
    if (space_.levels()[static_cast<std::size_t>(index)].spatial && !constraint.split) {
      level.split_count = dimension_count_ + 1 - unit_count;
      splits *= static_cast<uint128>(level.split_count);
    }
  }
  sizes_.permutation = permutations;
  sizes_.split = splits;
  has_permutation_ = false;
}

void MappingBuilder::prune(uint128 factorization) {
  choose_factorization(factorization);
  pruned_ = true;
  reset_levels();
}

std::uint64_t MappingBuilder::next_digit(uint128& number, std::uint64_t base) {
  if (number >> 64 == 0) {  // divisions of 64 bits are much faster
    const auto small = static_cast<std::uint64_t>(number);
    number = small / base;
    return small % base;
  }
  const auto digit = static_cast<std::uint64_t>(number % base);
  number /= base;
  return digit;
}

void MappingBuilder::choose_factorization(uint128 factorization) {
  const uint128 global =
      factorization * static_cast<uint128>(shares_) + static_cast<uint128>(share_);
  if (has_factorization_ && global == factorization_) return;
  has_factorization_ = true;
  factorization_ = global;
  tiles_measured_ = false;
  uint128 rest = global;
  const auto levels = static_cast<std::size_t>(level_count_);
  for (int dimension = 0; dimension < dimension_count_; ++dimension) {
    const DimensionFactors& factors = space_.factors(dimension);
    factors.read(next_digit(rest, factors.count()),
                 {&bounds_[static_cast<std::size_t>(dimension) * levels], levels});
  }
  if (max_temporal_loops_ <= 0) return;
  temporal_loops_ = 0;
  for (int level = 0; level < level_count_; ++level) {
    if (space_.levels()[static_cast<std::size_t>(level)].spatial) continue;
    for (int dimension = 0; dimension < dimension_count_; ++dimension) {
      temporal_loops_ += bound(dimension, level).bound > 1 ? 1 : 0;
    }
  }
}

void MappingBuilder::choose_permutation(uint128 permutation) {
  if (has_permutation_ && permutation == permutation_) return;
  has_permutation_ = true;
  permutation_ = permutation;
  for (Level& level : levels_) {
    const std::uint64_t count = level.order.count();
    level.order_index = count == 1 ? 0 : next_digit(permutation, count);
  }
}

void MappingBuilder::choose_splits(uint128 split) {
  for (std::size_t index = 0; index < levels_.size(); ++index) {
    const Level& level = levels_[index];
    splits_[index] = level.first_split;
    if (level.split_count > 1) {
      splits_[index] += static_cast<std::int64_t>(
          next_digit(split, static_cast<std::uint64_t>(level.split_count)));
    }
  }
}

void MappingBuilder::choose_bypass(uint128 bypass) {
  if (has_bypass_ && bypass == bypass_) return;
  has_bypass_ = true;
  bypass_ = bypass;
  keep_ = space_.always_kept();
  for (const BypassBit& bit : space_.free_bits()) {
    if ((bypass & 1) != 0) {
      keep_[static_cast<std::size_t>(bit.level)] |= DataSpaceMask{1} << bit.data_space;
    }
    bypass >>= 1;
  }
  DataSpaceMask kept = 0;
  for (const DataSpaceMask mask : keep_) kept |= mask;
  nowhere_ = kept != all_data_spaces(data_space_count_);
}

bool MappingBuilder::select(const MappingId& id) {
  choose_factorization(id.factorization);
  choose_permutation(id.permutation);
  choose_splits(id.split);
  choose_bypass(id.bypass);
  return check_fanout();
}

bool MappingBuilder::reject(Rejection::Kind kind, int level, double value, double limit) {
  rejection_ = {kind, level, value, limit};
  return false;
}

bool MappingBuilder::check_fanout() {
  double utilization = 1;
  for (int index = 0; index < level_count_; ++index) {
    const TilingLevel& level = space_.levels()[static_cast<std::size_t>(index)];
    if (!level.spatial) continue;
    std::int64_t x = 1;
    std::int64_t y = 1;
    std::int64_t position = 0;
    for (const int dimension : order(index)) {
      const std::int64_t bound_here = bound(dimension, index).bound;
      std::int64_t& used = position++ < split(index) ? x : y;
      used = checked_multiply(used, bound_here);
    }
    using Kind = Rejection::Kind;
    if (x > level.fanout_x) {
      return reject(Kind::fanout_x, level.storage, static_cast<double>(x),
                    static_cast<double>(level.fanout_x));
    }
    if (y > level.fanout_y) {
      return reject(Kind::fanout_y, level.storage, static_cast<double>(y),
                    static_cast<double>(level.fanout_y));
    }
    utilization *= static_cast<double>(x) * static_cast<double>(y) /
                   static_cast<double>(level.fanout_x * level.fanout_y);
  }
  const double least = space_.constraints().min_utilization;
  if (utilization < least) return reject(Rejection::Kind::parallelism, -1, utilization, least);
  if (max_temporal_loops_ > 0 && temporal_loops_ > max_temporal_loops_) {
    return reject(Rejection::Kind::temporal_loops, -1, temporal_loops_,
                  static_cast<double>(max_temporal_loops_));
  }
  return true;
}

void MappingBuilder::measure_tiles() {
  tiles_measured_ = true;
  std::fill(extents_.begin(), extents_.end(), 1);
  for (int index = 0; index < level_count_; ++index) {
    for (int dimension = 0; dimension < dimension_count_; ++dimension) {
      extents_[static_cast<std::size_t>(dimension)] *= bound(dimension, index).bound;
    }
    const TilingLevel& level = space_.levels()[static_cast<std::size_t>(index)];
    if (level.spatial) continue;
    for (int space = 0; space < data_space_count_; ++space) {
      tile_words_[position(level.storage, data_space_count_, space)] =
          projections_[static_cast<std::size_t>(space)].words(extents_);
    }
  }
}

bool MappingBuilder::fits() {
  using Kind = Rejection::Kind;
  if (nowhere_) return reject(Kind::data_space_nowhere, -1, 0, 0);
  if (!tiles_measured_) measure_tiles();
  for (int level = 0; level < space_.architecture().level_count(); ++level) {
    const Capacity& capacity = capacities_[static_cast<std::size_t>(level)];
    if (capacity.most < 0) continue;
    std::int64_t words = 0;
    for (int space = 0; space < data_space_count_; ++space) {
      if (contains(keep(level), space)) words += tile_words(level, space);
    }
    if (words > capacity.most) {
      return reject(Kind::capacity, level, static_cast<double>(words),
                    static_cast<double>(capacity.most));
    }
    if (static_cast<double>(words) < capacity.least) {
      return reject(Kind::min_utilization, level, static_cast<double>(words), capacity.least);
    }
  }
  return true;
}

std::span<const int> MappingBuilder::order(int level) {
  Level& chosen = levels_[static_cast<std::size_t>(level)];
  return chosen.order.select(chosen.order_index);
}

// The loops of a tiling level, outermost first; those with bound 1 are left out.
void MappingBuilder::add_loops(int level) {
  const bool spatial = space_.levels()[static_cast<std::size_t>(level)].spatial;
  const std::span<const int> dimensions = order(level);
  for (std::size_t position = dimensions.size(); position-- > 0;) {
    const LoopBound& loop = bound(dimensions[position], level);
    if (loop.bound == 1) continue;
    const LoopKind kind = !spatial ? LoopKind::temporal
                          : static_cast<std::int64_t>(position) < split(level)
                              ? LoopKind::spatial_x
                              : LoopKind::spatial_y;
    mapping_.nodes.emplace_back(Loop{dimensions[position], kind, loop.bound, loop.residual});
  }
}

const Mapping& MappingBuilder::mapping() {
  mapping_.nodes.clear();
  for (int level = level_count_ - 1; level >= 0; --level) {
    const TilingLevel& tiling = space_.levels()[static_cast<std::size_t>(level)];
    if (!tiling.spatial) mapping_.nodes.emplace_back(Storage{tiling.storage, keep(tiling.storage)});
    add_loops(level);
  }
  return mapping_;
}

}  // namespace tilewright
