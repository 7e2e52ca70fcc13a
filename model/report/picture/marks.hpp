#pragma once
// The marks that say what a loop does to a data space, in a lane and in the legend.

#include "model/report/loop_effects.hpp"
#include "model/report/svg_writer.hpp"

namespace tilewright::picture {

/// Draws the mark in a row, whose upper left corner in the lane is at (x, y). Only what does not
/// reach into other rows: neither the line of what moves, nor the mast of what stays.
void draw_mark(SvgWriter& svg, LoopEffect effect, int x, int y);

}  // namespace tilewright::picture
