#include "model/report/picture/description.hpp"

#include <fmt/format.h>

#include "model/report/picture/figures.hpp"

namespace tilewright::picture {

namespace {

void append_item(std::string& list, const std::string& item) {
  if (!list.empty()) list += ", ";
  list += item;
}

std::string tiles_text(const LevelView& level, const Workload& workload) {
  std::string text;
  for (std::size_t d = 0; d < level.tiles.size(); ++d) {
    if (!level.tiles[d].is_kept) continue;
    append_item(text, fmt::format("{} {}", workload.data_spaces[d].name,
                                  grouped_text(level.tiles[d].size_words)));
  }
  return text.empty() ? "nothing" : text + " words";
}

std::string loop_text(const LoopEffects& loop, const Workload& workload) {
  std::string effects;
  for (std::size_t d = 0; d < workload.data_spaces.size(); ++d) {
    const DataSpace& data_space = workload.data_spaces[d];
    const std::string effect = effect_text(loop.effects[d], data_space, loop.loop.bound);
    if (!effect.empty()) append_item(effects, data_space.name + " " + effect);
  }
  const char* kind = loop.loop.kind == LoopKind::temporal    ? "for"
                     : loop.loop.kind == LoopKind::spatial_x ? "along X"
                                                             : "along Y";
  const std::string text = fmt::format("{} {}", kind, range_text(loop.loop, workload));
  return effects.empty() ? text : fmt::format("{} ({})", text, effects);
}

}  // namespace

std::string range_text(const Loop& loop, const Workload& workload) {
  std::string text =
      fmt::format("{} in {}", workload.dimensions[static_cast<std::size_t>(loop.dimension)],
                  grouped_text(loop.bound));
  if (loop.residual != loop.bound) text += ", last " + grouped_text(loop.residual);
  return text;
}

std::string effect_text(LoopEffect effect, const DataSpace& data_space, std::int64_t bound) {
  switch (effect) {
    case LoopEffect::absent:
    case LoopEffect::next:
      return {};
    case LoopEffect::again:
      return "re-used";
    case LoopEffect::slides:
      return "slides";
    case LoopEffect::stays:
      return "stays";
    case LoopEffect::split:
      return "split";
    case LoopEffect::shared:
      return (data_space.read_write ? "sum of " : "to all ") + grouped_text(bound);
    case LoopEffect::copied:
      return grouped_text(bound) + " copies";
  }
  return {};
}

std::string description_of(const MappingView& view, const Workload& workload) {
  std::string text = "Levels from the outermost, with their tiles and loops.";
  for (const LevelView& level : view.levels) {
    text += fmt::format(" {}: {}", level.name, tiles_text(level, workload));
    for (const LoopEffects& loop : level.loops) text += "; " + loop_text(loop, workload);
    text += ".";
  }
  return text;
}

}  // namespace tilewright::picture
