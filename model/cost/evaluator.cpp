#include "model/cost/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/cost/network_cost.hpp"
#include "model/cost/storage_cost.hpp"
#include "model/nest/nest_analysis.hpp"
#include "model/nest/stepped_analysis.hpp"
#include "model/nest/tile_accesses.hpp"
#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

constexpr std::int64_t most_children_for_hops = std::int64_t{1} << 20;

std::vector<Projection> projections_of(const Workload& workload) {
  std::vector<Projection> projections;
  for (const DataSpace& data_space : workload.data_spaces) {
    projections.emplace_back(workload, data_space);
  }
  return projections;
}

std::vector<FanoutInfo> fanouts_of(const Architecture& architecture) {
  std::vector<FanoutInfo> fanouts;
  fanouts.reserve(architecture.storage.size());
  for (int level = 0; level < architecture.level_count(); ++level) {
    fanouts.push_back({architecture.fanout_x(level), architecture.fanout_y(level)});
  }
  return fanouts;
}

std::vector<bool> distributing_levels(const Architecture& architecture) {
  std::vector<bool> distributes;
  for (const StorageLevel& level : architecture.storage) {
    distributes.push_back(level.network.type == NetworkType::many_to_many);
  }
  return distributes;
}

}  // namespace

class Evaluator::Impl {
 public:
  Impl(const Spec& spec, const ModelOptions& options);

  bool evaluate(const Mapping& mapping, Evaluation& evaluation, Detail detail);
  void accumulate_network_records();

  Workload workload;
  Architecture architecture;
  CostTable costs;
  ModelOptions options;

 private:
  bool accept(Evaluation& evaluation, Rejection::Kind kind, int level, double value, double limit,
              bool holds) const;
  bool find_expansions(Evaluation& evaluation);
  void choose_hops(Detail detail);
  bool check_compute(Evaluation& evaluation) const;
  bool check_level(int level, std::int64_t words, Evaluation& evaluation) const;
  bool check_tiles(Evaluation& evaluation) const;
  void count_compute(Evaluation& evaluation) const;
  void count_storage(Evaluation& evaluation, Detail detail) const;
  void count_networks(Evaluation& evaluation, Detail detail);
  void sum(Evaluation& evaluation) const;

  int level_count() const { return architecture.level_count(); }
  int space_count() const { return workload.data_space_count(); }

  std::vector<Projection> projections_;
  std::vector<FanoutInfo> fanouts_;
  std::vector<BandwidthScales> bandwidth_scales_;
  std::vector<int> power_gates_;
  std::vector<int> network_order_;
  std::vector<std::int64_t> effective_sizes_;  // by level; -1: no limit
  bool distributes_ = false;                   // some network is M:N
  LoopNest nest_;
  NestAnalysis analysis_;
  SteppedAnalysis stepped_;
  TileAccesses tile_accesses_;
  NestCounts counts_;
  std::vector<NetworkHistory> histories_;  // [level][data space]; empty: none is kept
  std::int64_t compute_x_ = 1;
  std::int64_t compute_y_ = 1;
};

Evaluator::Impl::Impl(const Spec& spec, const ModelOptions& model_options)
    : workload(spec.workload),
      architecture(spec.architecture),
      costs(resolve_costs(spec)),
      options(model_options),
      projections_(projections_of(workload)),
      fanouts_(fanouts_of(architecture)),
      bandwidth_scales_(architecture.storage.size()),
      network_order_(networks_by_name(architecture)),
      nest_(workload.dimension_count(), architecture.level_count()),
      analysis_(projections_, fanouts_, options.timeloop),
      stepped_(projections_, fanouts_, options.timeloop),
      tile_accesses_(distributing_levels(architecture)) {
  workload.operation_count();  // throws where a product of bounds would overflow
  counts_.tiles.assign(projections_.size(), std::vector<Tile>(architecture.storage.size()));
  for (int level = 0; level < level_count(); ++level) {
    const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(level)];
    distributes_ = distributes_ || storage.network.type == NetworkType::many_to_many;
    effective_sizes_.push_back(storage.effective_size_words().value_or(-1));
    power_gates_.push_back(architecture.find_level(storage.power_gated_at).value_or(level));
    for (int space = 0; space < space_count(); ++space) {
      const auto found =
          storage.bandwidth_scale.find(workload.data_spaces[static_cast<std::size_t>(space)].name);
      bandwidth_scales_[static_cast<std::size_t>(level)][static_cast<std::size_t>(space)] =
          found == storage.bandwidth_scale.end() ? 1 : found->second;
    }
  }
}

