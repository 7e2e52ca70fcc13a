#include "sim/report/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include "model/report/text_lines.hpp"
#include "model/report/xml_archive.hpp"
#include "sim/report/report_input.hpp"
#include "sim/report/timeline_rows.hpp"

namespace tilewright::sim {

namespace {

constexpr std::size_t most_bytes = 900'000;
constexpr std::size_t most_columns = 800;  // one for each unit of the plot's width
constexpr std::size_t fewest_columns = 50;
constexpr std::size_t most_rows = 40;
constexpr std::size_t most_activities = 14;
constexpr std::size_t most_causes = 8;

// Places in the picture.
constexpr int plot_left = 130;
constexpr int plot_width = 800;
constexpr int picture_width = plot_left + plot_width + 70;
constexpr int row_height = 14;
constexpr int row_pitch = 18;
constexpr int legend_pitch = 17;
constexpr int bar_height = 22;

constexpr const char* compute_colour = "#2f9e6e";
constexpr const char* rest_colour = "#8a9099";
constexpr const char* idle_class = R"(class="lane")";
constexpr const char* part_class = R"( class="part")";
constexpr std::array<const char*, 8> subject_colours = {"#3f7fd9", "#e08a1e", "#a259c4", "#d8485a",
                                                        "#17a0b5", "#9a7b3a", "#d86fb0", "#6f8f2f"};

std::string escaped(const std::string& text) {
  std::string result;
  append_escaped(result, text);
  return result;
}

/// How something is painted: plain, pale (drains) or hatched (waits).
enum class Paint { plain, pale, hatched };

/// Gives each subject a colour, and makes the hatchings that are used.
class Palette {
 public:
  explicit Palette(const std::vector<Activity>& activities) {
    for (const Activity& activity : activities) {
      if (activity.subject != compute_cause && !activity.subject.empty()) {
        colours_.try_emplace(activity.subject, next_colour());
      }
    }
  }

