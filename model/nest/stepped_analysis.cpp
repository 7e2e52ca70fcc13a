#include "model/nest/stepped_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/spec/checked.hpp"

namespace tilewright {

SteppedAnalysis::SteppedAnalysis(const std::vector<Projection>& projections,
                                 const std::vector<FanoutInfo>& fanouts, TimeloopYear year)
    : projections_(projections),
      fanouts_(fanouts),
      year_(year),
      tiles_(fanouts.size() * projections.size()),
      ends_(fanouts.size()) {}

void SteppedAnalysis::run(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
                          NestCounts& counts) {
  nest_ = &nest;
  directives_ = &directives;
  counts_ = &counts;
  prepare(nest);
  count_instances();
  visit_tile(nest.level_count() - 1);
  counts.temporal_iterations = nest.iterations_from(0);
  const double total = std::accumulate(
      operations_.begin(), operations_.end(), 0.0,
      [](double sum, std::int64_t operations) { return sum + static_cast<double>(operations); });
  counts.operations_per_instance = total / static_cast<double>(operations_.size());
}

void SteppedAnalysis::prepare(const LoopNest& nest) {
  const auto dimensions = static_cast<std::size_t>(nest.dimension_count());
  const auto loops = nest.loops();
  epochs_ = 1;
  index_.assign(loops.size(), 0);
  offset_.assign(dimensions, 0);
  extents_.resize(dimensions);
  operations_.clear();
  passes_.resize(std::max(passes_.size(), loops.size()));
  for (TileState& tile : tiles_) {
    tile.has_previous = tile.has_stride = tile.has_compared = false;
  }
  for (std::vector<Tile>& tiles : counts_->tiles) {
    for (Tile& tile : tiles) {
      tile.records.clear();
      tile.size_words = tile.children_words = 0;
      tile.link_transfers = 0;
    }
  }
  innermost_imperfect_.assign(dimensions, static_cast<int>(loops.size()));
  residual_extents_.clear();
  residual_spatial_extents_.clear();
  std::fill(extents_.begin(), extents_.end(), 1);
  for (int level = 0; level < nest.level_count(); ++level) {
    const NestBlock& block = nest.block(level);
    for (int i = block.begin; i <= block.end; ++i) {
      if (i == block.temporal) {
        residual_spatial_extents_.insert(residual_spatial_extents_.end(), extents_.begin(),
                                         extents_.end());
      }
      if (i == block.end) break;
      const NestLoop& loop = loops[static_cast<std::size_t>(i)];
      extents_[static_cast<std::size_t>(loop.dimension)] += loop.stride * (loop.residual - 1);
      int& innermost = innermost_imperfect_[static_cast<std::size_t>(loop.dimension)];
      if (loop.bound != loop.residual) innermost = std::min(innermost, i);
    }
    residual_extents_.insert(residual_extents_.end(), extents_.begin(), extents_.end());
  }
}

// An imperfect spatial loop uses fewer instances in the last pass of the loops outside; what counts
// is the average, rounded down at each level.
void SteppedAnalysis::count_instances() {
  const auto loops = nest_->loops();
  double utilized = 1;
  for (int level = nest_->level_count() - 1; level >= 0; --level) {
    const NestBlock& block = nest_->block(level);
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      traffic(level, space).instances = std::floor(utilized);
    }
    if (level == 0) {
      counts_->compute_instances =
          static_cast<std::int64_t>(utilized * static_cast<double>(block.children()));
    }
    for (int i = block.temporal - 1; i >= block.begin; --i) {
      const NestLoop& loop = loops[static_cast<std::size_t>(i)];
      if (loop.residual == loop.bound) {
        utilized *= static_cast<double>(loop.bound);
        continue;
      }
      double passes = 1;
      for (int j = static_cast<int>(loops.size()) - 1; j > i; --j) {
        const NestLoop& outer = loops[static_cast<std::size_t>(j)];
        if (outer.dimension != loop.dimension) continue;
        passes =
            static_cast<double>(outer.residual) + static_cast<double>(outer.bound) * (passes - 1);
      }
      utilized =
          utilized *
          (static_cast<double>(loop.residual) + static_cast<double>(loop.bound) * (passes - 1)) /
          passes;
    }
  }
}

