#include "model/report/tensella.hpp"

#include <algorithm>

#include "model/report/level_nests.hpp"

namespace tilewright {

namespace {

constexpr const char* bypass_error = "#error Tenssella does not support bypass.\n";

/// "t2\nC 4 K 1 \nC\n": a heading, the bound of each dimension, the order.
void append_loops(std::string& text, const Workload& workload, char kind, int level,
                  const std::vector<Loop>& loops) {
  text += kind + std::to_string(level) + "\n";
  for (int d = 0; d < workload.dimension_count(); ++d) {
    std::int64_t bound = 1;
    // Of several loops over a dimension, the file has room for one: the innermost.
    const auto loop = std::find_if(loops.begin(), loops.end(),
                                   [&](const Loop& candidate) { return candidate.dimension == d; });
    if (loop != loops.end()) bound = loop->bound;
    text += workload.dimensions[d] + " " + std::to_string(bound) + " ";
  }
  text += "\n";
  for (const Loop& loop : loops) text += workload.dimensions[loop.dimension];
  text += "\n";
}

/// What a level bypasses stands before the loops of the next outer level; what the outermost level
/// bypasses is not told.
void append_bypass_errors(std::string& text, const Workload& workload,
                          const std::vector<LevelNest>& nests, int level) {
  if (level < 0) return;
  for (int d = 0; d < workload.data_space_count(); ++d) {
    if (!contains(nests[level].keep, d)) text += bypass_error;
  }
}

}  // namespace

std::string tensella_text(const Workload& workload, const Mapping& mapping, int level_count) {
  const std::vector<LevelNest> nests = reported_nests(mapping, workload, level_count);
  std::string text;
  for (int level = level_count - 1; level >= 0; --level) {
    append_bypass_errors(text, workload, nests, level - 1);
    const LevelNest& nest = nests[level];
    append_loops(text, workload, 't', level, nest.temporal);
    if (!nest.spatial.empty()) {
      append_loops(text, workload, 's', level, nest.spatial);
      const auto y_loops =
          std::count_if(nest.spatial.begin(), nest.spatial.end(),
                        [](const Loop& loop) { return loop.kind == LoopKind::spatial_y; });
      text += std::to_string(workload.dimension_count() - y_loops) + "\n";
    }
  }
  return text;
}

}  // namespace tilewright
