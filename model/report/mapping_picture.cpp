#include "model/report/mapping_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "model/report/picture/description.hpp"
#include "model/report/picture/figures.hpp"
#include "model/report/picture/lanes.hpp"
#include "model/report/picture/layout.hpp"
#include "model/report/picture/legend.hpp"
#include "model/report/picture/level_panel.hpp"
#include "model/report/picture/style.hpp"
#include "model/report/picture/view.hpp"
#include "model/report/svg_writer.hpp"

namespace tilewright {

namespace {

using namespace picture;

constexpr int compute_height = 44;
constexpr double energy_bar_top = 8;

class Picture {
 public:
  Picture(const Workload& workload, const Evaluation& evaluation, const Architecture& architecture,
          const MappingView& view)
      : workload_(workload),
        evaluation_(evaluation),
        architecture_(architecture),
        view_(view),
        columns_(workload.data_space_count()) {
    for (int d = 0; d < workload.data_space_count(); ++d) {
      lanes_.emplace_back(workload.data_spaces[static_cast<std::size_t>(d)], d, columns_.lane_x(d));
    }
  }

  std::string draw() {
    draw_header();
    draw_column_names();
    for (const LevelView& level : view_.levels) draw_level(level);
    draw_compute();
    const int height = draw_legend(svg_, y_, columns_.band_width()) + margin;
    SvgWriter behind;
    behind.rectangle({0, 0, static_cast<double>(columns_.width()), static_cast<double>(height)},
                     ground);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" class=\"{}\" "
        "role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{}{}{}</svg>\n",
        columns_.width(), height, root, xml_text(view_.title),
        xml_text(description_of(view_, workload_)), style_element(), behind.elements(),
        svg_.elements());
  }

 private:
  double energy_share(double energy_pj) const {
    return evaluation_.energy_pj > 0 ? energy_pj / evaluation_.energy_pj : 0;
  }

  void draw_header() {
    const double room = columns_.width() - 2 * margin;
    svg_.text(margin, 28, view_.title, heading, heading_size, room);
    svg_.text(margin, 47, problem_line(), mute, usual_size, room);
    const std::array<std::pair<std::string, std::string>, 4> figures = {
        {{grouped_text(evaluation_.cycles) + " cycles", view_.latency_note},
         {energy_text(evaluation_.energy_pj),
          fmt::format("{:.3f} pJ per operation",
                      evaluation_.energy_pj / static_cast<double>(evaluation_.compute.operations))},
         {edp_text(evaluation_.edp_pj_cycles()), "energy-delay product"},
         {share_text(evaluation_.utilization), "utilization of the compute units"}}};
    const double width = room / figures.size();
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const double x = margin + static_cast<double>(i) * width;
      svg_.text(x, 76, figures[i].first, figure, figure_size, width - 12);
      svg_.text(x, 92, figures[i].second, small_mute, small_size, width - 12);
    }
    y_ = 104;
  }

  /// "cnn_layer: R 3, S 3, ...; Wstride 2".
  std::string problem_line() const {
    std::string text = workload_.shape_name + ":";
    for (std::size_t d = 0; d < workload_.dimensions.size(); ++d) {
      text += fmt::format("{} {} {}", d == 0 ? "" : ",", workload_.dimensions[d],
                          grouped_text(workload_.bounds[d]));
    }
    const char* separator = "; ";
    for (const Coefficient& coefficient : workload_.coefficients) {
      if (coefficient.value == 1) continue;
      text += fmt::format("{}{} {}", separator, coefficient.name, coefficient.value);
      separator = ", ";
    }
    return text;
  }

  void draw_column_names() {
    y_ += 14;
    svg_.text(level_x, y_, "level", small_mute, small_size, level_width);
    svg_.text(loop_x, y_, "loops", small_mute, small_size, loop_width);
    for (Lane& lane : lanes_) lane.add_name(y_);
    svg_.text(columns_.cost_x(), y_, "energy", small_mute, small_size, cost_width);
    y_ += 8;
  }

  void draw_level(const LevelView& level) {
    const int rows_height =
        tile_row_height + static_cast<int>(level.loops.size()) * loop_height + band_gap;
    const int height = std::max(level_panel_height(level), rows_height);
    draw_panel(height);
    draw_level_panel(svg_, level, y_, height);
    draw_costs(level);
    for (std::size_t d = 0; d < lanes_.size(); ++d) {
      lanes_[d].add_tile(level.tiles[d], level.name, y_);
    }
    int row = y_ + tile_row_height;
    for (const LoopEffects& loop : level.loops) {
      draw_loop(loop, row);
      row += loop_height;
    }
    y_ += height + band_gap;
  }

