#include "test/property/nest_execution.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "test/property/point_set.hpp"
#include "test/property/spatial_traffic.hpp"

namespace tilewright::test {

namespace {

bool is_spatial(const NestLoop& entry) { return entry.loop.kind != LoopKind::temporal; }

// What a loop remembers of one data space between its invocations.
struct LoopMemory {
  std::optional<Box> previous;
  std::optional<Point> stride;
  std::int64_t max_size = 0;
  Records records;
  std::int64_t link_transfers = 0;
  ChildDeltas previous_children;
};

// Deltas by data space.
using Deltas = std::vector<PointSet>;

// The delta of `current` against what the loop saw last. A tile that changes the direction of its
// steps is loaded anew; since 2025 a step of length 0 does not count as a change.
PointSet step_delta(const Box& current, LoopMemory& memory, TimeloopYear year) {
  const Box previous = memory.previous.value_or(current);
  const bool first = !memory.previous;
  memory.previous = current;
  if (first) return PointSet(current);
  const Point step = centre_displacement(previous, current);
  if (!is_zero(step) || year == TimeloopYear::y2024) {
    if (memory.stride && *memory.stride != step) {
      memory.stride.reset();
      return PointSet(current);
    }
    memory.stride = step;
  }
  return PointSet(current).minus(PointSet(previous));
}

class NestExecution {
 public:
  NestExecution(const Workload& workload, const Architecture& architecture, const Mapping& mapping,
                TimeloopYear year)
      : workload_(workload),
        architecture_(architecture),
        year_(year),
        directives_(mapping.directives),
        loops_(flatten(workload, mapping)),
        indices_(loops_.size(), 0),
        offsets_(workload.bounds.size(), 0),
        memory_(loops_.size(),
                std::vector<LoopMemory>(static_cast<std::size_t>(workload.data_space_count()))) {
    directives_.resize(architecture.storage.size());
    measure_molds();
  }

  NestTraffic run() {
    invoke(static_cast<int>(loops_.size()) - 1);
    return collect();
  }

 private:
  // Per loop: the step of its index, and the inclusive extent of the loops up to it.
  struct Mold {
    std::int64_t stride = 1;
    std::vector<std::int64_t> extent;
    std::vector<std::int64_t> residual_extent;
  };

  const Loop& loop(int i) const { return loops_[static_cast<std::size_t>(i)].loop; }
  const NestLoop& entry(int i) const { return loops_[static_cast<std::size_t>(i)]; }
  std::int64_t& index(int i) { return indices_[static_cast<std::size_t>(i)]; }
  std::int64_t& offset(int dimension) { return offsets_[static_cast<std::size_t>(dimension)]; }
  const Mold& mold(int i) const { return molds_[static_cast<std::size_t>(i)]; }
  LoopMemory& memory(int i, int space) {
    return memory_[static_cast<std::size_t>(i)][static_cast<std::size_t>(space)];
  }
  const ReuseDirectives& directives(int i) const {
    return directives_[static_cast<std::size_t>(entry(i).level)];
  }
  int size() const { return static_cast<int>(loops_.size()); }

  void measure_molds() {
    Mold mold;
    mold.extent.assign(workload_.bounds.size(), 0);
    mold.residual_extent = mold.extent;
    for (const NestLoop& nest_loop : loops_) {
      const auto d = static_cast<std::size_t>(nest_loop.loop.dimension);
      mold.stride = mold.extent[d] + 1;
      mold.residual_extent[d] += mold.stride * (nest_loop.loop.residual - 1);
      mold.extent[d] = mold.stride * nest_loop.loop.bound - 1;
      molds_.push_back(mold);
    }
  }

  // True when all loops of `dimension` from `from` outwards are at their last iteration.
  bool globally_last(int from, int dimension) const {
    for (int i = from; i < size(); ++i) {
      if (loop(i).dimension != dimension) continue;
      if (indices_[static_cast<std::size_t>(i)] + 1 < loop(i).residual) return false;
    }
    return true;
  }

  std::int64_t trip_count(int i) const {
    return globally_last(i + 1, loop(i).dimension) ? loop(i).residual : loop(i).bound;
  }

