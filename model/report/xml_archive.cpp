#include "model/report/xml_archive.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace tilewright {

namespace {

constexpr std::string_view document_start =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\n"
    "<!DOCTYPE boost_serialization>\n"
    "<boost_serialization signature=\"serialization::archive\" version=\"18\">\n";
constexpr std::string_view document_end = "</boost_serialization>\n\n";

constexpr std::size_t usual_bytes = 1 << 17;
constexpr int digits_after_point = std::numeric_limits<double>::max_digits10;

/// Classes that are used through a pointer to their base carry their name.
std::string_view class_name(XmlClass type) {
  switch (type) {
    case XmlClass::arithmetic_units:
      return "model::ArithmeticUnits";
    case XmlClass::buffer_level:
      return "model::BufferLevel";
    case XmlClass::network:
      return "model::LegacyNetwork";
    case XmlClass::density:
      return "problem::FixedStructuredDistribution";
    default:
      return {};
  }
}

bool is_shared_pointer(XmlClass type) {
  return type == XmlClass::level_pointer || type == XmlClass::network_pointer ||
         type == XmlClass::density_pointer;
}

void append_integer(std::string& text, std::int64_t value) {
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 3> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

void append_real(std::string& text, double value) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::scientific, digits_after_point)
                       .ptr;
  text.append(digits.data(), end);
}

}  // namespace

void append_escaped(std::string& text, std::string_view raw) {
  for (const char character : raw) {
    switch (character) {
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '&':
        text += "&amp;";
        break;
      case '"':
        text += "&quot;";
        break;
      case '\'':
        text += "&apos;";
        break;
      default:
        text += character;
    }
  }
}

XmlArchive::XmlArchive() : numbers_(static_cast<std::size_t>(XmlClass::count)) {
  text_.reserve(usual_bytes);
  text_ += document_start;
}

void XmlArchive::open(std::string_view tag) {
  start_tag(tag);
  text_ += '>';
  open_tags_.push_back(tag);
  is_start_tag_last_ = true;
}

void XmlArchive::open(std::string_view tag, XmlClass type) {
  if (!first_use(type)) {
    open(tag);
    return;
  }
  start_tag(tag);
  text_ += " class_id=\"";
  append_integer(text_, numbers_[static_cast<std::size_t>(type)]);
  text_ += R"(" tracking_level="0" version=")";
  text_ += is_shared_pointer(type) ? '1' : '0';
  text_ += "\">";
  open_tags_.push_back(tag);
  is_start_tag_last_ = true;
}

void XmlArchive::open_object(std::string_view tag, XmlClass type) {
  const bool is_first = first_use(type);
  start_tag(tag);
  text_ += is_first ? " class_id=\"" : " class_id_reference=\"";
  append_integer(text_, numbers_[static_cast<std::size_t>(type)]);
  if (is_first) {
    if (const std::string_view name = class_name(type); !name.empty()) {
      text_.append("\" class_name=\"").append(name);
    }
    text_ += R"(" tracking_level="1" version="0)";
  }
  text_ += "\" object_id=\"_";
  append_integer(text_, object_count_++);
  text_ += "\">";
  open_tags_.push_back(tag);
  is_start_tag_last_ = true;
}

void XmlArchive::close() {
  const std::string_view tag = open_tags_.back();
  open_tags_.pop_back();
  if (!is_start_tag_last_) indent();
  end_tag(tag);
}

void XmlArchive::add(std::string_view tag, std::string_view text) {
  start_tag(tag);
  text_ += '>';
  append_escaped(text_, text);
  end_tag(tag);
}

void XmlArchive::add(std::string_view tag, std::int64_t value) {
  start_tag(tag);
  text_ += '>';
  append_integer(text_, value);
  end_tag(tag);
}

void XmlArchive::add(std::string_view tag, bool value) {
  add(tag, static_cast<std::int64_t>(value ? 1 : 0));
}

void XmlArchive::add(std::string_view tag, double value) {
  start_tag(tag);
  text_ += '>';
  append_real(text_, value);
  end_tag(tag);
}

void XmlArchive::add_attribute(std::string_view tag, const std::optional<std::int64_t>& value) {
  open(tag, XmlClass::integer_attribute);
  if (value) add("t_", *value);
  close();
}

void XmlArchive::add_attribute(std::string_view tag, const std::optional<double>& value) {
  open(tag, XmlClass::real_attribute);
  if (value) add("t_", *value);
  close();
}

void XmlArchive::add_attribute(std::string_view tag, const std::optional<std::string_view>& value) {
  open(tag, XmlClass::text_attribute);
  if (value) add("t_", *value);
  close();
}

void XmlArchive::add_count(std::int64_t count, int item_version) {
  add("count", count);
  add("item_version", static_cast<std::int64_t>(item_version));
}

std::string XmlArchive::finish() {
  text_ += document_end;
  return std::move(text_);
}

void XmlArchive::indent() { text_.append(open_tags_.size(), '\t'); }

void XmlArchive::start_tag(std::string_view tag) {
  if (is_start_tag_last_) text_ += '\n';
  indent();
  text_.append("<").append(tag);
}

void XmlArchive::end_tag(std::string_view tag) {
  text_.append("</").append(tag).append(">\n");
  is_start_tag_last_ = false;
}

bool XmlArchive::first_use(XmlClass type) {
  const auto index = static_cast<std::size_t>(type);
  if (seen_[index]) return false;
  seen_[index] = true;
  numbers_[index] = class_count_++;
  return true;
}

}  // namespace tilewright
