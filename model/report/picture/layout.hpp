#pragma once
// Places in the picture of a mapping: columns from left to right, heights of rows.

namespace tilewright::picture {

inline constexpr int margin = 12;
inline constexpr int band_padding = 12;
inline constexpr int band_gap = 6;

inline constexpr int level_x = margin + band_padding;
inline constexpr int level_width = 190;
inline constexpr int loop_x = level_x + level_width + 18;
inline constexpr int loop_width = 128;
inline constexpr int first_lane_x = loop_x + loop_width + 10;
inline constexpr int lane_width = 158;
inline constexpr int cost_width = 112;

inline constexpr int bar_height = 9;
inline constexpr int loop_height = 20;
inline constexpr int tile_row_height = 48;
inline constexpr int tile_height = 38;
inline constexpr int mast_width = 10;   ///< of what stays, and of a tile's edge
inline constexpr int hollow_inset = 3;  ///< of a hollow mark, in its row

/// Of a text below the top of its row.
inline constexpr int loop_baseline = 14;

class Columns {
 public:
  explicit Columns(int data_space_count) : lanes_(data_space_count) {}

  int lane_x(int data_space) const { return first_lane_x + data_space * lane_width; }
  int cost_x() const { return lane_x(lanes_) + 8; }
  int band_width() const { return cost_x() + cost_width + band_padding - margin; }
  int width() const { return band_width() + 2 * margin; }

 private:
  int lanes_;
};

}  // namespace tilewright::picture
