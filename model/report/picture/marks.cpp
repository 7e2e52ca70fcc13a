#include "model/report/picture/marks.hpp"

#include <fmt/format.h>

#include "model/report/picture/layout.hpp"
#include "model/report/picture/style.hpp"

namespace tilewright::picture {

void draw_mark(SvgWriter& svg, LoopEffect effect, int x, int y) {
  const double left = x;
  const double top = y;
  switch (effect) {
    case LoopEffect::slides:
      svg.rectangle({left, top, mast_width / 2.0, loop_height}, fill);
      break;
    case LoopEffect::again:
      svg.rectangle({left + 1, top + hollow_inset, mast_width - 2, loop_height - 2 * hollow_inset},
                    hollow);
      break;
    case LoopEffect::shared: {
      const int half_width = mast_width / 2 + 2;
      svg.path(fmt::format("M{} {}l{} {}h{}z", x + mast_width / 2, y + 4, half_width,
                           loop_height - 8, -2 * half_width),
               framed);
      break;
    }
    default:
      break;
  }
}

}  // namespace tilewright::picture
