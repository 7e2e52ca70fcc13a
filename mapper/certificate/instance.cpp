#include "mapper/certificate/instance.hpp"

#include <algorithm>
#include <cmath>

#include "model/cost/cost_table.hpp"
#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error("a certificate does not cover " + what, "run without --certificate");
}

// A rank whose dimensions move it together is a sliding window.
Tensor::Rank read_rank(const Workload& workload, const Rank& rank) {
  Tensor::Rank read;
  for (const ProjectionTerm& term : rank) {
    if (term.coefficient == 0 || workload.bounds[static_cast<std::size_t>(term.dimension)] == 1) {
      continue;
    }
    read.push_back({term.dimension, term.coefficient});
  }
  if (read.size() == 1) read.front().step = std::abs(read.front().step);
  return read;
}

Tensor read_tensor(const Workload& workload, const DataSpace& data_space) {
  Tensor tensor;
  tensor.name = data_space.name;
  tensor.read_write = data_space.read_write;
  tensor.moved_by.assign(workload.bounds.size(), false);
  Count points = 1;
  bool repeats = false;
  bool backwards = false;
  for (const Rank& rank : data_space.ranks) {
    tensor.ranks.push_back(read_rank(workload, rank));
    for (const Tensor::Term& term : tensor.ranks.back()) {
      const auto dimension = static_cast<std::size_t>(term.dimension);
      backwards = backwards || term.step < 0;
      repeats = repeats || tensor.moved_by[dimension];
      if (!tensor.moved_by[dimension])
        points = checked_multiply(points, workload.bounds[dimension]);
      tensor.moved_by[dimension] = true;
    }
  }
  if (tensor.has_windows() && (repeats || backwards)) {
    refuse("windows that a dimension moves twice or backwards (" + data_space.name + ")");
  }
  tensor.whole_words = tensor.words(workload.bounds);
  if (tensor.read_write && (tensor.has_windows() || tensor.whole_words != points)) {
    refuse("outputs that are not indexed by single dimensions (" + data_space.name + ")");
  }
  return tensor;
}

Count limit(const std::map<int, FactorLimit>& limits, int dimension, Count otherwise) {
  const auto found = limits.find(dimension);
  return found == limits.end() || found->second.value < 1 ? otherwise : found->second.value;
}

// Can the loops be divided between X and Y?
bool fits_mesh(const Shape& factors, std::size_t next, Count x, Count y) {
  while (next < factors.size() && factors[next] == 1) ++next;
  if (next == factors.size()) return true;
  const Count factor = factors[next];
  return (factor <= x && fits_mesh(factors, next + 1, x / factor, y)) ||
         (factor <= y && fits_mesh(factors, next + 1, x, y / factor));
}

void list_spatial(const Shape& bounds, const LoopConstraint& constraint, std::size_t dimension,
                  Shape& factors, Level& level) {
  if (dimension == bounds.size()) {
    if (fits_mesh(factors, 0, level.fanout_x, level.fanout_y)) level.spatial.push_back(factors);
    return;
  }
  Count used = 1;
  for (std::size_t d = 0; d < dimension; ++d) used *= factors[d];
  const int d = static_cast<int>(dimension);
  const Count exact = limit(constraint.exact, d, -1);
  for (Count factor = 1;
       factor <= bounds[dimension] && used * factor <= level.fanout_x * level.fanout_y; ++factor) {
    if (bounds[dimension] % factor != 0) continue;
    if (exact != -1 && factor != exact) continue;
    if (factor > limit(constraint.at_most, d, factor)) continue;
    if (factor < limit(constraint.at_least, d, factor)) continue;
    factors[dimension] = factor;
    list_spatial(bounds, constraint, dimension + 1, factors, level);
  }
  factors[dimension] = 1;
}

void read_keep_bits(const Spec& spec, std::vector<Level>& levels) {
  const DataSpaceMask all = all_data_spaces(spec.workload.data_space_count());
  for (Level& level : levels) level.free = all;
  levels.back().keep = all;
  levels.back().free = 0;
  for (const BypassConstraint& entry : spec.constraints.bypass) {
    Level& level = levels[static_cast<std::size_t>(entry.level)];
    level.keep = (level.keep | entry.keep) & ~entry.bypass;
    level.free &= ~(entry.keep | entry.bypass);
  }
}

void read_bandwidths(const StorageLevel& storage, int level, std::vector<Bandwidth>& bandwidths) {
  const auto add_limit = [&](const std::optional<double>& limit, bool reads, bool writes) {
    if (limit) bandwidths.push_back({level, reads, writes, *limit});
  };
  add_limit(storage.read_bandwidth, true, false);
  add_limit(storage.write_bandwidth, false, true);
  add_limit(storage.shared_bandwidth, true, true);
}

}  // namespace

Energy to_energy(double energy_pj) {
  const double units = std::floor(std::ldexp(energy_pj, energy_fraction_bits));
  if (!(units >= 0 && units < std::ldexp(1.0, 120))) {
    throw Error("the energy " + std::to_string(energy_pj) + " pJ cannot be checked",
                "use energies from 0 to 2^60 pJ");
  }
  return static_cast<Energy>(units);
}

double to_pj(Energy energy) {
  return std::ldexp(static_cast<double>(energy), -energy_fraction_bits);
}

Energy add(Energy a, Energy b) {
  Energy sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    throw Error("an energy exceeds 2^67 pJ", "reduce the problem");
  }
  return sum;
}

Energy multiply(Energy a, Count b) {
  Energy product = 0;
  if (__builtin_mul_overflow(a, static_cast<Energy>(b), &product)) {
    throw Error("an energy exceeds 2^67 pJ", "reduce the problem");
  }
  return product;
}

