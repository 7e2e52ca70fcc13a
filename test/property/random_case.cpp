#include "test/property/random_case.hpp"

#include <algorithm>
#include <array>

namespace tilewright::test {

namespace {

// The loops of one storage level, still without an order: factors by dimension.
struct LevelFactors {
  bool has_spatial = false;
  std::int64_t spatial_limit = 1;
  std::vector<Loop> spatial;  // by dimension
  std::vector<Loop> temporal;
};

// A place for a factor: the spatial or the temporal loops of a level, innermost first.
struct Slot {
  std::size_t level = 0;
  bool spatial = false;
};

std::size_t at(int position) { return static_cast<std::size_t>(position); }

std::int64_t used(const LevelFactors& level) {
  std::int64_t product = 1;
  for (const Loop& loop : level.spatial) product *= loop.bound;
  return product;
}

class CaseMaker {
 public:
  CaseMaker(Dice& dice, const RandomCaseOptions& options) : dice_(dice), options_(options) {}

  Spec make() {
    spec_.workload = random_workload(dice_);
    open_slots();
    pin_systolic_dimensions();
    for (int d = 0; d < spec_.workload.dimension_count(); ++d) factorize(d);
    make_mapping();
    make_architecture();
    return std::move(spec_);
  }

 private:
  void open_slots() {
    const auto level_count = static_cast<std::size_t>(dice_.pick({1, 2, 2, 2, 3, 3, 3, 4, 4, 5}));
    levels_.resize(level_count);
    for (std::size_t level = 0; level < level_count; ++level) {
      LevelFactors& factors = levels_[level];
      const auto dimensions = at(spec_.workload.dimension_count());
      for (std::size_t d = 0; d < dimensions; ++d) {
        factors.spatial.push_back({static_cast<int>(d), LoopKind::spatial_x, 1, 1});
        factors.temporal.push_back({static_cast<int>(d), LoopKind::temporal, 1, 1});
      }
      factors.has_spatial = dice_.chance(level_count > 2 ? 50 : 65);
      factors.spatial_limit = dice_.pick({2, 4, 6, 8, 12});
      if (factors.has_spatial) slots_.push_back({level, true});
      slots_.push_back({level, false});
    }
    pinned_.resize(at(spec_.workload.dimension_count()), false);
  }

  // Puts two dimensions that are added up in one rank into space and into the time around it, so
  // that neighbours can pass words on.
  void pin_systolic_dimensions() {
    std::vector<Rank> sums;
    for (const DataSpace& space : spec_.workload.data_spaces) {
      for (const Rank& rank : space.ranks) {
        if (rank.size() > 1 && rank[0].dimension != rank[1].dimension) sums.push_back(rank);
      }
    }
    std::vector<Slot> spatial_slots;
    std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(spatial_slots),
                 [](const Slot& slot) { return slot.spatial; });
    if (sums.empty() || spatial_slots.empty() || !dice_.chance(35)) return;
    const Rank& rank = dice_.pick(sums);
    const int in_space = rank[0].dimension;
    const int in_time = rank[1].dimension;
    LevelFactors& level = levels_[dice_.pick(spatial_slots).level];
    std::int64_t& spatial_bound = spec_.workload.bounds[at(in_space)];
    spatial_bound = std::clamp<std::int64_t>(spatial_bound, 2, 6);
    level.spatial_limit = std::max(level.spatial_limit, spatial_bound);
    level.spatial[at(in_space)].bound = level.spatial[at(in_space)].residual = spatial_bound;
    pinned_[at(in_space)] = true;
    if (!dice_.chance(80)) return;
    Loop& temporal = level.temporal[at(in_time)];
    temporal.bound = temporal.residual = spec_.workload.bounds[at(in_time)];
    pinned_[at(in_time)] = true;
    innermost_dimension_ = in_time;
  }

  Loop& loop_at(const Slot& slot, int dimension) {
    LevelFactors& level = levels_[slot.level];
    return slot.spatial ? level.spatial[at(dimension)] : level.temporal[at(dimension)];
  }

  bool room(const Slot& slot, std::int64_t factor) const {
    if (!slot.spatial) return true;
    std::int64_t all = factor;
    for (const LevelFactors& level : levels_) all *= used(level);
    return used(levels_[slot.level]) * factor <= levels_[slot.level].spatial_limit && all <= 96;
  }