bool Evaluator::Impl::evaluate(const Mapping& mapping, Evaluation& evaluation, Detail detail) {
  evaluation.rejection = {};
  evaluation.storage.resize(architecture.storage.size());
  evaluation.networks.resize(architecture.storage.size());
  nest_.assign(mapping);
  if (!find_expansions(evaluation)) return false;
  choose_hops(detail);
  // With directives, and for imperfect nests, the sizes of tiles are known only in the end. An
  // impossible distributed multicast is reported before all that does not fit.
  const bool late_check = distributes_ || nest_.imperfect() || !mapping.directives.empty();
  if (!distributes_ && !check_compute(evaluation)) return false;
  if (nest_.imperfect()) {
    stepped_.run(nest_, mapping.directives, counts_);
  } else {
    analysis_.find_tiles(nest_, counts_);
    if (!late_check && !check_tiles(evaluation)) return false;
    analysis_.count_traffic(nest_, mapping.directives, counts_);
  }
  for (std::size_t space = 0; space < projections_.size(); ++space) {
    if (!tile_accesses_.run(nest_, mapping.directives, static_cast<int>(space),
                            projections_[space].read_write(), counts_.tiles[space])) {
      evaluation.rejection = {Rejection::Kind::distributed_multicast, 0, 0, 0};
      return false;
    }
  }
  if (distributes_ && !check_compute(evaluation)) return false;
  if (late_check && !check_tiles(evaluation)) {
    // Timeloop looks at the networks all the same, and remembers.
    if (!histories_.empty()) count_networks(evaluation, detail);
    return false;
  }
  count_compute(evaluation);
  count_storage(evaluation, detail);
  count_networks(evaluation, detail);
  sum(evaluation);
  return true;
}

bool Evaluator::Impl::accept(Evaluation& evaluation, Rejection::Kind kind, int level, double value,
                             double limit, bool holds) const {
  if (!holds) evaluation.rejection = {kind, level, value, limit};
  return holds;
}

// Notes the instances in use. Every data space must be stored somewhere.
bool Evaluator::Impl::find_expansions(Evaluation& evaluation) {
  DataSpaceMask kept = 0;
  std::int64_t x = 1;
  std::int64_t y = 1;
  for (int level = level_count() - 1; level >= 0; --level) {
    const NestBlock& block = nest_.block(level);
    kept |= block.keep;
    StorageEvaluation& storage = evaluation.storage[static_cast<std::size_t>(level)];
    storage.x_expansion = x;
    storage.y_expansion = y;
    x = checked_multiply(x, block.used_x);
    y = checked_multiply(y, block.used_y);
  }
  compute_x_ = x;
  compute_y_ = y;
  return accept(evaluation, Rejection::Kind::data_space_nowhere, -1, 0, 0,
                kept == all_data_spaces(space_count()));
}

// Hops are counted where they cost energy and, for a report, wherever that does not take long.
void Evaluator::Impl::choose_hops(Detail detail) {
  for (int level = 0; level < level_count(); ++level) {
    const auto index = static_cast<std::size_t>(level);
    fanouts_[index].want_hops =
        !costs.networks[index].is_free() ||
        (detail == Detail::everything && nest_.block(level).children() <= most_children_for_hops);
  }
}

// The compute units in use exist.
bool Evaluator::Impl::check_compute(Evaluation& evaluation) const {
  using Kind = Rejection::Kind;
  const Mesh& mesh = architecture.compute.mesh;
  const auto limited = [&](Kind kind, std::int64_t value, std::int64_t limit) {
    return accept(evaluation, kind, -1, static_cast<double>(value), static_cast<double>(limit),
                  value <= limit);
  };
  return limited(Kind::instances, checked_multiply(compute_x_, compute_y_), mesh.instances) &&
         limited(Kind::mesh_x, compute_x_, mesh.x) && limited(Kind::mesh_y, compute_y_, mesh.y);
}