  std::string fill(const std::string& subject, Paint paint) {
    const std::string colour = colour_of(subject);
    if (paint == Paint::plain) return fmt::format(R"(fill="{}")", colour);
    if (paint == Paint::pale) return fmt::format(R"(fill="{}" fill-opacity="0.55")", colour);
    hatched_.try_emplace(colour, fmt::format("h{}", hatched_.size()));
    return fmt::format(R"xml(fill="url(#{})")xml", hatched_.at(colour));
  }

  std::string fill(const Activity& activity) {
    const Paint paint = activity.wait       ? Paint::hatched
                        : activity.outwards ? Paint::pale
                                            : Paint::plain;
    return fill(activity.subject, paint);
  }

  /// Of a share of the time: what it names that has a colour, or a new one.
  std::string fill_of_cause(const std::string& cause) {
    if (cause == compute_cause) return fill(cause, Paint::plain);
    for (const auto& [subject, colour] : colours_) {
      if (cause.find(subject) != std::string::npos) return fill(subject, Paint::hatched);
    }
    colours_.try_emplace(cause, next_colour());
    return fill(cause, Paint::hatched);
  }

  /// The patterns that fill() has named so far.
  std::string definitions() const {
    std::string text = "<defs>\n";
    for (const auto& [colour, id] : hatched_) {
      fmt::format_to(
          std::back_inserter(text),
          "<pattern id=\"{}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
          "patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"{}\" "
          "fill-opacity=\"0.2\"/><rect width=\"2\" height=\"5\" fill=\"{}\"/></pattern>\n",
          id, colour, colour);
    }
    return text + "</defs>\n";
  }

 private:
  std::string next_colour() const {
    return colours_.size() < subject_colours.size() ? subject_colours[colours_.size()]
                                                    : rest_colour;
  }
  std::string colour_of(const std::string& subject) const {
    if (subject == compute_cause) return compute_colour;
    const auto found = colours_.find(subject);
    return found == colours_.end() ? rest_colour : found->second;
  }

  std::map<std::string, std::string> colours_;
  std::map<std::string, std::string> hatched_;  // pattern by colour
};

std::string grouped(std::int64_t number) { return with_separators(std::to_string(number)); }

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

class Picture {
 public:
  Picture(const SimulationResult& result, const Timeline& timeline)
      : result_(result), timeline_(timeline), palette_(timeline.activities) {}

  std::string draw() {
    text(plot_left, 24, heading(), "title");
    y_ = 40;
    draw_causes();
    y_ += 14;
    text(plot_left, y_ + 12, "Who does what, and who waits for what", "head");
    text(picture_width - 8, y_ + 12, "busy", "small", "end");
    y_ += 22;
    if (timeline_.rows.empty()) {
      text(plot_left, y_ + 12, "no intervals were recorded", "small");
      y_ += row_pitch;
    }
    const int top = y_;
    y_ += static_cast<int>(timeline_.rows.size()) * row_pitch;
    draw_axis(top);
    int row_top = top;
    for (const TimelineRow& row : timeline_.rows) {
      draw_row(row, row_top);
      row_top += row_pitch;
    }
    y_ += 34;
    draw_activities();
    return head() + palette_.definitions() + body_ + "</svg>\n";
  }

 private:
  std::string heading() const {
    std::string line = fmt::format("{} cycles; the analytical model says {}",
                                   grouped(result_.cycles), grouped(result_.model.cycles));
    if (!result_.finished) line += fmt::format(" (ended early: {})", result_.stop_reason);
    return line;
  }

  std::string head() const {
    const int height = y_ + 10;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" "
        "font-family=\"sans-serif\">\n"
        "<style>\ntext{{fill:#20242a}} .title{{font-size:16px;font-weight:bold}} "
        ".head{{font-size:13px;font-weight:bold}} .small{{font-size:11px}} "
        ".ground{{fill:#ffffff}} .part{{stroke:#ffffff}} .lane{{fill:#eef0f3}} "
        ".grid{{stroke:#c9ced6}}\n"
        "@media (prefers-color-scheme:dark){{text{{fill:#e3e6ea}} .ground{{fill:#15181d}} "
        ".part{{stroke:#15181d}} "
        ".lane{{fill:#22272e}} .grid{{stroke:#454c56}}}}\n</style>\n"
        "<rect class=\"ground\" width=\"{}\" height=\"{}\"/>\n",
        picture_width, height, picture_width, height);
  }

  void text(int x, int y, const std::string& words, const char* kind,
            const char* anchor = "start") {
    fmt::format_to(std::back_inserter(body_),
                   "<text x=\"{}\" y=\"{}\" class=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y,
                   kind, anchor, escaped(words));
  }

  void rectangle(double x, int y, double width, int height, const std::string& attributes,
                 const std::string& note = {}) {
    fmt::format_to(std::back_inserter(body_),
                   R"(<rect x="{:.2f}" y="{}" width="{:.2f}" height="{}" {})", x, y, width, height,
                   attributes);
    body_ += note.empty() ? "/>\n" : "><title>" + escaped(note) + "</title></rect>\n";
  }

  /// The bar of the time by cause, and what its parts mean.
  void draw_causes() {
    text(plot_left, y_ + 12, "Where the time goes", "head");
    y_ += 20;
    std::vector<TimeShare> shares = result_.time;
    std::stable_sort(shares.begin(), shares.end(), [](const TimeShare& a, const TimeShare& b) {
      return (a.cause == compute_cause) > (b.cause == compute_cause);
    });
    if (shares.size() > most_causes) {
      TimeShare rest{"other causes", 0};
      for (std::size_t at = most_causes; at < shares.size(); ++at) rest.cycles += shares[at].cycles;
      shares.resize(most_causes);
      shares.push_back(rest);
    }
    const auto cycles = static_cast<double>(std::max<Cycle>(1, result_.cycles));
    double x = plot_left;
    std::vector<LegendEntry> entries;
    for (const TimeShare& share : shares) {
      const double part = static_cast<double>(share.cycles) / cycles;
      const std::string fill = palette_.fill_of_cause(share.cause);
      const std::string note =
          fmt::format("{}: {} ({})", share.cause, grouped(share.cycles), percent(part));
      rectangle(x, y_, part * plot_width, bar_height, fill + part_class, note);
      x += part * plot_width;
      entries.push_back({fill, note});
    }
    y_ += bar_height + 8;
    draw_legend(entries);
  }

  struct LegendEntry {
    std::string fill;
    std::string words;
  };

  void draw_legend(const std::vector<LegendEntry>& entries) {
    constexpr int swatch = 12;
    constexpr double letter_width = 6.1;
    int x = plot_left;
    for (const LegendEntry& entry : entries) {
      const int width =
          swatch + 24 + static_cast<int>(letter_width * static_cast<double>(entry.words.size()));
      if (x > plot_left && x + width > plot_left + plot_width) {
        x = plot_left;
        y_ += legend_pitch;
      }
      rectangle(x, y_, swatch, swatch, entry.fill);
      text(x + swatch + 5, y_ + 10, entry.words, "small");
      x += width;
    }
    if (!entries.empty()) y_ += legend_pitch;
  }

  /// A round number of cycles between ticks, so that there are about eight of them.
  std::int64_t tick_step() const {
    const double rough = static_cast<double>(timeline_.end) / 8;
    const double power = std::pow(10, std::floor(std::log10(std::max(1.0, rough))));
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor * power >= rough) return static_cast<std::int64_t>(factor * power);
    }
    return static_cast<std::int64_t>(10 * power);
  }

