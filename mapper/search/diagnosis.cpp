#include "mapper/search/diagnosis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/cost/evaluator.hpp"
#include "model/nest/projection.hpp"

namespace tilewright {

namespace {

/// Searches a mapspace for proofs that it is empty.
class ObstacleFinder {
 public:
  explicit ObstacleFinder(const Mapspace& space) : space_(space) {}

  std::optional<Error> find() const {
    auto obstacle = find_unstored();
    for (int level = 0; level < space_.level_count() && !obstacle; ++level) {
      obstacle = tiling(level).spatial ? find_wide_loops(level) : find_large_tiles(level);
    }
    return obstacle ? obstacle : find_low_utilization();
  }

 private:
  const TilingLevel& tiling(int level) const {
    return space_.levels()[static_cast<std::size_t>(level)];
  }
  const StorageLevel& storage(int level) const {
    return space_.architecture().storage[static_cast<std::size_t>(tiling(level).storage)];
  }
  const std::string& name(int dimension) const {
    return space_.workload().dimensions[static_cast<std::size_t>(dimension)];
  }

  std::optional<Error> find_unstored() const {
    DataSpaceMask kept = 0;
    for (const DataSpaceMask mask : space_.always_kept()) kept |= mask;
    for (const BypassBit& bit : space_.free_bits()) kept |= DataSpaceMask{1} << bit.data_space;
    for (int data_space = 0; data_space < space_.workload().data_space_count(); ++data_space) {
      if (contains(kept, data_space)) continue;
      Place place;
      std::string entries;
      for (const BypassConstraint& entry : space_.constraints().bypass) {
        if (!contains(entry.bypass, data_space)) continue;
        place = entry.place;
        entries += (entries.empty() ? "" : ", ") + entry.place.text();
      }
      return Error(
          place,
          fmt::format("the constraints let no level keep data space {} (bypassed at {})",
                      space_.workload().data_spaces[static_cast<std::size_t>(data_space)].name,
                      entries),
          "keep it at one level at least");
    }
    return std::nullopt;
  }

  // The loops that a spatial level must have need more instances than there are.
  std::optional<Error> find_wide_loops(int level) const {
    const TilingLevel& here = tiling(level);
    double least = 1;
    std::string factors;
    for (int dimension = 0; dimension < space_.dimension_count(); ++dimension) {
      const std::int64_t factor = space_.factors(dimension).least_factor(level);
      least *= static_cast<double>(factor);
      if (factor > 1) factors += fmt::format(" {}={}", name(dimension), factor);
      if (factor <= std::max(here.fanout_x, here.fanout_y)) continue;
      return Error(
          storage(level).place,
          fmt::format("no mapping fits: {} has {} x {} instances (X x Y) below it, but its "
                      "spatial loop over {} takes at least {} along one axis{}",
                      storage(level).name, here.fanout_x, here.fanout_y, name(dimension), factor,
                      constraints_on(dimension)),
          "relax the constraints, or give the level that fan-out");
    }
    if (least <= static_cast<double>(here.fanout_x * here.fanout_y)) return std::nullopt;
    return Error(
        storage(level).place,
        fmt::format("no mapping fits: {} has {} instances below it, but the smallest "
                    "spatial loops that the constraints allow ({}) take {:.0f}",
                    storage(level).name, here.fanout_x * here.fanout_y, factors.substr(1), least),
        "relax the spatial constraints, or give the level that fan-out");
  }

  // The smallest tiles that a level must keep do not fit.
  std::optional<Error> find_large_tiles(int level) const {
    const auto size = storage(level).effective_size_words();
    // Through an M:N network, instances share a tile.
    if (!size || storage(level).network.type == NetworkType::many_to_many) return std::nullopt;
    std::vector<std::int64_t> extents(space_.workload().bounds.size());
    for (std::size_t dimension = 0; dimension < extents.size(); ++dimension) {
      extents[dimension] = space_.factors(static_cast<int>(dimension)).least_extent(level);
    }
    std::int64_t words = 0;
    std::string tiles;
    const Workload& workload = space_.workload();
    const DataSpaceMask kept =
        space_.always_kept()[static_cast<std::size_t>(tiling(level).storage)];
    for (int index = 0; index < workload.data_space_count(); ++index) {
      if (!contains(kept, index)) continue;
      const DataSpace& data_space = workload.data_spaces[static_cast<std::size_t>(index)];
      const std::int64_t tile = Projection(workload, data_space).words(extents);
      words += tile;
      tiles += fmt::format("{}{} {}", tiles.empty() ? "" : ", ", data_space.name, tile);
    }
    if (words <= *size) return std::nullopt;
    std::string causes;
    for (int dimension = 0; dimension < space_.dimension_count(); ++dimension) {
      if (extents[static_cast<std::size_t>(dimension)] > 1) causes += constraints_on(dimension);
    }
    return Error(
        storage(level).place,
        fmt::format("no mapping fits: {} holds {} words; the smallest tile that the constraints "
                    "allow needs {} ({}){}",
                    storage(level).name, *size, words, tiles, causes),
        fmt::format("give {} {} words, relax the constraints, or let it bypass a data space",
                    storage(level).name, words));
  }