  // The box of a data space over low <= operation <= high.
  Box project(int space, const std::vector<std::int64_t>& low,
              const std::vector<std::int64_t>& high) const {
    Box box;
    for (const Rank& rank : workload_.data_spaces[static_cast<std::size_t>(space)].ranks) {
      std::int64_t least = 0;
      std::int64_t greatest = 0;
      for (const ProjectionTerm& term : rank) {
        const auto d = static_cast<std::size_t>(term.dimension);
        const bool falling = term.coefficient < 0;
        least += term.coefficient * (falling ? high[d] : low[d]);
        greatest += term.coefficient * (falling ? low[d] : high[d]);
      }
      box.low.push_back(least);
      box.high.push_back(greatest + 1);
    }
    return box;
  }

  Box working_set(int i, int space) const {
    std::vector<std::int64_t> high = offsets_;
    for (std::size_t d = 0; d < high.size(); ++d) {
      const bool last = globally_last(i + 1, static_cast<int>(d));
      high[d] += last ? mold(i).residual_extent[d] : mold(i).extent[d];
    }
    return project(space, offsets_, high);
  }

  Deltas invoke(int i) {
    if (is_spatial(entry(i))) {
      run_spatial(i);
    } else {
      run_temporal(i);
    }
    Deltas deltas;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      LoopMemory& own = memory(i, space);
      const Box current = working_set(i, space);
      own.max_size = std::max(own.max_size, current.size());
      deltas.push_back(contains(directives(i).no_temporal_reuse, space)
                           ? PointSet(current)
                           : step_delta(current, own, year_));
    }
    return deltas;
  }

  // The innermost imperfect loop of the dimension lies inside of loop i.
  bool imperfect_inside(int i) const {
    for (int inner = 0; inner < i; ++inner) {
      if (loop(inner).dimension == loop(i).dimension && loop(inner).bound != loop(inner).residual) {
        return true;
      }
    }
    return false;
  }

  void run_temporal(int i) {
    const std::int64_t iterations = trip_count(i);
    if (i == 0) {
      count_operations(iterations * epochs_);
      return;
    }
    const int dimension = loop(i).dimension;
    const std::int64_t saved_offset = offset(dimension);
    std::vector<std::int64_t> words(static_cast<std::size_t>(workload_.data_space_count()), 0);
    for (const Visit& visit : visits(i, iterations)) {
      index(i) = visit.index;
      offset(dimension) = saved_offset + visit.offset * mold(i).stride;
      epochs_ *= visit.epochs;
      const Deltas deltas = invoke(i - 1);
      epochs_ /= visit.epochs;
      for (std::size_t space = 0; space < words.size(); ++space) {
        words[space] += deltas[space].size() * visit.weight;
      }
    }
    offset(dimension) = saved_offset;
    if (!entry(i - 1).boundary) return;
    for (std::size_t space = 0; space < words.size(); ++space) {
      memory(i, static_cast<int>(space)).records[{1, 1}].accesses +=
          static_cast<double>(words[space] * epochs_);
    }
  }

  // An iteration that is run: its index, where its tile starts, how many iterations it stands for
  // inside, and how many times its own delta counts.
  struct Visit {
    std::int64_t index, offset, epochs, weight;
  };

  std::vector<Visit> visits(int i, std::int64_t iterations) const {
    const bool last = globally_last(i + 1, loop(i).dimension) && imperfect_inside(i);
    const bool second_last = last && loop(i).bound != loop(i).residual;
    std::vector<Visit> result{{0, 0, 1, 1}};
    const std::int64_t own_visits = (last ? 2 : 1) + (second_last ? 1 : 0);
    const std::int64_t middle = iterations - own_visits;
    std::int64_t next = 1;
    // Iteration 1 stands for the middle ones.
    if (middle > 0) {
      result.push_back({next, next, middle, middle});
      next += middle;
    }
    // The delta of an iteration after a jump is wrong; the one before the jump stands for it.
    if (second_last && iterations >= 3) {
      result.push_back({next, next, 1, middle > 0 ? 0 : 1});
      if (middle > 0) result[1].weight += 1;
      ++next;
    }
    if (last && iterations >= 2) {
      const bool after_jump = !second_last && iterations >= 3;
      result.push_back({next, next, 1, after_jump ? 0 : 1});
      if (after_jump) result[1].weight += 1;
    }
    return result;
  }

  void count_operations(std::int64_t count) {
    operations_[0] += count;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      memory(0, space).records[{1, 1}].accesses += static_cast<double>(count);
    }
  }