// `words`: the tiles that the level keeps.
bool Evaluator::Impl::check_level(int level, std::int64_t words, Evaluation& evaluation) const {
  const StorageLevel& storage = architecture.storage[static_cast<std::size_t>(level)];
  const StorageEvaluation& used = evaluation.storage[static_cast<std::size_t>(level)];
  using Kind = Rejection::Kind;
  const auto size = effective_sizes_[static_cast<std::size_t>(level)];
  if (size >= 0) {
    const double least = static_cast<double>(size) * storage.min_utilization;
    if (!accept(evaluation, Kind::capacity, level, static_cast<double>(words),
                static_cast<double>(size), words <= size) ||
        !accept(evaluation, Kind::min_utilization, level, static_cast<double>(words), least,
                static_cast<double>(words) >= least)) {
      return false;
    }
  }
  const auto limited = [&](Kind kind, std::int64_t value, std::int64_t limit) {
    return accept(evaluation, kind, level, static_cast<double>(value), static_cast<double>(limit),
                  value <= limit);
  };
  const auto instances =
      static_cast<std::int64_t>(counts_.tiles.front()[static_cast<std::size_t>(level)].instances);
  return limited(Kind::instances, instances, storage.mesh.instances) &&
         limited(Kind::mesh_x, used.x_expansion, storage.mesh.x) &&
         limited(Kind::mesh_y, used.y_expansion, storage.mesh.y);
}

// The tiles that the levels keep fit.
bool Evaluator::Impl::check_tiles(Evaluation& evaluation) const {
  for (int level = 0; level < level_count(); ++level) {
    std::int64_t words = 0;
    for (int space = 0; space < space_count(); ++space) {
      if (!contains(nest_.block(level).keep, space)) continue;
      words += counts_.tiles[static_cast<std::size_t>(space)][static_cast<std::size_t>(level)]
                   .size_words;
    }
    if (!check_level(level, words, evaluation)) return false;
  }
  return true;
}

void Evaluator::Impl::count_compute(Evaluation& evaluation) const {
  ComputeEvaluation& compute = evaluation.compute;
  compute.operations = static_cast<std::int64_t>(counts_.operations_per_instance *
                                                 static_cast<double>(counts_.compute_instances));
  compute.utilized_instances = compute_x_ * compute_y_;
  compute.average_instances = counts_.compute_instances;
  compute.energy_pj = static_cast<double>(compute.operations) * costs.compute.operation_pj;
  compute.cycles =
      nest_.imperfect()
          ? counts_.temporal_iterations
          : static_cast<std::int64_t>(std::ceil(static_cast<double>(compute.operations) /
                                                static_cast<double>(counts_.compute_instances)));
}

void Evaluator::Impl::count_storage(Evaluation& evaluation, Detail detail) const {
  std::int64_t cycles = evaluation.compute.cycles;
  for (int level = 0; level < level_count(); ++level) {
    const auto index = static_cast<std::size_t>(level);
    StorageEvaluation& storage = evaluation.storage[index];
    for (int space = 0; space < space_count(); ++space) {
      const auto data_space = static_cast<std::size_t>(space);
      count_movement(architecture.storage[index], costs.storage[index],
                     counts_.tiles[data_space][index], contains(nest_.block(level).keep, space),
                     projections_[data_space].read_write(), storage,
                     storage.data_spaces[data_space]);
    }
    if (detail == Detail::everything || architecture.storage[index].has_bandwidth_limit()) {
      throttle(architecture.storage[index], bandwidth_scales_[index], space_count(),
               evaluation.compute.cycles, storage);
    } else {
      storage.slowdown = 1;
      storage.cycles = evaluation.compute.cycles;
    }
    cycles = std::max(cycles, storage.cycles);
  }
  for (int level = 0; level < level_count(); ++level) {
    const auto index = static_cast<std::size_t>(level);
    const auto gate = static_cast<std::size_t>(power_gates_[index]);
    count_leakage(architecture.storage[index], costs.storage[index], evaluation.storage[gate],
                  architecture.storage[gate].mesh.instances, space_count(), cycles,
                  evaluation.storage[index]);
    sum_storage(space_count(), evaluation.storage[index]);
  }
  evaluation.cycles = cycles + costs.network_latency_cycles;
}

void Evaluator::Impl::accumulate_network_records() {
  histories_.resize(architecture.storage.size() * projections_.size());
}

