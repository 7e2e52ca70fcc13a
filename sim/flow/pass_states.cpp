// Which instances are in their last pass, and which are idle (PassStates of flow_nest.hpp).

#include <algorithm>
#include <limits>
#include <numeric>

#include "model/spec/checked.hpp"
#include "sim/flow/flow_nest.hpp"

namespace tilewright::sim {

PassStates::PassStates(std::span<const FlowLoop> loops, int first, int dimension_count) {
  for (std::size_t i = static_cast<std::size_t>(first); i < loops.size(); ++i) {
    if (loops[i].temporal < 0) instances_ = checked_multiply(instances_, loops[i].loop.bound);
  }
  idle_free_ = instances_;
  for (int d = 0; d < dimension_count; ++d) {
    const bool imperfect = std::any_of(loops.begin(), loops.end(), [&](const FlowLoop& loop) {
      return loop.loop.dimension == d && loop.loop.bound != loop.loop.residual;
    });
    if (imperfect) add_dimension(loops, first, d);
  }
  std::int64_t states = 1;
  for (const Dimension& dimension : dimensions_) {
    states = checked_multiply(states, static_cast<std::int64_t>(dimension.classes.size()));
  }
  if (states > std::numeric_limits<std::uint32_t>::max() ||
      (!dimensions_.empty() && dimensions_.back().dimension > 62)) {
    throw Error("the mapping's imperfect factors leave too many kinds of edges to play",
                "use imperfect factors in fewer dimensions");
  }
}

void PassStates::add_dimension(std::span<const FlowLoop> loops, int first, int dimension) {
  Dimension added;
  added.dimension = dimension;
  added.combination_of.assign(static_cast<std::size_t>(instances_), 0);
  std::int64_t outer_instances = 1;
  for (std::size_t i = loops.size(); i-- > 0;) {
    const FlowLoop& loop = loops[i];
    const bool own = loop.loop.dimension == dimension;
    if (i < static_cast<std::size_t>(first)) {
      added.imperfect_inside |= own && loop.loop.bound != loop.loop.residual;
      continue;
    }
    if (own) added.chain.push_back(loop);
    if (loop.temporal >= 0) continue;
    outer_instances *= loop.loop.bound;
    if (!own) continue;
    added.combinations *= loop.loop.bound;
    const std::int64_t inner_instances = instances_ / outer_instances;
    for (std::int64_t instance = 0; instance < instances_; ++instance) {
      std::int32_t& combination = added.combination_of[static_cast<std::size_t>(instance)];
      combination = static_cast<std::int32_t>(combination * loop.loop.bound +
                                              instance / inner_instances % loop.loop.bound);
    }
  }
  idle_free_ /= added.combinations;
  find_classes(added);
  dimensions_.push_back(std::move(added));
}

// How far the position is through the chain: twice the temporal loops at their last iteration,
// from the outermost on, plus 1 where the next one is beyond its residual.
std::size_t PassStates::progress(const Dimension& dimension, const Position& position) {
  std::size_t at_last = 0;
  for (const FlowLoop& loop : dimension.chain) {
    if (loop.temporal < 0) continue;
    const std::int64_t index = position[static_cast<std::size_t>(loop.temporal)];
    if (index + 1 != loop.loop.residual) return 2 * at_last + (index + 1 > loop.loop.residual);
    ++at_last;
  }
  return 2 * at_last;
}

void PassStates::find_classes(Dimension& dimension) {
  const auto temporal_loops =
      std::count_if(dimension.chain.begin(), dimension.chain.end(),
                    [](const FlowLoop& loop) { return loop.temporal >= 0; });
  for (std::size_t state = 0; state <= 2 * static_cast<std::size_t>(temporal_loops); ++state) {
    std::vector<Pass> passes;
    for (std::int64_t combination = 0; combination < dimension.combinations; ++combination) {
      Pass pass = Pass::last;
      std::int64_t inner_combinations = dimension.combinations;
      std::size_t temporal = 0;
      for (const FlowLoop& loop : dimension.chain) {
        bool beyond = false;
        bool at_last = false;
        if (loop.temporal >= 0) {
          at_last = temporal < state / 2;
          beyond = !at_last && state % 2 == 1;
          ++temporal;
        } else {
          inner_combinations /= loop.loop.bound;
          const std::int64_t index = combination / inner_combinations % loop.loop.bound;
          at_last = index + 1 == loop.loop.residual;
          beyond = index + 1 > loop.loop.residual;
        }
        if (at_last) continue;
        pass = beyond ? Pass::idle : Pass::full;
        break;
      }
      if (pass == Pass::last && !dimension.imperfect_inside) pass = Pass::full;
      passes.push_back(pass);
    }
    auto same = std::find(dimension.classes.begin(), dimension.classes.end(), passes);
    dimension.class_of.push_back(static_cast<int>(same - dimension.classes.begin()));
    if (same != dimension.classes.end()) continue;
    dimension.active.push_back(dimension.combinations -
                               std::count(passes.begin(), passes.end(), Pass::idle));
    dimension.classes.push_back(std::move(passes));
  }
}

std::uint32_t PassStates::find_state(const Position& position) const {
  std::uint32_t state = 0;
  for (const Dimension& dimension : dimensions_) {
    state = state * static_cast<std::uint32_t>(dimension.classes.size()) +
            static_cast<std::uint32_t>(dimension.class_of[progress(dimension, position)]);
  }
  return state;
}

const std::vector<Profile>& PassStates::profiles(std::uint32_t state) {
  const auto [at, inserted] = profiles_.try_emplace(state);
  std::vector<Profile>& profiles = at->second;
  if (!inserted) return profiles;
  profiles.assign(static_cast<std::size_t>(instances_), 0);
  for (auto dimension = dimensions_.rbegin(); dimension != dimensions_.rend(); ++dimension) {
    const auto& passes = dimension->classes[state % dimension->classes.size()];
    state /= static_cast<std::uint32_t>(dimension->classes.size());
    for (std::size_t instance = 0; instance < profiles.size(); ++instance) {
      const Pass pass = passes[static_cast<std::size_t>(dimension->combination_of[instance])];
      if (pass == Pass::idle) profiles[instance] = idle_profile;
      if (pass == Pass::last && profiles[instance] >= 0) {
        profiles[instance] |= Profile{1} << dimension->dimension;
      }
    }
  }
  return profiles;
}

std::int64_t PassStates::active(std::uint32_t state) const {
  std::int64_t active = idle_free_;
  for (auto dimension = dimensions_.rbegin(); dimension != dimensions_.rend(); ++dimension) {
    active *= dimension->active[state % dimension->classes.size()];
    state /= static_cast<std::uint32_t>(dimension->classes.size());
  }
  return active;
}

bool PassStates::ever_idle(int dimension) const {
  return std::any_of(dimensions_.begin(), dimensions_.end(), [&](const Dimension& own) {
    return own.dimension == dimension &&
           std::any_of(own.active.begin(), own.active.end(),
                       [&](std::int64_t active) { return active != own.combinations; });
  });
}

}  // namespace tilewright::sim
