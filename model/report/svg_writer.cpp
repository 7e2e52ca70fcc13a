#include "model/report/svg_writer.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <iterator>

#include "model/report/xml_archive.hpp"

namespace tilewright {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

/// Letters narrower than this share of their width are hard to read.
constexpr double strongest_squeeze = 0.8;

/// The bytes of the character that starts `text`; 0 where that is no UTF-8 that XML allows.
std::size_t character_bytes(std::string_view text) {
  struct Form {
    unsigned mask;
    unsigned mark;
    std::uint32_t least;  // shorter forms have what is below
  };
  static constexpr std::array<Form, 4> forms = {
      {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}}};
  const auto first = static_cast<unsigned char>(text.front());
  for (std::size_t bytes = 1; bytes <= forms.size(); ++bytes) {
    const Form& form = forms[bytes - 1];
    if ((first & form.mask) != form.mark) continue;
    if (text.size() < bytes) return 0;
    std::uint32_t code = first & ~form.mask;
    for (std::size_t i = 1; i < bytes; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0U) != 0x80) return 0;
      code = code << 6 | (next & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool is_character = code != 0xFFFE && code != 0xFFFF && code <= 0x10FFFF;
    return code >= form.least && is_character && !is_surrogate ? bytes : 0;
  }
  return 0;
}

/// The text's characters one by one; what is none as U+FFFD.
template <typename Visit>
void for_each_character(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    visit(bytes == 0 ? replacement : text.substr(0, bytes));
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
}

/// Width of a character in a wide sans-serif font (DejaVu Sans), as a share of the letters' size.
double width_of(std::string_view character) {
  if (character.size() > 2) return 1;
  const char letter = character.front();
  if (std::string_view(" .,:;|!'ijlIfrt()[]-").find(letter) != std::string_view::npos) return 0.36;
  if (std::string_view("mwMWGOQ@%").find(letter) != std::string_view::npos) return 0.87;
  const bool is_capital = letter >= 'A' && letter <= 'Z';
  return is_capital ? 0.69 : 0.62;
}

bool is_control(std::string_view character) {
  const auto code = static_cast<unsigned char>(character.front());
  return code < 0x20 || code == 0x7F;
}

}  // namespace

std::string xml_text(std::string_view raw) {
  std::string text;
  for_each_character(raw, [&text](std::string_view character) {
    append_escaped(text, is_control(character) ? std::string_view(" ") : character);
  });
  return text;
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for_each_character(text, [&](std::string_view character) { width += width_of(character); });
  return width * size;
}

std::string shortened(std::string_view text, double size, double room) {
  if (text_width(text, size) <= room) return std::string(text);
  std::string start;
  double width = size * width_of(ellipsis);
  bool has_room = true;
  for_each_character(text, [&](std::string_view character) {
    width += size * width_of(character);
    has_room = has_room && width <= room;
    if (has_room) start += character;
  });
  return start + std::string(ellipsis);
}

std::string svg_number(double number) {
  std::string text = fmt::format("{:.1f}", number);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

void SvgWriter::rectangle(const Box& box, std::string_view classes, double corner_radius) {
  if (box.width <= 0 || box.height <= 0) return;
  fmt::format_to(std::back_inserter(text_), R"(<rect x="{}" y="{}" width="{}" height="{}")",
                 svg_number(box.x), svg_number(box.y), svg_number(box.width),
                 svg_number(box.height));
  if (corner_radius > 0) {
    fmt::format_to(std::back_inserter(text_), R"( rx="{}")", svg_number(corner_radius));
  }
  fmt::format_to(std::back_inserter(text_), " class=\"{}\"/>\n", classes);
}

void SvgWriter::path(std::string_view data, std::string_view classes) {
  if (data.empty()) return;
  fmt::format_to(std::back_inserter(text_), "<path d=\"{}\" class=\"{}\"/>\n", data, classes);
}

void SvgWriter::text(double x, double y, std::string_view words, std::string_view classes,
                     double size, double room, Anchor anchor) {
  static constexpr std::array<std::string_view, 3> anchors = {"", R"( text-anchor="middle")",
                                                              R"( text-anchor="end")"};
  const std::string shown = shortened(words, size, room / strongest_squeeze);
  fmt::format_to(std::back_inserter(text_), R"(<text x="{}" y="{}"{})", svg_number(x),
                 svg_number(y), anchors[static_cast<std::size_t>(anchor)]);
  if (!classes.empty()) fmt::format_to(std::back_inserter(text_), R"( class="{}")", classes);
  if (text_width(shown, size) > room) {
    fmt::format_to(std::back_inserter(text_), R"( textLength="{}" lengthAdjust="spacingAndGlyphs")",
                   svg_number(room));
  }
  text_ += ">" + xml_text(shown) + "</text>\n";
}

void SvgWriter::open_group(std::string_view classes, std::string_view title) {
  text_ += "<g";
  if (!classes.empty()) fmt::format_to(std::back_inserter(text_), R"( class="{}")", classes);
  text_ += ">";
  if (!title.empty()) text_ += "<title>" + xml_text(title) + "</title>";
  text_ += "\n";
}

void SvgWriter::close_group() { text_ += "</g>\n"; }

}  // namespace tilewright
