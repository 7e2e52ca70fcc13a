#include "model/report/picture/legend.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "model/report/picture/layout.hpp"
#include "model/report/picture/marks.hpp"
#include "model/report/picture/style.hpp"

namespace tilewright::picture {

namespace {

struct Entry {
  LoopEffect effect;
  std::string_view words;
};

// The last one has no mark.
constexpr std::array<Entry, 6> entries = {
    {{LoopEffect::stays, "stays: the tile below is kept, nothing moves"},
     {LoopEffect::again, "re-used: the tile above is read (added to) again"},
     {LoopEffect::shared, "one read serves all, or one sum goes out"},
     {LoopEffect::slides, "slides: a part of the tile below is kept"},
     {LoopEffect::next, "moves: the next words"},
     {LoopEffect::absent, "used N×: accesses inside per word from outside"}}};

constexpr int columns = 3;
constexpr int legend_gap = 10;
constexpr int row_height = loop_height + 3;

void draw_sample(SvgWriter& svg, LoopEffect effect, int x, int y) {
  if (effect == LoopEffect::stays) {
    svg.rectangle({static_cast<double>(x), static_cast<double>(y), mast_width, loop_height}, fill);
    return;
  }
  const int middle = x + mast_width / 2;
  const int end = effect == LoopEffect::again ? hollow_inset : loop_height;
  svg.path(fmt::format("M{0} {1}v{2}M{0} {3}v-{2}", middle, y, end, y + loop_height), line);
  draw_mark(svg, effect, x, y);
}

}  // namespace

int draw_legend(SvgWriter& svg, int y, int width) {
  const int column_width = width / columns;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const int column = static_cast<int>(i) % columns;
    const int x = margin + column * column_width;
    if (column == 0) y += i == 0 ? legend_gap : row_height;
    const bool has_mark = entries[i].effect != LoopEffect::absent;
    if (has_mark) {
      svg.open_group(neutral);
      draw_sample(svg, entries[i].effect, x, y);
      svg.close_group();
    }
    const int text_offset = has_mark ? mast_width + 6 : 0;
    svg.text(x + text_offset, y + loop_baseline, entries[i].words, small_mute, small_size,
             column_width - text_offset);
  }
  return y + row_height;
}

}  // namespace tilewright::picture