void Evaluator::Impl::count_networks(Evaluation& evaluation, Detail detail) {
  for (std::size_t level = 0; level < architecture.storage.size(); ++level) {
    NetworkEvaluation& network = evaluation.networks[level];
    network.energy_pj = 0;
    if (detail == Detail::totals && costs.networks[level].is_free()) continue;
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      NetworkTraffic& traffic = network.data_spaces[space];
      count_network(
          costs.networks[level], counts_.tiles[space][level], projections_[space].read_write(),
          architecture.storage[level].reduction_supported, traffic,
          histories_.empty() ? nullptr : &histories_[level * projections_.size() + space]);
      network.energy_pj +=
          (traffic.link_transfer_energy_pj + traffic.energy_pj) * traffic.utilized_instances;
    }
  }
}

void Evaluator::Impl::sum(Evaluation& evaluation) const {
  evaluation.energy_pj = evaluation.compute.energy_pj;
  for (const StorageEvaluation& storage : evaluation.storage) {
    evaluation.energy_pj += storage.energy_pj;
  }
  for (const int level : network_order_) {
    evaluation.energy_pj += evaluation.networks[static_cast<std::size_t>(level)].energy_pj;
  }
  const double ideal_cycles = static_cast<double>(evaluation.compute.operations) /
                              static_cast<double>(architecture.compute.mesh.instances);
  evaluation.utilization = ideal_cycles / static_cast<double>(evaluation.cycles);
}

Evaluator::Evaluator(const Spec& spec, const ModelOptions& options)
    : impl_(std::make_unique<Impl>(spec, options)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

const Workload& Evaluator::workload() const { return impl_->workload; }
const Architecture& Evaluator::architecture() const { return impl_->architecture; }
const CostTable& Evaluator::costs() const { return impl_->costs; }
const ModelOptions& Evaluator::options() const { return impl_->options; }

void Evaluator::accumulate_network_records() { impl_->accumulate_network_records(); }

bool Evaluator::evaluate(const Mapping& mapping, Evaluation& evaluation, Detail detail) {
  return impl_->evaluate(mapping, evaluation, detail);
}

std::string describe(const Rejection& rejection) {
  const auto value = static_cast<std::int64_t>(rejection.value);
  const auto limit = static_cast<std::int64_t>(rejection.limit);
  const char* unit = rejection.level < 0 ? "mapped max Arithmetic" : "mapped";
  const char* hardware =
      rejection.level < 0 ? "hardware instances" : "available hardware instances";
  switch (rejection.kind) {
    case Rejection::Kind::none:
      return "";
    case Rejection::Kind::data_space_nowhere:
      return "one of the tensors is bypassed in all storage levels";
    case Rejection::Kind::capacity:
      return fmt::format("mapped tile size {} exceeds buffer capacity {}", value, limit);
    case Rejection::Kind::min_utilization:
      return fmt::format("mapped tile size {} is less than constrained minimum utilization {:g}",
                         value, rejection.limit);
    case Rejection::Kind::instances:
      return fmt::format("{} instances {} exceeds {} {}", unit, value, hardware, limit);
    case Rejection::Kind::mesh_x:
      return fmt::format("{} X expansion {} exceeds {} {}", unit, value, hardware, limit);
    case Rejection::Kind::mesh_y:
      return fmt::format("{} Y expansion {} exceeds {} {}", unit, value, hardware, limit);
    case Rejection::Kind::fanout_x:
      return fmt::format("mapped fanoutX {} exceeds hardware fanoutX {}", value, limit);
    case Rejection::Kind::fanout_y:
      return fmt::format("mapped fanoutY {} exceeds hardware fanoutY {}", value, limit);
    case Rejection::Kind::parallelism:
      return fmt::format("parallelism {:g} is less than constrained min-parallelism {:g}",
                         rejection.value, rejection.limit);
    case Rejection::Kind::temporal_loops:
      return fmt::format("{} temporal loops exceed the limit of {}", value, limit);
    case Rejection::Kind::distributed_multicast:
      return "complex multicast signature detected, and we cannot yet compute a distributed "
             "multicast pattern for this";
  }
  return "";
}

std::string describe(const Rejection& rejection, const Architecture& architecture) {
  if (rejection.kind == Rejection::Kind::distributed_multicast) return describe(rejection);
  const std::string& name =
      rejection.level < 0 ? architecture.compute.name
                          : architecture.storage[static_cast<std::size_t>(rejection.level)].name;
  return "couldn't map level " + name + ": " + describe(rejection);
}

}  // namespace tilewright
