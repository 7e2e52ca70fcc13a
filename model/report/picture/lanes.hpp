#pragma once
// The lanes in the picture of a mapping: one for each data space, from the outermost level that
// keeps it down to the compute units. A thin line is data that moves; a mast on top of a tile says
// through which loops the tile stays.

#include <optional>
#include <string>
#include <vector>

#include "model/report/picture/layout.hpp"
#include "model/report/picture/view.hpp"
#include "model/report/svg_writer.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::picture {

/// Draws one lane from top to bottom.
class Lane {
 public:
  Lane(const DataSpace& data_space, int index, int x)
      : data_space_(data_space), index_(index), x_(x) {}

  /// The data space's name above the lane.
  void add_name(int y);
  /// The tile in a level named `level`, or that it is passed by, in the row at `y`.
  void add_tile(const TileView& tile, const std::string& level, int y);
  /// What `loop` does, in the row at `y`.
  void add_loop(const LoopEffects& loop, int y);
  /// Ends the lane at the compute units, and appends it to the picture.
  void finish(SvgWriter& svg, int y);

 private:
  void begin_line(int y) { line_top_ = y; }
  void end_line(int y);
  void end_mast(int y);
  void add_label(const std::string& words, int y, bool is_strong = false);
  void add_temporal(LoopEffect effect, int y);

  const DataSpace& data_space_;
  int index_;
  int x_;
  SvgWriter masts_;  // behind all else
  SvgWriter svg_;
  std::string line_;             // path of what moves
  std::optional<int> line_top_;  // of the part under way; nothing: the lane has not begun
  std::optional<int> mast_top_;
  LoopEffect last_temporal_ = LoopEffect::absent;
};

}  // namespace tilewright::picture
