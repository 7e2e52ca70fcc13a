#include "model/report/picture/lanes.hpp"

#include <fmt/format.h>

#include <iterator>

#include "model/report/picture/description.hpp"
#include "model/report/picture/figures.hpp"
#include "model/report/picture/marks.hpp"
#include "model/report/picture/style.hpp"

namespace tilewright::picture {

namespace {

constexpr int text_offset = mast_width + 8;
constexpr int text_room = lane_width - text_offset - 8;
constexpr int tile_top = (tile_row_height - tile_height) / 2;

/// "C:256 P+R:3".
std::string extents_text(const TileView& tile) {
  std::string text;
  for (const auto& [axis, words] : tile.extents) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", axis, words);
  }
  return text;
}

}  // namespace

void Lane::add_name(int y) {
  svg_.text(x_, y, data_space_.name, coloured_name, usual_size, lane_width - 8);
}

void Lane::end_line(int y) {
  if (!line_top_ || mast_top_ || *line_top_ >= y) return;
  fmt::format_to(std::back_inserter(line_), "M{} {}V{}", x_ + mast_width / 2, *line_top_, y);
}

void Lane::end_mast(int y) {
  if (!mast_top_) return;
  masts_.rectangle({static_cast<double>(x_), static_cast<double>(*mast_top_),
                    static_cast<double>(mast_width), static_cast<double>(y - *mast_top_)},
                   fill);
  mast_top_.reset();
  begin_line(y);
}

void Lane::add_label(const std::string& words, int y, bool is_strong) {
  if (words.empty()) return;
  svg_.text(x_ + text_offset, y + loop_baseline, words, is_strong ? small : small_mute, small_size,
            text_room);
}

void Lane::add_tile(const TileView& tile, const std::string& level, int y) {
  if (!tile.is_kept) {
    add_label(line_top_ ? "passes by" : "not here", y + tile_row_height / 2 - 10);
    return;
  }
  const int top = y + tile_top;
  end_line(top);
  end_mast(top);
  const std::string words = grouped_text(tile.size_words);
  const std::string uses = tile.uses_per_word > 0
                               ? fmt::format("used {}×", factor_text(tile.uses_per_word))
                               : std::string();
  svg_.open_group({}, fmt::format("{} in {}: {} words, {}{}", data_space_.name, level, words,
                                  extents_text(tile), uses.empty() ? "" : "; " + uses));
  const double width = lane_width - 8;
  svg_.rectangle({static_cast<double>(x_), static_cast<double>(top), width, tile_height}, tint, 3);
  svg_.rectangle({static_cast<double>(x_), static_cast<double>(top), mast_width, tile_height},
                 fill);
  const int text_x = x_ + text_offset;
  svg_.text(text_x, top + 15, words, strong, usual_size, 70);
  svg_.text(x_ + width - 5, top + 15, uses, small, small_size, 62, Anchor::end);
  svg_.text(text_x, top + 30, extents_text(tile), small_mute, small_size, text_room - 4);
  svg_.close_group();
  begin_line(top + tile_height);
  last_temporal_ = LoopEffect::absent;
}

void Lane::add_loop(const LoopEffects& loop, int y) {
  const LoopEffect effect = loop.effects[static_cast<std::size_t>(index_)];
  if (effect == LoopEffect::absent) return;
  const bool is_temporal = loop.loop.kind == LoopKind::temporal;
  if (is_temporal) add_temporal(effect, y);
  draw_mark(svg_, effect, x_, y);
  // Loops with the same effect need to be told once only.
  if (is_temporal && effect == last_temporal_) return;
  if (is_temporal) last_temporal_ = effect;
  add_label(effect_text(effect, data_space_, loop.loop.bound), y, effect != LoopEffect::split);
}

void Lane::add_temporal(LoopEffect effect, int y) {
  if (effect != LoopEffect::stays) {
    end_mast(y);
  } else if (!mast_top_) {
    end_line(y);
    mast_top_ = y;
  }
  if (effect == LoopEffect::again) {
    end_line(y + hollow_inset);
    begin_line(y + loop_height - hollow_inset);
  }
}

void Lane::finish(SvgWriter& svg, int y) {
  end_mast(y);
  end_line(y);
  svg.open_group(data_space_class(index_));
  svg.path(line_, line);
  svg.append(masts_);
  svg.append(svg_);
  svg.close_group();
}

}  // namespace tilewright::picture