  void run_spatial(int master) {
    std::vector<ChildDeltas> children(static_cast<std::size_t>(workload_.data_space_count()));
    fill_children(master, 0, children);
    const Grid grid = child_grid(master);
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      account(master, space, grid, children[static_cast<std::size_t>(space)]);
    }
  }

  // Enumerates the children of the run that starts at loop i (outside) under linear id `base`.
  void fill_children(int i, std::int64_t base, std::vector<ChildDeltas>& children) {
    const std::int64_t iterations = trip_count(i);
    const bool innermost = i == 0 || !is_spatial(entry(i - 1));
    for (std::int64_t k = 0; k < iterations; ++k) {
      index(i) = k;
      const std::int64_t id = base * iterations + k;
      if (!innermost) {
        fill_children(i - 1, id, children);
      } else {
        add_child(i, id, children);
      }
    }
    index(i) = 0;
  }

  void add_child(int i, std::int64_t id, std::vector<ChildDeltas>& children) {
    if (i == 0) operations_[id] += epochs_;
    const Deltas deltas = i == 0 ? single_operation() : child_deltas(i, id);
    for (std::size_t space = 0; space < deltas.size(); ++space) {
      if (!children[space].emplace(id, deltas[space]).second) {
        throw std::logic_error("two children share a place: Timeloop cannot run this nest");
      }
    }
  }

  // What one compute unit needs: a point of each data space.
  Deltas single_operation() const {
    std::vector<std::int64_t> point(workload_.bounds.size(), 0);
    for (int i = 0; i < size(); ++i) {
      point[static_cast<std::size_t>(loop(i).dimension)] +=
          indices_[static_cast<std::size_t>(i)] * mold(i).stride;
    }
    Deltas deltas;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      deltas.emplace_back(project(space, point, point));
    }
    return deltas;
  }

  // Child 0 is executed; the others need the same, moved.
  Deltas child_deltas(int innermost, std::int64_t id) {
    if (id == 0) {
      first_child_ = invoke(innermost - 1);
      return first_child_;
    }
    std::vector<std::int64_t> steps(workload_.bounds.size(), 0);
    for (int i = innermost; i < size() && is_spatial(entry(i)); ++i) {
      steps[static_cast<std::size_t>(loop(i).dimension)] += index(i) * mold(i).stride;
    }
    Deltas deltas;
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      const Point displacement = project(space, steps, steps).low;
      deltas.push_back(first_child_[static_cast<std::size_t>(space)].translated(displacement));
    }
    return deltas;
  }

  Grid child_grid(int master) const {
    Grid grid;
    for (int i = master; i >= 0 && is_spatial(entry(i)); --i) {
      (loop(i).kind == LoopKind::spatial_x ? grid.columns : grid.rows) *= loop(i).bound;
    }
    grid.columns = std::max(grid.columns, architecture_.fanout_x(entry(master).level));
    grid.rows = std::max(grid.rows, architecture_.fanout_y(entry(master).level));
    return grid;
  }

  // Takes the records with link transfers when these save accesses.
  void account(int master, int space, const Grid& grid, const ChildDeltas& children) {
    LoopMemory& own = memory(master, space);
    const ReuseDirectives& flags = directives(master);
    const bool multicast = !contains(flags.no_multicast, space);
    Records records = multicast_records(children, grid, multicast, epochs_);
    if (!contains(flags.no_link_transfer, space)) {
      const ChildDeltas served = children_served_by_links(children, own.previous_children, grid);
      ChildDeltas fetched = children;
      std::int64_t words = 0;
      for (const auto& [id, delta] : served) {
        fetched.erase(id);
        words += delta.size() * epochs_;
      }
      Records fewer = multicast_records(fetched, grid, multicast, epochs_);
      if (total_accesses(fewer) < total_accesses(records)) {
        records = std::move(fewer);
        own.link_transfers += words;
      }
      own.previous_children = children;
    }
    for (const auto& [key, record] : records) {
      Record& sum = own.records[key];
      sum.accesses += record.accesses;
      sum.hops += record.hops;
      sum.unicast_hops += record.unicast_hops;
    }
  }

  // Instances in use outside of each loop, by loop; an imperfect spatial loop counts its average.
  std::vector<double> utilized_instances() const {
    std::vector<double> result(loops_.size(), 1);
    double product = 1;
    for (int i = size() - 1; i >= 0; --i) {
      result[static_cast<std::size_t>(i)] = product;
      if (!is_spatial(entry(i))) continue;
      const auto bound = static_cast<double>(loop(i).bound);
      if (loop(i).bound == loop(i).residual) {
        product *= bound;
        continue;
      }
      double passes = 1;
      for (int outer = size() - 1; outer > i; --outer) {
        if (loop(outer).dimension != loop(i).dimension) continue;
        passes = static_cast<double>(loop(outer).residual) +
                 static_cast<double>(loop(outer).bound) * (passes - 1);
      }
      product = product * (static_cast<double>(loop(i).residual) + bound * (passes - 1)) / passes;
    }
    return result;
  }

  std::int64_t fanout(int i) const {
    std::int64_t product = 1;
    for (; i >= 0 && is_spatial(entry(i)); --i) product *= loop(i).bound;
    return product;
  }

  // The loop whose records are its block's: the spatial master, else the innermost loop.
  bool counts_for_block(int i) const {
    if (entry(i).master) return true;
    return !is_spatial(entry(i)) && (i == 0 || entry(i - 1).boundary);
  }

  NestTraffic collect() {
    NestTraffic traffic;
    const std::vector<double> utilized = utilized_instances();
    traffic.temporal_iterations = 1;
    for (int i = 0; i < size(); ++i) {
      traffic.imperfect |= loop(i).bound != loop(i).residual;
      if (!is_spatial(entry(i))) traffic.temporal_iterations *= loop(i).bound;
    }
    for (int space = 0; space < workload_.data_space_count(); ++space) {
      traffic.blocks.push_back(blocks_of(space, utilized));
    }
    int first = 0;
    while (!counts_for_block(first)) ++first;
    traffic.compute_instances = static_cast<std::int64_t>(
        utilized[static_cast<std::size_t>(first)] * static_cast<double>(fanout(first)));
    for (const auto& [id, count] : operations_) {
      traffic.operations_per_instance += static_cast<double>(count);
    }
    traffic.operations_per_instance /= static_cast<double>(operations_.size());
    return traffic;
  }

  std::vector<BlockTraffic> blocks_of(int space, const std::vector<double>& utilized) {
    std::vector<BlockTraffic> blocks(architecture_.storage.size());
    for (int i = 0; i < size(); ++i) {
      BlockTraffic& block = blocks[static_cast<std::size_t>(entry(i).level)];
      const LoopMemory& own = memory(i, space);
      if (counts_for_block(i)) {
        block.records = own.records;
        block.link_transfers = own.link_transfers;
        block.fanout = fanout(i);
      }
      if (entry(i).master) block.spatial_size = own.max_size;
      if (entry(i).boundary) {
        block.tile_size = own.max_size;
        block.replication = static_cast<std::int64_t>(utilized[static_cast<std::size_t>(i)]);
      }
    }
    return blocks;
  }

  const Workload& workload_;
  const Architecture& architecture_;
  TimeloopYear year_;
  std::vector<ReuseDirectives> directives_;
  std::vector<NestLoop> loops_;  // innermost first
  std::vector<Mold> molds_;
  std::vector<std::int64_t> indices_;
  std::vector<std::int64_t> offsets_;  // by dimension
  std::vector<std::vector<LoopMemory>> memory_;
  std::map<std::int64_t, std::int64_t> operations_;  // by child of the innermost block
  Deltas first_child_;
  std::int64_t epochs_ = 1;
};

}  // namespace

