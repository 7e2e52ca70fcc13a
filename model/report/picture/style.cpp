#include "model/report/picture/style.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "model/spec/workload.hpp"

namespace tilewright::picture {

namespace {

/// A CSS variable.
struct Colour {
  std::string_view name;
  std::string_view light;
  std::string_view dark;
};

constexpr Colour ink = {"ink", "#1d2228", "#e6e9ed"};
constexpr Colour mute_ink = {"mute", "#59636f", "#9ca6b2"};
constexpr Colour page = {"ground", "#ffffff", "#14171b"};
constexpr Colour band = {"panel", "#f6f7f9", "#1b1f25"};
constexpr Colour band_edge = {"edge", "#d3d9e0", "#363d47"};
constexpr Colour spatial_row = {"stripe", "#e6ebf1", "#272e37"};
constexpr Colour unused = {"track", "#d6dce3", "#363e49"};
constexpr Colour in_use = {"used", "#5a6b80", "#8fa2b8"};
constexpr std::array<Colour, max_data_spaces> data_spaces = {{{"0", "#2f6fcf", "#6ba5ff"},
                                                              {"1", "#c76a00", "#f2a33c"},
                                                              {"2", "#8a3fb5", "#c98df0"},
                                                              {"3", "#c2374c", "#f47a8e"},
                                                              {"4", "#0c7f90", "#45c6d8"}}};

/// Where a variable counts.
struct Rule {
  std::string_view selector;
  std::string_view property;
  const Colour& colour;
};

constexpr std::array<Rule, 14> rules = {{
    {".twm text", "fill", ink},
    {".twm .twm-m", "fill", mute_ink},
    {".twm-ground,.twm .twm-tag", "fill", page},
    {".twm-panel", "fill", band},
    {".twm-panel", "stroke", band_edge},
    {".twm-grid,.twm-k", "stroke", band},
    {".twm-stripe", "fill", spatial_row},
    {".twm-track", "fill", unused},
    {".twm-used,.twm-n,.twm-y", "color", in_use},
    {".twm-0", "color", data_spaces[0]},
    {".twm-1", "color", data_spaces[1]},
    {".twm-2", "color", data_spaces[2]},
    {".twm-3", "color", data_spaces[3]},
    {".twm-4", "color", data_spaces[4]},
}};

std::string variables(std::string_view Colour::*scheme) {
  std::string text;
  const auto add = [&](const Colour& colour) {
    fmt::format_to(std::back_inserter(text), "--twm-{}:{};", colour.name, colour.*scheme);
  };
  for (const Colour& colour : {ink, mute_ink, page, band, band_edge, spatial_row, unused, in_use}) {
    add(colour);
  }
  for (const Colour& colour : data_spaces) add(colour);
  return text;
}

std::string make_style() {
  std::string text = fmt::format(
      "<style>\n.twm{{{}font:{}px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}}\n"
      "@media screen and (prefers-color-scheme:dark){{.twm{{{}}}}}\n",
      variables(&Colour::light), usual_size, variables(&Colour::dark));
  for (const Rule& rule : rules) {
    // Viewers without variables take the first value, and so show the light picture.
    fmt::format_to(std::back_inserter(text), "{0}{{{1}:{2};{1}:var(--twm-{3})}}\n", rule.selector,
                   rule.property, rule.colour.light, rule.colour.name);
  }
  fmt::format_to(std::back_inserter(text),
                 ".twm-h{{font-size:{}px}}.twm-v{{font-size:{}px}}.twm-h,.twm-v,.twm-b,.twm-tag{{"
                 "font-weight:600}}"
                 ".twm-s{{font-size:{}px}}.twm-tag{{font-size:{}px}}\n"
                 ".twm-f,.twm-t,.twm-used,.twm .twm-c{{fill:currentColor}}"
                 ".twm-t{{fill-opacity:.14}}"
                 ".twm-l,.twm-o,.twm-y{{stroke:currentColor;stroke-width:2;fill:none}}\n</style>\n",
                 heading_size, figure_size, small_size, tag_size);
  return text;
}

}  // namespace

std::string data_space_class(int data_space) { return fmt::format("twm-{}", data_space); }

std::string data_space_fill(int data_space) {
  return fmt::format("{} {}", data_space_class(data_space), fill);
}

const std::string& style_element() {
  static const std::string style = make_style();
  return style;
}

}  // namespace tilewright::picture
