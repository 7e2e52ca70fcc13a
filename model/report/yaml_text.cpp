// Values as YAML.

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/report/convert.hpp"
#include "model/spec/scalar.hpp"

namespace tilewright {

namespace {

using reader::Value;

/// Would a reader of YAML take the plain text for something else than text?
bool needs_quotes(const std::string& text) {
  static constexpr std::array<std::string_view, 5> nulls = {"", "~", "null", "Null", "NULL"};
  return reader::parse_number(text) || (text.size() > 1 && reader::parse_boolean(text)) ||
         std::find(nulls.begin(), nulls.end(), text) != nulls.end();
}

bool holds_a_map(const Value& value) {
  return value.kind == Value::Kind::map ||
         std::any_of(value.items.begin(), value.items.end(),
                     [](const Value* item) { return holds_a_map(*item); });
}

/// yaml-cpp takes some of these characters for plain ones, and its own reader drops them.
bool holds_control_characters(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char letter) { return letter < ' ' || letter == 0x7F; });
}

class YamlWriter {
 public:
  explicit YamlWriter(ListStyle style) : style_(style) {}

  std::string write(const Value& root) {
    add(root);
    return yaml_.c_str();
  }

 private:
  void add(const Value& value) {
    if (!value.tag.empty()) yaml_ << YAML::LocalTag(value.tag.substr(1));
    switch (value.kind) {
      case Value::Kind::null:
        yaml_ << YAML::Null;
        break;
      case Value::Kind::scalar:
        if ((value.quoted && needs_quotes(value.text)) || holds_control_characters(value.text)) {
          yaml_ << YAML::DoubleQuoted;
        }
        yaml_ << value.text;
        break;
      case Value::Kind::list:
        if (style_ == ListStyle::inline_brackets && !holds_a_map(value)) yaml_ << YAML::Flow;
        yaml_ << YAML::BeginSeq;
        for (const Value* item : value.items) add(*item);
        yaml_ << YAML::EndSeq;
        break;
      case Value::Kind::map:
        yaml_ << YAML::BeginMap;
        for (const Value::Entry& entry : value.entries) {
          yaml_ << YAML::Key << entry.key << YAML::Value;
          add(*entry.value);
        }
        yaml_ << YAML::EndMap;
        break;
    }
  }

  ListStyle style_;
  YAML::Emitter yaml_;
};

}  // namespace

std::string yaml_text(const Value& root, ListStyle style) { return YamlWriter(style).write(root); }

}  // namespace tilewright