// Runs a level's loops once and finds what its parent must send for that.
void SteppedAnalysis::visit_tile(int level) {
  const NestBlock& block = nest_->block(level);
  if (block.end > block.temporal) {
    run_temporal(level, block.end - 1);
  } else {
    run_inside(level);
    if (level > 0 && !block.has_spatial()) {
      for (std::size_t space = 0; space < projections_.size(); ++space) {
        add_record(
            traffic(level, space).records,
            {1, 1,
             static_cast<double>(checked_multiply(fed_tile(level, space).delta.words, epochs_)), 0,
             0});
      }
    }
  }
  for (std::size_t space = 0; space < projections_.size(); ++space) {
    const Box box = working_set(space, block.end, nest_->extents(level),
                                residual_row(residual_extents_, level));
    std::int64_t& largest = traffic(level, space).size_words;
    largest = std::max(largest, box.words(projections_[space].rank_count()));
    if (level + 1 < nest_->level_count()) {
      find_delta(fed_tile(level + 1, space), box, projections_[space].rank_count(),
                 contains(directives_of(level).no_temporal_reuse, static_cast<int>(space)));
    }
  }
}

void SteppedAnalysis::run_temporal(int level, int loop) {
  const NestBlock& block = nest_->block(level);
  const NestLoop& own = nest_->loops()[static_cast<std::size_t>(loop)];
  const std::int64_t iterations = iterations_of(loop);
  const bool innermost = loop == block.temporal;
  const bool feeds_directly = innermost && !block.has_spatial();
  if (feeds_directly && level == 0) {
    const std::int64_t operations = checked_multiply(iterations, epochs_);
    operations_.resize(std::max<std::size_t>(operations_.size(), 1));
    operations_[0] += operations;
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      add_record(traffic(0, space).records, {1, 1, static_cast<double>(operations), 0, 0});
    }
    return;
  }
  plan_passes(loop, iterations);
  std::int64_t& offset = offset_[static_cast<std::size_t>(own.dimension)];
  const std::int64_t first_offset = offset;
  const std::int64_t outer_epochs = epochs_;
  std::array<std::int64_t, max_data_spaces> words{};
  for (const Pass& pass : passes_[static_cast<std::size_t>(loop)]) {
    index_[static_cast<std::size_t>(loop)] = pass.iteration;
    offset = first_offset + own.stride * pass.iteration;
    epochs_ = checked_multiply(outer_epochs, pass.repeats);
    if (innermost) {
      run_inside(level);
    } else {
      run_temporal(level, loop - 1);
    }
    for (std::size_t space = 0; feeds_directly && space < projections_.size(); ++space) {
      words[space] = checked_add(words[space],
                                 checked_multiply(fed_tile(level, space).delta.words, pass.weight));
    }
  }
  offset = first_offset;
  epochs_ = outer_epochs;
  for (std::size_t space = 0; feeds_directly && space < projections_.size(); ++space) {
    add_record(traffic(level, space).records,
               {1, 1, static_cast<double>(checked_multiply(words[space], epochs_)), 0, 0});
  }
}

// What the innermost temporal loop of a level repeats.
void SteppedAnalysis::run_inside(int level) {
  if (nest_->block(level).has_spatial()) {
    run_children(level);
  } else if (level > 0) {
    visit_tile(level - 1);
  } else {
    operations_.resize(std::max<std::size_t>(operations_.size(), 1));
    operations_[0] += epochs_;
    for (std::size_t space = 0; space < projections_.size(); ++space) {
      add_record(traffic(0, space).records, {1, 1, static_cast<double>(epochs_), 0, 0});
    }
  }
}

// The first iteration, the second one in place of those in the middle and, where the dimension is
// imperfect further in and this is its last pass, the last one (and the one before it, when this
// loop is imperfect itself). The delta of a middle iteration counts for the last one, too, unless
// that one is of its own kind.
void SteppedAnalysis::plan_passes(int loop, std::int64_t iterations) {
  const NestLoop& own = nest_->loops()[static_cast<std::size_t>(loop)];
  std::vector<Pass>& passes = passes_[static_cast<std::size_t>(loop)];
  passes.assign(1, {0, 1, 1});
  const bool run_last = innermost_imperfect_[static_cast<std::size_t>(own.dimension)] < loop &&
                        in_last_pass(loop + 1, own.dimension);
  if (!run_last) {
    if (iterations >= 2) passes.push_back({1, iterations - 1, iterations - 1});
    return;
  }
  const int run_at_end = own.bound != own.residual ? 2 : 1;
  const std::int64_t middle = iterations - 1 - run_at_end;
  if (middle >= 1) passes.push_back({1, middle, middle + 1});
  if (run_at_end == 2 && iterations >= 3) {
    passes.push_back({iterations - 2, 1, middle >= 1 ? 0 : 1});
  }
  if (iterations >= 2) {
    const bool counted = run_at_end == 1 && middle >= 1;
    passes.push_back({iterations - 1, 1, counted ? 0 : 1});
  }
}