  void factorize(int dimension) {
    if (pinned_[at(dimension)]) return;
    const std::int64_t bound = spec_.workload.bounds[at(dimension)];
    if (options_.imperfect && bound > 3 && dice_.chance(12)) {
      factorize_imperfectly(dimension, bound);
    } else {
      factorize_perfectly(dimension, bound);
    }
  }

  void factorize_perfectly(int dimension, std::int64_t bound) {
    for (std::int64_t prime = 2; bound > 1;) {
      if (bound % prime != 0) {
        ++prime;
        continue;
      }
      Slot slot = dice_.pick(slots_);
      while (!room(slot, prime)) slot = dice_.pick(slots_);
      Loop& loop = loop_at(slot, dimension);
      loop.bound *= prime;
      loop.residual = loop.bound;
      bound /= prime;
    }
  }

  // From the inside outwards: a loop of `bound` iterations of which the last pass makes only
  // (remaining - 1) % bound + 1.
  void factorize_imperfectly(int dimension, std::int64_t remaining) {
    for (const Slot& slot : slots_) {
      if (remaining == 1 || !dice_.chance(slot.spatial ? 35 : 55)) continue;
      const std::int64_t bound = dice_.between(2, std::min<std::int64_t>(remaining, 9));
      if (!room(slot, bound)) continue;
      Loop& loop = loop_at(slot, dimension);
      loop.bound = bound;
      loop.residual = (remaining - 1) % bound + 1;
      remaining = (remaining + bound - 1) / bound;
      if (remaining == 1) loop.bound = loop.residual;
    }
    if (remaining == 1) return;
    // The rest goes to the outermost temporal loops; what these had of the dimension is redone.
    Loop& outermost = loop_at(slots_.back(), dimension);
    if (outermost.bound != 1) {
      for (const Slot& slot : slots_) loop_at(slot, dimension).bound = 1;
      for (const Slot& slot : slots_) loop_at(slot, dimension).residual = 1;
      remaining = spec_.workload.bounds[at(dimension)];
    }
    outermost.bound = outermost.residual = remaining;
  }

  DataSpaceMask some_data_spaces(int percent) {
    DataSpaceMask mask = 0;
    for (int s = 0; s < spec_.workload.data_space_count(); ++s) {
      if (dice_.chance(percent)) mask |= 1U << s;
    }
    return mask;
  }

  void make_mapping() {
    const int dimensions = spec_.workload.dimension_count();
    std::vector<LevelNest> nests(levels_.size());
    const int keep_percent = static_cast<int>(dice_.pick({100, 85, 70, 50}));
    DataSpaceMask somewhere = 0;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      LevelNest& nest = nests[level];
      for (const int d : dice_.order(dimensions)) {
        nest.temporal.push_back(levels_[level].temporal[at(d)]);
      }
      move_innermost(nest.temporal);
      const std::int64_t columns = dice_.chance(40) ? dimensions : dice_.between(0, dimensions);
      for (const int d : dice_.order(dimensions)) {
        nest.spatial.push_back(levels_[level].spatial[at(d)]);
        if (static_cast<std::int64_t>(nest.spatial.size()) > columns) {
          nest.spatial.back().kind = LoopKind::spatial_y;
        }
      }
      const bool outermost = level + 1 == levels_.size();
      nest.keep = outermost && !dice_.chance(10) ? ~0U : some_data_spaces(keep_percent);
      nest.keep &= all_data_spaces(spec_.workload.data_space_count());
      somewhere |= nest.keep;
    }
    if (!dice_.chance(1)) {
      nests.back().keep |= all_data_spaces(spec_.workload.data_space_count()) & ~somewhere;
    }
    measure_fanouts(nests);
    spec_.mapping = to_mapping(nests, random_directives());
  }

  void move_innermost(std::vector<Loop>& loops) {
    const auto it = std::find_if(loops.begin(), loops.end(), [&](const Loop& loop) {
      return loop.dimension == innermost_dimension_;
    });
    if (it != loops.end()) std::rotate(loops.begin(), it, it + 1);
  }

