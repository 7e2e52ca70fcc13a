#include "sim/report/traffic_differences.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/nest/nest_analysis.hpp"
#include "model/nest/stepped_analysis.hpp"
#include "sim/flow/child_network.hpp"
#include "sim/report/edge_replay.hpp"
#include "sim/report/model_traffic.hpp"

namespace tilewright::sim {

namespace {

std::size_t index(int number) { return static_cast<std::size_t>(number); }

// The model's count of words between neighbouring levels, as if every level kept everything.
NestCounts count_neighbours(const Workload& workload, std::span<const Fanout> fanouts,
                            const LoopNest& nest, const Mapping& mapping, TimeloopYear year) {
  std::vector<Projection> projections;
  for (const DataSpace& space : workload.data_spaces) projections.emplace_back(workload, space);
  std::vector<FanoutInfo> infos;
  for (const Fanout& fanout : fanouts) infos.push_back({fanout.x, fanout.y});
  NestCounts counts;
  counts.tiles.assign(projections.size(), std::vector<Tile>(fanouts.size()));
  if (nest.imperfect()) {
    SteppedAnalysis(projections, infos, year).run(nest, mapping.directives, counts);
  } else {
    NestAnalysis analysis(projections, infos, year);
    analysis.find_tiles(nest, counts);
    analysis.count_traffic(nest, mapping.directives, counts);
  }
  return counts;
}

constexpr std::array approximations = {Approximation::none, Approximation::boxes,
                                       Approximation::stride_rule, Approximation::extrapolation};

// One data space of the mapping, step by step from the exact play to the model.
class Ladder {
 public:
  Ladder(FlowNest& nest, const LoopNest& loops, const ReplayInput& input,
         const std::vector<Edge>& edges, const std::vector<Tile>& tiles)
      : nest_(nest), loops_(loops), input_(input), edges_(edges), tiles_(tiles) {
    is_result_ = input.workload.data_spaces[index(edges.front().space)].read_write;
    for (const Approximation approximation : approximations) {
      std::vector<EdgeTotals> totals(edges.size());
      std::transform(edges.begin(), edges.end(), totals.begin(), [&](const Edge& edge) {
        return replay_edge(nest, input, edge, approximation);
      });
      rungs_.push_back(played_traffic(totals, approximation == Approximation::extrapolation));
      if (approximation == Approximation::extrapolation) find_first_visits(totals);
    }
    const int space = edges.front().space;
    rungs_.push_back(
        bypassed_traffic(loops, input.mapping, space, is_result_, tiles, first_visits_));
    rungs_.push_back(rounded_traffic(loops, input.mapping, space, is_result_, tiles));
  }

  TrafficField field(std::size_t edge, Quantity quantity, std::int64_t model) const {
    const int level = edges_[edge].parent;
    const auto value = [&](std::size_t rung) {
      const LevelTraffic& traffic = rungs_[rung][index(level)];
      return quantity == Quantity::reads   ? traffic.reads
             : quantity == Quantity::fills ? traffic.fills
                                           : traffic.updates;
    };
    TrafficField field{level, edges_[edge].space, quantity, model, value(0), {}};
    const auto add = [&](Cause cause, double words) {
      if (std::abs(words) <= 1e-9 * (1 + std::abs(static_cast<double>(model)))) return;
      auto same = std::find_if(field.causes.begin(), field.causes.end(),
                               [&](const Attribution& known) { return known.cause == cause; });
      if (same == field.causes.end()) same = field.causes.insert(same, {cause, 0});
      same->words += words;
    };
    for (std::size_t rung = 1; rung < rungs_.size(); ++rung) {
      auto cause = static_cast<Cause>(rung - 1);
      // Where no level is bypassed, nothing is handed on.
      if (cause == Cause::bypass && !bypasses(edge, quantity)) cause = Cause::unexplained;
      add(cause, value(rung) - value(rung - 1));
    }
    add(Cause::unexplained, static_cast<double>(model) - value(rungs_.size() - 1));
    return field;
  }

  bool is_result() const { return is_result_; }

 private:
  bool skips(std::size_t edge) const {
    return edge < edges_.size() && edges_[edge].parent > edges_[edge].child + 1;
  }
  bool bypasses(std::size_t edge, Quantity quantity) const {
    return (quantity != Quantity::fills && skips(edge)) ||
           (quantity != Quantity::updates && skips(edge + 1));
  }