std::int64_t SteppedAnalysis::iterations_of(int loop) const {
  const NestLoop& own = nest_->loops()[static_cast<std::size_t>(loop)];
  return in_last_pass(loop + 1, own.dimension) ? own.residual : own.bound;
}

// True when all loops of the dimension from `first_outer_loop` outwards are at their last residual
// iteration.
bool SteppedAnalysis::in_last_pass(int first_outer_loop, int dimension) const {
  const auto loops = nest_->loops();
  for (auto i = static_cast<std::size_t>(first_outer_loop); i < loops.size(); ++i) {
    if (loops[i].dimension == dimension && index_[i] + 1 < loops[i].residual) return false;
  }
  return true;
}

SteppedAnalysis::Box SteppedAnalysis::working_set(std::size_t space, int first_outer_loop,
                                                  std::span<const std::int64_t> extents,
                                                  std::span<const std::int64_t> residual_extents) {
  for (std::size_t dimension = 0; dimension < extents.size(); ++dimension) {
    extents_[dimension] = in_last_pass(first_outer_loop, static_cast<int>(dimension))
                              ? residual_extents[dimension]
                              : extents[dimension];
  }
  Box box{projections_[space].low_corner(offset_, extents_), {}};
  const RankVector size = projections_[space].rank_extents(extents_);
  for (int rank = 0; rank < projections_[space].rank_count(); ++rank) {
    box.high[rank] = box.low[rank] + size[rank];
  }
  return box;
}

// The stride rule (docs/equations.md, section 3) on boxes that may change their size.
void SteppedAnalysis::find_delta(TileState& tile, const Box& box, int rank_count,
                                 bool no_reuse) const {
  tile.delta.boxes.clear();
  bool keep_rest = tile.has_previous && !no_reuse;
  if (keep_rest) {
    RankVector moved{};
    bool moves = false;
    for (int rank = 0; rank < rank_count; ++rank) {
      const std::int64_t twice =
          box.low[rank] + box.high[rank] - tile.previous.low[rank] - tile.previous.high[rank];
      moved[rank] = (std::abs(twice) + 1) / 2 * (twice < 0 ? -1 : 1);  // halves away from zero
      moves = moves || moved[rank] != 0;
    }
    const bool remembered = moves || year_ == TimeloopYear::y2024;
    if (remembered && tile.has_stride && moved != tile.stride) {
      keep_rest = false;
      tile.has_stride = false;
    } else if (remembered) {
      tile.stride = moved;
      tile.has_stride = true;
    }
  }
  Box middle = box;
  bool overlaps = keep_rest;
  for (int rank = 0; overlaps && rank < rank_count; ++rank) {
    overlaps = box.low[rank] < tile.previous.high[rank] && tile.previous.low[rank] < box.high[rank];
  }
  if (!overlaps) {
    tile.delta.boxes.push_back(box);
  } else {
    for (int rank = 0; rank < rank_count; ++rank) {
      if (middle.low[rank] < tile.previous.low[rank]) {
        tile.delta.boxes.push_back(middle);
        tile.delta.boxes.back().high[rank] = middle.low[rank] = tile.previous.low[rank];
      }
      if (tile.previous.high[rank] < middle.high[rank]) {
        tile.delta.boxes.push_back(middle);
        tile.delta.boxes.back().low[rank] = middle.high[rank] = tile.previous.high[rank];
      }
    }
  }
  tile.delta.words = 0;
  for (const Box& part : tile.delta.boxes) tile.delta.words += part.words(rank_count);
  if (!no_reuse) {
    tile.previous = box;
    tile.has_previous = true;
  }
}

const ReuseDirectives& SteppedAnalysis::directives_of(int level) const {
  static const ReuseDirectives none;
  return directives_->empty() ? none : (*directives_)[static_cast<std::size_t>(level)];
}

std::span<const std::int64_t> SteppedAnalysis::residual_row(const std::vector<std::int64_t>& rows,
                                                            int level) const {
  const auto dimensions = static_cast<std::size_t>(nest_->dimension_count());
  return std::span(rows).subspan(static_cast<std::size_t>(level) * dimensions, dimensions);
}

}  // namespace tilewright