std::vector<NestLoop> flatten(const Workload& workload, const Mapping& mapping) {
  std::vector<NestLoop> outermost_first;
  bool level_open = false;  // a storage level still waits for its first temporal loop
  int level = 0;
  const auto close_level = [&] {
    if (!level_open) return;
    outermost_first.push_back(
        {{workload.dimension_count() - 1, LoopKind::temporal, 1, 1}, level, true, false});
    level_open = false;
  };
  for (const MappingNode& node : mapping.nodes) {
    if (const auto* storage = std::get_if<Storage>(&node)) {
      close_level();
      level = storage->level;
      level_open = true;
      continue;
    }
    const Loop& loop = std::get<Loop>(node);
    if (loop.bound == 1) continue;
    if (loop.kind != LoopKind::temporal) close_level();
    const bool master = loop.kind != LoopKind::temporal && !is_spatial(outermost_first.back());
    outermost_first.push_back({loop, level, level_open, master});
    level_open = false;
  }
  close_level();
  std::reverse(outermost_first.begin(), outermost_first.end());
  return outermost_first;
}

NestTraffic execute_nest(const Workload& workload, const Architecture& architecture,
                         const Mapping& mapping, TimeloopYear year) {
  return NestExecution(workload, architecture, mapping, year).run();
}

}  // namespace tilewright::test