  // Instances to divide an edge's words by: what a parent has, and what a child has.
  double parents(const Edge& edge, bool one_parent) const {
    return one_parent ? 1 : tiles_[index(edge.parent)].instances;
  }
  double children(const Edge& edge, bool one_parent) const {
    if (!one_parent) return tiles_[index(edge.child)].instances;
    double children = 1;
    for (int level = edge.child + 1; level <= edge.parent; ++level) {
      children *= static_cast<double>(loops_.block(level).children());
    }
    return children;
  }

  std::vector<LevelTraffic> played_traffic(const std::vector<EdgeTotals>& totals,
                                           bool one_parent) const {
    std::vector<LevelTraffic> traffic(tiles_.size());
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const Edge& edge = edges_[i];
      const EdgeTotals& words = totals[i];
      LevelTraffic& parent = traffic[index(edge.parent)];
      parent.reads +=
          (words.parent - first(edge.parent, words.fresh_parent)) / parents(edge, one_parent);
      parent.updates = words.returned / parents(edge, one_parent);
      if (edge.child < 0) continue;
      LevelTraffic& child = traffic[index(edge.child)];
      const double own = children(edge, one_parent);
      child.reads += (words.link - first(edge.child, words.fresh_link)) / own;
      child.fills = (words.child - first(edge.child, words.fresh_child)) / own;
    }
    return traffic;
  }

  // First visits of results that do not count at a level.
  double first(int level, double words) const {
    const bool counts =
        !input_.mapping.directives.empty() &&
        contains(input_.mapping.directives[index(level)].rmw_first_update, edges_.front().space);
    return counts ? 0 : words;
  }

  void find_first_visits(const std::vector<EdgeTotals>& totals) {
    first_visits_.resize(tiles_.size());
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const Edge& edge = edges_[i];
      first_visits_[index(edge.parent)].by_children += totals[i].fresh_parent;
      if (edge.child < 0) continue;
      const double own = children(edge, true);
      first_visits_[index(edge.child)].by_children += totals[i].fresh_link / own;
      first_visits_[index(edge.child)].own = totals[i].fresh_child / own;
    }
  }

  FlowNest& nest_;
  const LoopNest& loops_;
  const ReplayInput& input_;
  const std::vector<Edge>& edges_;
  const std::vector<Tile>& tiles_;
  bool is_result_ = false;
  std::vector<FirstVisits> first_visits_;         // by level
  std::vector<std::vector<LevelTraffic>> rungs_;  // by rung and level
};

}  // namespace

std::vector<TrafficField> compare_traffic(const Workload& workload,
                                          const Architecture& architecture, const Mapping& mapping,
                                          const Evaluation& evaluation, TimeloopYear year) {
  check_playable(architecture, mapping, workload.place);
  const std::vector<Fanout> fanouts = fanouts_of(architecture);
  const ReplayInput input{workload, mapping, fanouts, year};
  FlowNest nest(workload, mapping, architecture.level_count());
  LoopNest loops(workload.dimension_count(), architecture.level_count());
  loops.assign(mapping);
  const NestCounts counts = count_neighbours(workload, fanouts, loops, mapping, year);
  const std::vector<Edge> all_edges = find_edges(workload, nest);
  std::vector<TrafficField> fields;
  for (int space = 0; space < workload.data_space_count(); ++space) {
    std::vector<Edge> edges;
    for (const Edge& edge : all_edges) {
      if (edge.space == space) edges.push_back(edge);
    }
    const Ladder ladder(nest, loops, input, edges, counts.tiles[index(space)]);
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      const DataMovement& model =
          evaluation.storage[index(edges[edge].parent)].data_spaces[index(space)];
      fields.push_back(ladder.field(edge, Quantity::reads, model.reads));
      fields.push_back(ladder.field(edge, Quantity::fills, model.fills));
      if (ladder.is_result())
        fields.push_back(ladder.field(edge, Quantity::updates, model.updates));
    }
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const TrafficField& a, const TrafficField& b) { return a.level < b.level; });
  return fields;
}

std::string_view name_of(Quantity quantity) {
  constexpr std::array<std::string_view, 3> names = {"reads", "fills", "updates"};
  return names[static_cast<std::size_t>(quantity)];
}

std::string_view name_of(Cause cause) {
  constexpr std::array<std::string_view, 6> names = {
      "bounding boxes",          "constant-stride rule",
      "extrapolated iterations", "averages over bypassed levels",
      "shares and rounding",     "unexplained"};
  return names[static_cast<std::size_t>(cause)];
}

}  // namespace tilewright::sim
