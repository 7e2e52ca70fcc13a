#include "model/report/loop_effects.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"
#include "model/nest/reuse.hpp"

namespace tilewright {

namespace {

using Effects = std::vector<LoopEffect>;

/// The effects of all loops of a nest, by their position in it, on one data space.
class EffectFinder {
 public:
  EffectFinder(const LoopNest& nest, const std::vector<ReuseDirectives>& directives,
               TimeloopYear year)
      : nest_(nest), directives_(directives), schedule_(year) {}

  Effects find(const Projection& projection, int data_space) {
    effects_.assign(nest_.loops().size(), LoopEffect::absent);
    std::optional<int> inner;  // the level whose tile is looked at; nothing: an operation's word
    for (int level = 0; level < nest_.level_count(); ++level) {
      const NestBlock& block = nest_.block(level);
      if (contains(block.keep, data_space)) {
        mark_blocks(projection, data_space, inner, level);
        inner = level;
      }
    }
    return effects_;
  }

 private:
  /// The loops between the tile of level `inner` and the next level that keeps the data space.
  void mark_blocks(const Projection& projection, int data_space, std::optional<int> inner,
                   int outer) {
    const int first_level = inner ? *inner + 1 : 0;
    for (int level = first_level; level <= outer; ++level) {
      mark_spatial(projection, data_space, level);
    }
    const Effects temporal = inner ? effects_of_steps(projection, data_space, *inner)
                                   : effects_on_operations(projection);
    const int first = nest_.block(first_level).first_temporal;
    for (int level = first_level; level <= outer; ++level) {
      const NestBlock& block = nest_.block(level);
      for (int i = block.temporal; i < block.end; ++i) {
        const int step = block.first_temporal - first + i - block.temporal;
        effects_[static_cast<std::size_t>(i)] = temporal[static_cast<std::size_t>(step)];
      }
    }
  }

  void mark_spatial(const Projection& projection, int data_space, int level) {
    const NestBlock& block = nest_.block(level);
    const bool is_copied =
        !directives_.empty() &&
        contains(directives_[static_cast<std::size_t>(level)].no_multicast, data_space);
    const LoopEffect same = is_copied ? LoopEffect::copied : LoopEffect::shared;
    for (int i = block.begin; i < block.temporal; ++i) {
      const int dimension = nest_.loops()[static_cast<std::size_t>(i)].dimension;
      effects_[static_cast<std::size_t>(i)] =
          projection.depends_on(dimension) ? LoopEffect::split : same;
    }
  }

  Effects effects_on_operations(const Projection& projection) const {
    Effects effects;
    for (const NestLoop& loop : nest_.temporal_loops()) {
      effects.push_back(full_fetch(projection, loop));
    }
    return effects;
  }

  static LoopEffect full_fetch(const Projection& projection, const NestLoop& loop) {
    return projection.depends_on(loop.dimension) ? LoopEffect::next : LoopEffect::again;
  }

  /// Of all temporal loops outside level `inner`, innermost first.
  Effects effects_of_steps(const Projection& projection, int data_space, int inner) {
    const bool always_all =
        !directives_.empty() &&
        contains(directives_[static_cast<std::size_t>(inner)].no_temporal_reuse, data_space);
    const auto loops = nest_.temporal_loops().subspan(
        static_cast<std::size_t>(nest_.block(inner + 1).first_temporal));
    const RankVector extents = projection.rank_extents(nest_.extents(inner));
    const std::int64_t tile_words = box_words(extents, projection.rank_count());
    schedule_.build(projection, extents, loops, always_all);
    Effects effects(loops.size(), LoopEffect::stays);
    for (const Advance& advance : schedule_.find_advances()) {
      const auto index = static_cast<std::size_t>(advance.loop);
      const bool is_part = advance.words < tile_words || effects[index] == LoopEffect::slides;
      effects[index] = is_part ? LoopEffect::slides : full_fetch(projection, loops[index]);
    }
    return effects;
  }

  const LoopNest& nest_;
  const std::vector<ReuseDirectives>& directives_;
  ReuseSchedule schedule_;
  Effects effects_;
};

}  // namespace

std::vector<std::vector<LoopEffects>> loop_effects(const Mapping& mapping, const Workload& workload,
                                                   int level_count, TimeloopYear year) {
  LoopNest nest(workload.dimension_count(), level_count);
  nest.assign(mapping);
  std::vector<std::vector<LoopEffects>> levels(static_cast<std::size_t>(level_count));
  for (int level = 0; level < level_count; ++level) {
    const NestBlock& block = nest.block(level);
    for (int i = block.end; i-- > block.begin;) {
      const NestLoop& loop = nest.loops()[static_cast<std::size_t>(i)];
      levels[static_cast<std::size_t>(level)].push_back(
          {{loop.dimension, loop.kind, loop.bound, loop.residual}, {}});
    }
  }
  EffectFinder finder(nest, mapping.directives, year);
  for (int data_space = 0; data_space < workload.data_space_count(); ++data_space) {
    const auto space = static_cast<std::size_t>(data_space);
    const Projection projection(workload, workload.data_spaces[space]);
    const Effects effects = finder.find(projection, data_space);
    for (int level = 0; level < level_count; ++level) {
      const auto end = static_cast<std::size_t>(nest.block(level).end);
      auto& loops = levels[static_cast<std::size_t>(level)];
      for (std::size_t i = 0; i < loops.size(); ++i) {
        loops[i].effects[space] = effects[end - 1 - i];
      }
    }
  }
  return levels;
}

}  // namespace tilewright