  std::vector<ReuseDirectives> random_directives() {
    if (!options_.directives || !dice_.chance(25)) return {};
    std::vector<ReuseDirectives> directives(levels_.size());
    for (std::size_t l = 0; l < levels_.size(); ++l) {
      ReuseDirectives& level = directives[l];
      const bool fans_out = fanouts_[l].x * fanouts_[l].y > 1;
      if (fans_out && dice_.chance(40)) level.no_link_transfer = some_data_spaces(60);
      if (fans_out && dice_.chance(40)) level.no_multicast = some_data_spaces(40);
      if (dice_.chance(30)) level.no_temporal_reuse = some_data_spaces(40);
      if (dice_.chance(15)) level.rmw_first_update = some_data_spaces(60);
      if (dice_.chance(8)) level.no_coalesce = some_data_spaces(30);
    }
    const bool none = std::all_of(directives.begin(), directives.end(),
                                  [](const auto& level) { return level == ReuseDirectives{}; });
    return none ? std::vector<ReuseDirectives>{} : directives;
  }

  // The hardware's fan-outs: as used, or larger.
  void measure_fanouts(const std::vector<LevelNest>& nests) {
    for (std::size_t level = 0; level < nests.size(); ++level) {
      Mesh fanout;
      for (const Loop& loop : nests[level].spatial) {
        (loop.kind == LoopKind::spatial_x ? fanout.x : fanout.y) *= loop.bound;
      }
      if (levels_[level].has_spatial) {
        fanout.x = enlarged(fanout.x);
        fanout.y = enlarged(fanout.y);
      }
      fanouts_.push_back(fanout);
    }
  }

  std::int64_t enlarged(std::int64_t size) {
    if (dice_.chance(60)) return size;
    return dice_.chance(50) ? size * dice_.between(2, 3) : size + dice_.between(1, 3);
  }

  void make_architecture() {
    Architecture& architecture = spec_.architecture;
    Mesh mesh;
    architecture.storage.resize(levels_.size());
    for (std::size_t level = levels_.size(); level-- > 0;) {
      StorageLevel& storage = architecture.storage[level];
      storage.name = "L" + std::to_string(level);
      storage.mesh = mesh;
      const bool dram = level + 1 == levels_.size() && dice_.chance(85);
      storage.technology = dram ? Technology::dram : Technology::sram;
      storage.reduction_supported = dice_.chance(92) ? !dram : dram;
      storage.block_size = dice_.pick({1, 1, 2, 4});
      if (!dram) storage.size_words = random_size() * storage.block_size;
      if (dice_.chance(4)) storage.network.type = NetworkType::many_to_many;
      if (dice_.chance(40)) storage.network.energy_per_hop_pj = 0.25;
      if (dice_.chance(25)) storage.network.router_energy_pj = 1.5;
      mesh = {mesh.instances * fanouts_[level].x * fanouts_[level].y, mesh.x * fanouts_[level].x,
              mesh.y * fanouts_[level].y};
    }
    architecture.compute.name = "MAC";
    architecture.compute.mesh = mesh;
  }

  std::int64_t random_size() {
    if (options_.small_buffers && dice_.chance(3)) return dice_.pick({16, 64, 256});
    return 1 << 20;
  }

  Dice& dice_;
  RandomCaseOptions options_;
  Spec spec_;
  std::vector<LevelFactors> levels_;
  std::vector<Slot> slots_;
  std::vector<bool> pinned_;
  int innermost_dimension_ = -1;
  std::vector<Mesh> fanouts_;  // x and y only
};

// Steps that the oracle takes: executed iterations, and pairs of children at each of them.
std::int64_t oracle_steps(const Mapping& mapping) {
  std::int64_t iterations = 1;
  std::int64_t children = 1;
  std::int64_t steps = 0;
  for (const MappingNode& node : mapping.nodes) {
    const auto* loop = std::get_if<Loop>(&node);
    if (loop == nullptr || loop->kind == LoopKind::temporal) {
      steps += iterations * children * children;
      children = 1;
    }
    if (loop == nullptr) continue;
    if (loop->kind == LoopKind::temporal) {
      iterations *= std::min<std::int64_t>(loop->bound, loop->bound == loop->residual ? 2 : 4);
    } else {
      children *= loop->bound;
    }
  }
  return steps + iterations * children * children;
}

}  // namespace

Spec random_case(std::uint64_t seed, const RandomCaseOptions& options) {
  constexpr std::int64_t max_steps = 20'000;
  Dice dice(seed);
  for (;;) {
    Spec spec = CaseMaker(dice, options).make();
    if (oracle_steps(*spec.mapping) <= max_steps) return spec;
  }
}

}  // namespace tilewright::test