  void draw_panel(int height) {
    svg_.rectangle({margin, static_cast<double>(y_), static_cast<double>(columns_.band_width()),
                    static_cast<double>(height)},
                   panel, 6);
  }

  void draw_costs(const LevelView& level) {
    draw_energy(level.energy_pj, y_);
    double x = columns_.cost_x();
    for (std::size_t d = 0; d < level.tiles.size(); ++d) {
      const double width = cost_width * energy_share(level.tiles[d].energy_pj);
      svg_.rectangle({x, y_ + energy_bar_top, width, bar_height},
                     data_space_fill(static_cast<int>(d)));
      x += width;
    }
    svg_.text(columns_.cost_x(), y_ + 51, short_text(level.accesses) + " accesses", small_mute,
              small_size, cost_width);
    const double network = energy_share(level.network_energy_pj);
    if (network == 0) return;
    svg_.text(columns_.cost_x(), y_ + 66, "network: " + share_text(network), small_mute, small_size,
              cost_width);
  }

  void draw_energy(double energy_pj, int y) {
    const double share = energy_share(energy_pj);
    const int x = columns_.cost_x();
    const double top = y + energy_bar_top;
    svg_.rectangle({static_cast<double>(x), top, cost_width, bar_height}, track, 2);
    svg_.rectangle({static_cast<double>(x), top, cost_width * share, bar_height}, used, 2);
    svg_.text(x, y + 34, share_text(share), {}, usual_size, cost_width / 2.0);
    svg_.text(x + cost_width, y + 34, energy_text(energy_pj), small_mute, small_size,
              cost_width / 2.0, Anchor::end);
  }

  void draw_loop(const LoopEffects& loop, int y) {
    const int depth = std::min(depth_++, 8) * 3;
    const Loop& own = loop.loop;
    const int x = loop_x + depth;
    if (own.kind == LoopKind::temporal) {
      svg_.text(x, y + loop_baseline, "for", mute, usual_size, 18);
    } else {
      svg_.rectangle({loop_x - 6.0, y + 1.0, static_cast<double>(columns_.cost_x() - loop_x),
                      loop_height - 2.0},
                     stripe, 3);
      draw_axis_tag(own.kind, x, y);
    }
    svg_.text(x + 22, y + loop_baseline, range_text(own, workload_), {}, usual_size,
              loop_width - depth - 22);
    for (Lane& lane : lanes_) lane.add_loop(loop, y);
  }

  /// "X" or "Y": along which axis of the array a loop is spread.
  void draw_axis_tag(LoopKind kind, int x, int y) {
    const bool is_x = kind == LoopKind::spatial_x;
    const double inset = is_x ? 0 : 1;
    svg_.rectangle({x + inset, y + 3 + inset, 15 - 2 * inset, loop_height - 6 - 2 * inset},
                   is_x ? used : tag_hollow, 2);
    svg_.text(x + 7.5, y + loop_baseline - 0.5, is_x ? "X" : "Y", is_x ? tag : small_strong,
              tag_size, 15, Anchor::middle);
  }

  void draw_compute() {
    draw_panel(compute_height);
    svg_.text(level_x, y_ + 19, architecture_.compute.name, strong, usual_size, level_width);
    svg_.text(level_x, y_ + 34, instances_text(view_.compute), small_mute, small_size, level_width);
    svg_.text(loop_x, y_ + 19, "compute", mute, usual_size, loop_width);
    svg_.text(loop_x, y_ + 34, short_text(evaluation_.compute.operations) + " operations",
              small_mute, small_size, loop_width);
    draw_energy(evaluation_.compute.energy_pj, y_);
    for (Lane& lane : lanes_) lane.finish(svg_, y_ + compute_height / 2);
    y_ += compute_height;
  }

  const Workload& workload_;
  const Evaluation& evaluation_;
  const Architecture& architecture_;
  const MappingView& view_;
  Columns columns_;
  std::vector<Lane> lanes_;
  SvgWriter svg_;
  int y_ = 0;
  int depth_ = 0;
};

}  // namespace

std::string mapping_picture_svg(const Workload& workload, const Architecture& architecture,
                                const Mapping& mapping, const Evaluation& evaluation,
                                TimeloopYear year) {
  const MappingView view = view_mapping(workload, architecture, mapping, evaluation, year);
  return Picture(workload, evaluation, architecture, view).draw();
}

}  // namespace tilewright
