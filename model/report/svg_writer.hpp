#pragma once
// Writes the elements of an SVG picture: short numbers, texts that fit their place, valid XML
// whatever the texts contain. Looks are the classes' business.

#include <string>
#include <string_view>

namespace tilewright {

/// `raw` as XML text: escaped, control characters as blanks, what is not UTF-8 as U+FFFD.
std::string xml_text(std::string_view raw);

/// About how wide a text is whose letters are `size` units high.
double text_width(std::string_view text, double size);

/// The text, or as much of it as there is room for and an ellipsis.
std::string shortened(std::string_view text, double size, double room);

/// Where a text stands relative to its x.
enum class Anchor { start, middle, end };

class SvgWriter {
 public:
  struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
  };

  /// `classes` are the class names of the element. Rectangles without area are left out.
  void rectangle(const Box& box, std::string_view classes, double corner_radius = 0);
  /// `data` is in the language of paths; an empty one is left out.
  void path(std::string_view data, std::string_view classes);
  /// Text whose letters are `size` units high. One that needs more than `room` is squeezed and then
  /// shortened.
  void text(double x, double y, std::string_view words, std::string_view classes, double size,
            double room, Anchor anchor = Anchor::start);
  void open_group(std::string_view classes, std::string_view title = {});
  void close_group();

  /// Appends what another writer has written.
  void append(const SvgWriter& other) { text_ += other.text_; }

  const std::string& elements() const { return text_; }

 private:
  std::string text_;
};

/// With at most one digit after the point: "3", "3.5".
std::string svg_number(double number);

}  // namespace tilewright