Count extent(const Tensor::Rank& rank, const Shape& shape) {
  Count words = 1;
  for (const Tensor::Term& term : rank) {
    const Count steps = shape[static_cast<std::size_t>(term.dimension)] - 1;
    words = checked_add(words, checked_multiply(term.step, steps));
  }
  return words;
}

Count Tensor::words(const Shape& shape) const {
  Count words = 1;
  for (const Rank& rank : ranks) words = checked_multiply(words, extent(rank, shape));
  return words;
}

bool is_window(const Tensor::Rank& rank) {
  return rank.size() > 1 || (rank.size() == 1 && rank.front().step > 1);
}

bool Tensor::has_windows() const { return std::any_of(ranks.begin(), ranks.end(), is_window); }

bool Tensor::moves_window(int dimension) const {
  return std::any_of(ranks.begin(), ranks.end(), [dimension](const Rank& rank) {
    return is_window(rank) && std::any_of(rank.begin(), rank.end(), [dimension](const Term& term) {
             return term.dimension == dimension;
           });
  });
}

Instance::Instance(const Spec& spec)
    : bounds(spec.workload.bounds),
      operations(spec.workload.operation_count()),
      least_utilization(spec.constraints.min_utilization) {
  const CostTable costs = resolve_costs(spec);
  operation_energy = multiply(to_energy(costs.compute.operation_pj), operations);
  for (const DataSpace& data_space : spec.workload.data_spaces) {
    tensors.push_back(read_tensor(spec.workload, data_space));
  }
  if (std::count_if(tensors.begin(), tensors.end(),
                    [](const Tensor& tensor) { return tensor.has_windows(); }) > 1) {
    refuse("several data spaces with sliding windows");
  }
  for (const ReuseDirectives& directives : spec.constraints.directives) {
    if (directives != ReuseDirectives{}) refuse("reuse directives");
  }
  if (spec.constraints.mapspace_template != MapspaceTemplate::uber) {
    refuse("the mapspace template ruby");
  }
  const Architecture& architecture = spec.architecture;
  for (int index = 0; index < architecture.level_count(); ++index) {
    const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(index)];
    if (storage.network.type == NetworkType::many_to_many) refuse("M:N networks");
    const StorageCosts& cost = costs.storage[static_cast<std::size_t>(index)];
    if (cost.leak_pj != 0) refuse("leakage (" + storage.name + ")");
    if (!costs.networks[static_cast<std::size_t>(index)].is_free()) {
      refuse("networks that cost energy (below " + storage.name + ")");
    }
    Level level;
    level.name = storage.name;
    if (const auto size = storage.effective_size_words()) {
      level.capacity = *size;
      level.least_words = static_cast<double>(*size) * storage.min_utilization;
    }
    level.block = storage.block_size;
    level.memories = cost.memories;
    level.instances = storage.mesh.instances;
    level.read = to_energy(cost.read_pj);
    level.fill = to_energy(cost.fill_pj);
    level.update = to_energy(cost.update_pj);
    level.address = to_energy(std::max(0.0, storage.address_generation_energy_pj.value_or(0)));
    read_bandwidths(storage, index, bandwidths);
    level.fanout_x = architecture.fanout_x(index);
    level.fanout_y = architecture.fanout_y(index);
    if (index == 0 && level.fanout_x * level.fanout_y > 1) {
      refuse("compute units that share an instance of the innermost level");
    }
    static const LevelConstraint none;
    const LevelConstraint& constraint =
        spec.constraints.levels.empty() ? none
                                        : spec.constraints.levels[static_cast<std::size_t>(index)];
    Shape factors(bounds.size(), 1);
    if (level.fanout_x * level.fanout_y > 1) {
      list_spatial(bounds, constraint.spatial, 0, factors, level);
    } else {
      level.spatial.push_back(factors);
    }
    for (int d = 0; d < dimension_count(); ++d) {
      const Count most =
          std::min(limit(constraint.temporal.exact, d, bounds[static_cast<std::size_t>(d)]),
                   limit(constraint.temporal.at_most, d, bounds[static_cast<std::size_t>(d)]));
      level.may_iterate.push_back(most > 1);
    }
    levels.push_back(std::move(level));
  }
  read_keep_bits(spec, levels);
}

std::vector<Instance> Instance::with_fixed_bits() const {
  std::vector<Instance> fixed{*this};
  for (std::size_t level = 0; level < levels.size(); ++level) {
    for (int tensor = 0; tensor < tensor_count(); ++tensor) {
      if (!contains(levels[level].free, tensor)) continue;
      if (fixed.size() > 512) {
        throw Error("more than 10 keep bits are free", "fix some of them for a certificate");
      }
      const std::size_t count = fixed.size();
      for (std::size_t i = 0; i < count; ++i) {
        fixed[i].levels[level].free &= ~(DataSpaceMask{1} << tensor);
        fixed.push_back(fixed[i]);
        fixed.back().levels[level].keep |= DataSpaceMask{1} << tensor;
      }
    }
  }
  return fixed;
}

Instance Instance::in_cycles(const Bandwidth& bandwidth) const {
  Instance result = *this;
  result.operation_energy = 0;
  for (Level& level : result.levels) {
    level.read = level.fill = level.update = level.address = 0;
    level.block = level.memories = 1;
  }
  Level& limited = result.levels[static_cast<std::size_t>(bandwidth.level)];
  const Energy per_word = to_energy(1 / bandwidth.words_per_cycle);
  if (bandwidth.reads) limited.read = per_word;
  if (bandwidth.writes) limited.fill = limited.update = per_word;
  return result;
}

}  // namespace tilewright::certificate
