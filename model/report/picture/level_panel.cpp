#include "model/report/picture/level_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "model/report/picture/figures.hpp"
#include "model/report/picture/layout.hpp"
#include "model/report/picture/style.hpp"

namespace tilewright::picture {

namespace {

constexpr int texts_height = 72;
constexpr int array_text_height = 18;
constexpr int bottom_padding = 8;
constexpr double largest_cell = 11;
constexpr double smallest_cell = 3;  // below, cells are not told apart
constexpr double array_height = 60;  // at the most
constexpr double shortest_array = 6;

bool has_array(const LevelView& level) {
  return level.columns.available > 1 || level.rows.available > 1;
}

/// The instances of the next inner component, as cells.
struct Array {
  explicit Array(const LevelView& level)
      : columns(static_cast<double>(level.columns.available)),
        rows(static_cast<double>(level.rows.available)),
        cell_width(std::min(largest_cell, level_width / columns)),
        cell_height(std::min(largest_cell, array_height / rows)) {
    if (columns > 1) cell_height = std::min(cell_height, std::max(cell_width, shortest_array));
    if (rows > 1) cell_width = std::min(cell_width, std::max(cell_height, shortest_array));
  }

  double width() const { return cell_width * columns; }
  double height() const { return cell_height * rows; }

  double columns;
  double rows;
  double cell_width;
  double cell_height;
};

/// Lines between cells that are large enough.
std::string grid_path(const LevelView& level, const Array& array, double top) {
  std::string path;
  for (std::int64_t i = 1; array.cell_width >= smallest_cell && i < level.columns.available; ++i) {
    fmt::format_to(std::back_inserter(path), "M{} {}v{}",
                   svg_number(level_x + array.cell_width * static_cast<double>(i)), svg_number(top),
                   svg_number(array.height()));
  }
  for (std::int64_t i = 1; array.cell_height >= smallest_cell && i < level.rows.available; ++i) {
    fmt::format_to(std::back_inserter(path), "M{} {}h{}", level_x,
                   svg_number(top + array.cell_height * static_cast<double>(i)),
                   svg_number(array.width()));
  }
  return path;
}

void draw_array(SvgWriter& svg, const LevelView& level, double bottom) {
  const Array array(level);
  const double top = bottom - array.height();
  svg.text(level_x, top - 5,
           fmt::format("spreads over {} × {} of {} × {}", level.columns.used, level.rows.used,
                       level.columns.available, level.rows.available),
           small_mute, small_size, level_width);
  svg.rectangle({level_x, top, array.width(), array.height()}, track);
  svg.rectangle({level_x, top, array.cell_width * static_cast<double>(level.columns.used),
                 array.cell_height * static_cast<double>(level.rows.used)},
                used);
  svg.path(grid_path(level, array, top), grid);
}

void draw_buffer(SvgWriter& svg, const LevelView& level, std::int64_t capacity_words, double y) {
  svg.rectangle({level_x, y, level_width, bar_height}, track, 2);
  const double unit = capacity_words > 0 ? level_width / static_cast<double>(capacity_words) : 0;
  double x = level_x;
  for (std::size_t d = 0; d < level.tiles.size(); ++d) {
    const double width = unit * static_cast<double>(level.tiles[d].size_words);
    svg.rectangle({x, y, width, bar_height}, data_space_fill(static_cast<int>(d)));
    x += width;
  }
  std::string words =
      fmt::format("{} of {} words", grouped_text(level.used_words), grouped_text(capacity_words));
  if (capacity_words > 0) {
    words += ", " + share_text(static_cast<double>(level.used_words) /
                               static_cast<double>(capacity_words));
  }
  svg.text(level_x, y + 21, words, small_mute, small_size, level_width);
}

}  // namespace

int level_panel_height(const LevelView& level) {
  if (!has_array(level)) return texts_height;
  return texts_height + array_text_height + static_cast<int>(std::ceil(Array(level).height())) +
         bottom_padding;
}

void draw_level_panel(SvgWriter& svg, const LevelView& level, int y, int height) {
  svg.text(level_x, y + 19, level.name, strong, usual_size, level_width);
  std::string instances = instances_text(level.instances);
  if (level.multiple_buffering != 1) {
    instances += fmt::format(", buffered {}×", factor_text(level.multiple_buffering));
  }
  svg.text(level_x, y + 34, instances, small_mute, small_size, level_width);
  if (level.capacity_words) {
    draw_buffer(svg, level, *level.capacity_words, y + 41);
  } else {
    svg.text(level_x, y + 49, grouped_text(level.used_words) + " words, no limit", small_mute,
             small_size, level_width);
  }
  if (has_array(level)) draw_array(svg, level, y + height - bottom_padding);
}

std::string instances_text(const Use& instances) {
  return fmt::format("{} of {} in use", grouped_text(instances.used),
                     grouped_text(instances.available));
}

}  // namespace tilewright::picture
