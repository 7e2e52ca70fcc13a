#pragma once
// The left part of a level's band: name, instances in use, use of the buffer, and the array of
// instances below.

#include "model/report/picture/view.hpp"
#include "model/report/svg_writer.hpp"

namespace tilewright::picture {

/// The height that the part needs.
int level_panel_height(const LevelView& level);

/// Draws it into a band from `y` on; the array goes to the bottom of a band of this height.
void draw_level_panel(SvgWriter& svg, const LevelView& level, int y, int height);

/// "16 of 16 in use".
std::string instances_text(const Use& instances);

}  // namespace tilewright::picture