  void draw_axis(int top) {
    const std::int64_t step = tick_step();
    for (Cycle tick = 0; tick <= timeline_.end; tick += step) {
      const double x =
          plot_left + plot_width * static_cast<double>(tick) / static_cast<double>(timeline_.end);
      fmt::format_to(std::back_inserter(body_),
                     "<line class=\"grid\" x1=\"{0:.2f}\" x2=\"{0:.2f}\" y1=\"{1}\" y2=\"{2}\"/>\n",
                     x, top - 4, y_ + 2);
      text(static_cast<int>(std::lround(x)), y_ + 14, grouped(tick), "small", "middle");
    }
    const char* range =
        result_.timeline_cut ? "cycles (only the beginning was recorded)" : "cycles";
    text(plot_left + plot_width, y_ + 28, range, "small", "end");
  }

  void draw_row(const TimelineRow& row, int top) {
    text(plot_left - 8, top + 11, row.label, "small", "end");
    rectangle(plot_left, top, plot_width, row_height, idle_class);
    for (std::size_t activity = 0; activity < timeline_.activities.size(); ++activity) {
      const std::string path = path_of(row, activity, top);
      if (path.empty()) continue;
      const std::string note =
          fmt::format("{}: {}, {} cycles", row.label, timeline_.activities[activity].name,
                      grouped(std::llround(row.activity_cycles[activity])));
      fmt::format_to(std::back_inserter(body_), "<path {} d=\"{}\"><title>{}</title></path>\n",
                     palette_.fill(timeline_.activities[activity]), path, escaped(note));
    }
    text(picture_width - 8, top + 11, percent(row.busy_share), "small", "end");
  }

  /// The part of the row's height that the activities up to `activity` take in a column, from the
  /// ground.
  static int height_below(const std::vector<float>& shares, std::size_t activity) {
    double sum = 0;
    for (std::size_t lower = 0; lower < activity; ++lower) sum += shares[lower];
    return static_cast<int>(std::lround(sum * row_height));
  }

  static std::string path_of(const TimelineRow& row, std::size_t activity, int top) {
    const std::size_t columns = row.shares.size();
    const double width = static_cast<double>(plot_width) / static_cast<double>(columns);
    std::string path;
    for (std::size_t column = 0; column < columns;) {
      const int low = height_below(row.shares[column], activity);
      const int high = height_below(row.shares[column], activity + 1);
      std::size_t end = column + 1;
      while (end < columns && height_below(row.shares[end], activity) == low &&
             height_below(row.shares[end], activity + 1) == high) {
        ++end;
      }
      if (high > low) {
        const double length = static_cast<double>(end - column) * width;
        fmt::format_to(std::back_inserter(path), "M{:g} {}h{:g}v{}h{:g}z",
                       plot_left + static_cast<double>(column) * width, top + row_height - high,
                       length, high - low, -length);
      }
      column = end;
    }
    return path;
  }

  void draw_activities() {
    std::vector<LegendEntry> entries;
    for (const Activity& activity : timeline_.activities) {
      entries.push_back({palette_.fill(activity), activity.name});
    }
    if (!timeline_.rows.empty()) entries.push_back({idle_class, "idle"});
    draw_legend(entries);
  }

  const SimulationResult& result_;
  const Timeline& timeline_;
  Palette palette_;
  std::string body_;
  int y_ = 0;
};

}  // namespace

std::string timeline_svg(const SimulationResult& result) {
  for (std::size_t columns = most_columns;; columns /= 2) {
    const Timeline timeline = make_timeline(result, columns, most_rows, most_activities);
    std::string svg = Picture(result, timeline).draw();
    if (svg.size() <= most_bytes || columns / 2 < fewest_columns) return svg;
  }
}

}  // namespace tilewright::sim
