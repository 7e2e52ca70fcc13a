#include "model/spec/libconfig.hpp"

#include <libconfig.h++>
#include <string>

#include "model/spec/libconfig_scanner.hpp"

namespace tilewright::reader {

namespace {

using libconfig::Setting;

/// Of an integer whose range the scanner has checked. (The library's own value is cut to 32 bits
/// without an 'L'.)
std::string decimal_text(const std::string& number) {
  const bool is_hexadecimal = number.size() > 1 && (number[1] == 'x' || number[1] == 'X');
  return std::to_string(std::stoll(number, nullptr, is_hexadecimal ? 16 : 10));
}

/// Makes a ValueTree of the library's settings, which stand in the order of the text as the tokens
/// do.
class TreeBuilder {
 public:
  explicit TreeBuilder(const LibconfigText& text) : text_(text) {}

  ValueTree build(const Setting& root, const Place& place) {
    Value& map = tree_.add(Value::Kind::map, place);
    add_entries(map, root);
    tree_.set_root(map);
    return std::move(tree_);
  }

 private:
  const LibconfigText::Token& next_token() { return text_.tokens.at(next_++); }

  void add_entries(Value& map, const Setting& group) {
    for (const Setting& setting : group) {
      const Place key_place = next_token().place;
      map.entries.push_back({setting.getName(), key_place, &add_value(setting)});
    }
  }

  const Value& add_value(const Setting& setting) {
    const LibconfigText::Token& token = next_token();
    if (setting.isGroup()) {
      Value& map = tree_.add(Value::Kind::map, token.place);
      add_entries(map, setting);
      return map;
    }
    if (setting.isScalar()) return add_scalar(setting, token);
    Value& list = tree_.add(Value::Kind::list, token.place);
    for (const Setting& item : setting) list.items.push_back(&add_value(item));
    return list;
  }

  const Value& add_scalar(const Setting& setting, const LibconfigText::Token& token) {
    Value& value = tree_.add(Value::Kind::scalar, token.place);
    switch (setting.getType()) {
      case Setting::TypeInt:
      case Setting::TypeInt64:
        value.text = decimal_text(token.number);
        break;
      case Setting::TypeFloat:
        value.text = token.number;
        break;
      case Setting::TypeBoolean:
        value.text = static_cast<bool>(setting) ? "true" : "false";
        break;
      default:
        value.text = setting.c_str();
        value.quoted = true;
    }
    return value;
  }

  const LibconfigText& text_;
  std::size_t next_ = 0;
  ValueTree tree_;
};

Error syntax_error(const LibconfigText& text, const libconfig::ParseException& exception) {
  const auto line = static_cast<std::size_t>(exception.getLine());
  const std::size_t last = text.line_places.size();
  return {text.line_places[std::min(std::max<std::size_t>(line, 1), last) - 1],
          std::string("this is not valid libconfig (") + exception.getError() + ")",
          "settings are 'name = value;', groups { }, lists ( , ), arrays [ , ] of values of one "
          "type; check here and on the line before"};
}

}  // namespace

ValueTree parse_libconfig(const Document& document) {
  const LibconfigText text = scan_libconfig(document);
  libconfig::Config config;
  try {
    config.readString(text.text);
  } catch (const libconfig::ParseException& exception) {
    throw syntax_error(text, exception);
  }
  return TreeBuilder(text).build(config.getRoot(), document.place(1, 1));
}

}  // namespace tilewright::reader
