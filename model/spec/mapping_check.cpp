#include "model/spec/mapping_check.hpp"

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

/// A loop of the dimension in question and the level that it belongs to.
struct PlacedLoop {
  Loop loop;
  int level = 0;
};

/// The loops over a dimension that count, outermost first.
std::vector<PlacedLoop> loops_of(const std::vector<LevelNest>& nests, int dimension) {
  std::vector<PlacedLoop> loops;
  for (int level = static_cast<int>(nests.size()) - 1; level >= 0; --level) {
    for (const auto* nest : {&nests[level].temporal, &nests[level].spatial}) {
      for (auto loop = nest->rbegin(); loop != nest->rend(); ++loop) {
        if (loop->dimension == dimension && loop->bound > 1) loops.push_back({*loop, level});
      }
    }
  }
  return loops;
}

/// Iterations that the loops make along the dimension. Throws Error beyond 2^63.
std::int64_t covered_iterations(const std::vector<PlacedLoop>& loops) {
  std::int64_t last_index = 0;
  for (const auto& [loop, level] : loops) {
    last_index = checked_add(checked_multiply(last_index, loop.bound), loop.residual - 1);
  }
  return checked_add(last_index, 1);
}

std::string factor_text(const std::string& dimension, std::int64_t bound) {
  return "'" + dimension + "=" + std::to_string(bound) + "'";
}

/// A change of one factor that makes the product right, if there is one.
std::string advise(const std::vector<PlacedLoop>& loops, const std::string& dimension,
                   std::int64_t bound, std::int64_t covered, const Architecture& architecture) {
  std::string goal =
      "the factors of " + dimension + " must multiply up to " + std::to_string(bound);
  for (const auto& [loop, level] : loops) {
    if (loop.residual != loop.bound) return goal;
    const std::int64_t others = covered / loop.bound;
    if (bound % others != 0) continue;
    return goal + ", for example with " + factor_text(dimension, bound / others) + " instead of " +
           factor_text(dimension, loop.bound) + " in the " +
           (loop.kind == LoopKind::temporal ? "temporal" : "spatial") + " directive of '" +
           architecture.storage[level].name + "'";
  }
  if (bound % covered == 0) {
    return goal + ", for example with " + factor_text(dimension, bound / covered) +
           " in the temporal directive of '" + architecture.storage.back().name + "'";
  }
  return goal;
}

std::optional<CoverageFault> check_dimension(const std::vector<LevelNest>& nests, int dimension,
                                             const Workload& workload,
                                             const Architecture& architecture) {
  const std::string& name = workload.dimensions[dimension];
  const std::int64_t bound = workload.bounds[dimension];
  const std::vector<PlacedLoop> loops = loops_of(nests, dimension);
  std::int64_t covered = 0;
  try {
    covered = covered_iterations(loops);
  } catch (const Error&) {
    return CoverageFault{dimension,
                         "the factors of dimension " + name + " multiply up to over 2^63",
                         "they must multiply up to " + std::to_string(bound)};
  }
  if (covered != bound) {
    return CoverageFault{dimension,
                         "the factors of dimension " + name + " multiply up to " +
                             std::to_string(covered) + ", but its bound is " +
                             std::to_string(bound),
                         advise(loops, name, bound, covered, architecture)};
  }
  if (!loops.empty() && loops.front().loop.residual != loops.front().loop.bound) {
    const Loop& outermost = loops.front().loop;
    return CoverageFault{dimension,
                         "the outermost factor of dimension " + name + " is imperfect (" +
                             std::to_string(outermost.bound) + "," +
                             std::to_string(outermost.residual) + ")",
                         "write " + factor_text(name, outermost.residual)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<CoverageFault> find_coverage_fault(const std::vector<LevelNest>& nests,
                                                 const Workload& workload,
                                                 const Architecture& architecture) {
  for (int dimension = 0; dimension < workload.dimension_count(); ++dimension) {
    if (auto fault = check_dimension(nests, dimension, workload, architecture)) return fault;
  }
  return std::nullopt;
}

}  // namespace tilewright
