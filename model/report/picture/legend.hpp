#pragma once
// What the marks in the picture of a mapping mean.

#include "model/report/svg_writer.hpp"

namespace tilewright::picture {

/// Draws the legend below `y`, `width` units wide. Returns where it ends.
int draw_legend(SvgWriter& svg, int y, int width);

}  // namespace tilewright::picture