  std::optional<Error> find_low_utilization() const {
    double most = 1;
    for (int level = 0; level < space_.level_count(); ++level) {
      if (!tiling(level).spatial) continue;
      double product = 1;
      for (int dimension = 0; dimension < space_.dimension_count(); ++dimension) {
        product *= static_cast<double>(space_.factors(dimension).largest_factor(level));
      }
      most *= std::min(
          1.0, product / static_cast<double>(tiling(level).fanout_x * tiling(level).fanout_y));
    }
    const double least = space_.constraints().min_utilization;
    if (most >= least) return std::nullopt;
    return Error(space_.constraints().min_utilization_place,
                 fmt::format("no mapping fits: a utilization of at least {:g} is asked for, but "
                             "the spatial loops that the constraints allow reach {:g} at most",
                             least, most),
                 "lower 'min', or relax the spatial constraints");
  }

  // "; C=64 at PE (temporal) (in.yaml:5:3)" for the exact factors of a dimension.
  std::string constraints_on(int dimension) const {
    std::string text;
    for (int level = 0; level < space_.level_count(); ++level) {
      const LoopConstraint& constraint = space_.constraint(level);
      for (const auto& [limits, relation] :
           {std::pair{&constraint.exact, "="}, std::pair{&constraint.at_least, ">="}}) {
        const auto found = limits->find(dimension);
        if (found == limits->end()) continue;
        text +=
            fmt::format("; {}{}{} at {} ({})", name(dimension), relation, found->second.value,
                        name_of(tiling(level), space_.architecture()), found->second.place.text());
      }
    }
    return text;
  }

  const Mapspace& space_;
};

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string level_name(const Mapspace& space, const Rejection& rejection) {
  const Architecture& architecture = space.architecture();
  if (rejection.kind == Rejection::Kind::parallelism) return "utilization";
  if (rejection.kind == Rejection::Kind::temporal_loops) return "temporal loops";
  return rejection.level < 0 ? architecture.compute.name
                             : architecture.storage[static_cast<std::size_t>(rejection.level)].name;
}

// How far the closest mapping was from passing, relative to the limit.
double excess(const Rejection& closest) {
  if (closest.limit == 0) return std::numeric_limits<double>::infinity();
  return std::abs(closest.value - closest.limit) / closest.limit;
}

std::string change_that_helps(const Mapspace& space, const Rejection& closest) {
  const std::string name = level_name(space, closest);
  switch (closest.kind) {
    case Rejection::Kind::capacity:
      return fmt::format(
          "give {} {:.0f} words instead of {:.0f}, or let it bypass more data spaces", name,
          closest.value, closest.limit);
    case Rejection::Kind::min_utilization:
      return fmt::format("lower the min_utilization of {} so that {:.0f} words are enough", name,
                         closest.value);
    case Rejection::Kind::fanout_x:
    case Rejection::Kind::fanout_y:
      return fmt::format(
          "allow smaller spatial factors at {} (at most {:.0f} along {}), or fix its 'split'", name,
          closest.limit, closest.kind == Rejection::Kind::fanout_x ? "X" : "Y");
    case Rejection::Kind::parallelism:
      return fmt::format("lower the least utilization to {:g}", closest.value);
    case Rejection::Kind::temporal_loops:
      return fmt::format("raise max_temporal_loops_in_a_mapping to {:.0f}", closest.value);
    case Rejection::Kind::data_space_nowhere:
      return "constrain each data space to be kept at one level at least";
    default:
      return "relax the constraints";
  }
}

// What would have let the closest of the mappings turned away pass; nothing when there is none.
std::optional<std::string> closest_change(const Mapspace& space, const SearchResult& result) {
  const auto reasons = result.rejections.by_frequency();
  if (reasons.empty()) return std::nullopt;
  const auto nearest = std::min_element(reasons.begin(), reasons.end(),
                                        [](const RejectionCount& a, const RejectionCount& b) {
                                          return excess(a.closest) < excess(b.closest);
                                        });
  return "the smallest change that would have helped: " +
         change_that_helps(space, nearest->closest);
}

std::string table_of(const Mapspace& space, const SearchResult& result) {
  std::string table = rejection_table(space, result);
  table.pop_back();  // the last line's end
  return table;
}

}  // namespace

std::optional<Error> find_obstacle(const Mapspace& space) { return ObstacleFinder(space).find(); }

std::string rejection_table(const Mapspace& space, const SearchResult& result) {
  std::string table;
  for (const RejectionCount& entry : result.rejections.by_frequency()) {
    table += fmt::format("  {}: {} of {} mappings ({:.1f} %); the closest: {}\n",
                         level_name(space, entry.closest), entry.count, result.tried,
                         percent(entry.count, result.tried), describe(entry.closest));
  }
  return table;
}

Error explain_failure(const Mapspace& space, const SearchResult& result) {
  const std::string problem = fmt::format("no valid mapping among the {} tried", result.tried);
  const auto change = closest_change(space, result);
  if (!change) return Error(problem, "let the search run longer");
  return Error(problem + ". Turned away by\n" + table_of(space, result),
               *change + "; a longer search ('timeout') may find one, too");
}

Error explain_infeasible(const Mapspace& space, const SearchResult& result) {
  const std::string problem = "it is proven that no mapping is valid";
  const auto change = closest_change(space, result);
  if (!change) return Error(problem, "relax the constraints");
  return Error(fmt::format("{}. {} random ones were turned away by\n{}", problem, result.tried,
                           table_of(space, result)),
               *change);
}

}  // namespace tilewright
