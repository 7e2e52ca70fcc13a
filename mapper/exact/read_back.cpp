#include "mapper/exact/read_back.hpp"

#include <algorithm>

namespace tilewright::exact {

namespace {

void add_iterations(std::vector<Loop>& loops, int dimension, std::int64_t bound) {
  const auto same = std::find_if(loops.begin(), loops.end(), [dimension](const Loop& loop) {
    return loop.dimension == dimension;
  });
  if (same == loops.end()) {
    loops.push_back({dimension, LoopKind::temporal, bound, bound});
  } else {
    same->bound *= bound;
    same->residual = same->bound;
  }
}

}  // namespace

Mapping read_back(const Problem& problem, const LabelStore& labels, std::uint32_t label) {
  std::vector<Move> moves;  // outermost first
  for (; label != no_label; label = labels.label(label).before) {
    moves.push_back(labels.label(label).move);
  }
  std::vector<LevelNest> nests(problem.levels.size());
  std::size_t level = 0;
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    switch (move->kind) {
      case Move::Kind::start:
        break;
      case Move::Kind::spread:
        for (const NestLoop& loop :
             problem.levels[level].spatial[move->number].arrangements[move->arrangement]) {
          nests[level].spatial.push_back({loop.dimension, loop.kind, loop.bound, loop.bound});
        }
        break;
      case Move::Kind::iterate:
        add_iterations(nests[level].temporal, move->dimension, move->number);
        break;
      case Move::Kind::keep:
        nests[level++].keep = move->number;
        break;
    }
  }
  return to_mapping(nests, problem.spec.constraints.directives);
}

}  // namespace tilewright::exact
