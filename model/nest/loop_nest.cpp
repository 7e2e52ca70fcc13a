#include "model/nest/loop_nest.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

[[noreturn]] void throw_uneven() {
  throw Error("the mapping is not even",
              "list every storage level once, outermost first, each followed by its temporal "
              "loops, then its spatial loops (Y outside X)");
}

}  // namespace

LoopNest::LoopNest(int dimension_count, int level_count)
    : dimension_count_(dimension_count),
      blocks_(level_count),
      running_(dimension_count),
      extents_(static_cast<std::size_t>(level_count) * dimension_count),
      spatial_extents_(extents_.size()) {}

void LoopNest::assign(const Mapping& mapping) {
  loops_.clear();
  temporal_loops_.clear();
  imperfect_ = false;
  std::fill(running_.begin(), running_.end(), 1);

  int level = 0;
  NestBlock block;
  LoopKind outermost = LoopKind::spatial_x;  // kinds may only go X, Y, temporal outwards
  const auto rank = [](LoopKind kind) {
    return kind == LoopKind::spatial_x ? 0 : kind == LoopKind::spatial_y ? 1 : 2;
  };
  for (auto node = mapping.nodes.rbegin(); node != mapping.nodes.rend(); ++node) {
    if (const Loop* loop = std::get_if<Loop>(&*node)) {
      if (loop->bound == 1) continue;
      if (level == level_count() || rank(loop->kind) < rank(outermost)) throw_uneven();
      if (loop->kind == LoopKind::temporal && outermost != LoopKind::temporal) {
        block.temporal = static_cast<int>(loops_.size());
        std::copy(running_.begin(), running_.end(),
                  spatial_extents_.begin() + static_cast<std::ptrdiff_t>(level) * dimension_count_);
      }
      outermost = loop->kind;
      add(*loop);
      if (loop->kind == LoopKind::spatial_x)
        block.used_x = checked_multiply(block.used_x, loop->bound);
      if (loop->kind == LoopKind::spatial_y)
        block.used_y = checked_multiply(block.used_y, loop->bound);
      continue;
    }
    const Storage& storage = std::get<Storage>(*node);
    if (level == level_count() || storage.level != level) throw_uneven();
    const auto row = static_cast<std::ptrdiff_t>(level) * dimension_count_;
    if (outermost != LoopKind::temporal) {
      block.temporal = static_cast<int>(loops_.size());
      std::copy(running_.begin(), running_.end(), spatial_extents_.begin() + row);
    }
    std::copy(running_.begin(), running_.end(), extents_.begin() + row);
    block.end = static_cast<int>(loops_.size());
    block.keep = storage.data_spaces;
    blocks_[level++] = block;
    block = NestBlock{};
    block.begin = static_cast<int>(loops_.size());
    block.first_temporal = static_cast<int>(temporal_loops_.size());
    outermost = LoopKind::spatial_x;
  }
  if (level != level_count() || block.begin != static_cast<int>(loops_.size())) throw_uneven();

  iterations_from_.resize(temporal_loops_.size() + 1);
  iterations_from_.back() = 1;
  for (std::size_t i = temporal_loops_.size(); i-- > 0;) {
    iterations_from_[i] = checked_multiply(iterations_from_[i + 1], temporal_loops_[i].bound);
  }
}

void LoopNest::add(const Loop& loop) {
  std::int64_t& extent = running_[loop.dimension];
  const NestLoop added{loop.dimension, loop.kind, loop.bound, loop.residual, extent};
  loops_.push_back(added);
  if (loop.kind == LoopKind::temporal) temporal_loops_.push_back(added);
  extent = checked_multiply(extent, loop.bound);
  imperfect_ = imperfect_ || loop.bound != loop.residual;
}

}  // namespace tilewright
