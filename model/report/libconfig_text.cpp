// Values as libconfig text, laid out as libconfig's own writer does it.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>

#include "model/report/convert.hpp"
#include "model/spec/scalar.hpp"

namespace tilewright {

namespace {

using reader::Value;

enum class Type { integer, long_integer, real, boolean, string, other };

bool is_hexadecimal(const std::string& text) {
  return text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

bool is_true_or_false(const std::string& text) {
  return text.size() > 2 && std::string("tTfF").find(text[0]) != std::string::npos &&
         reader::parse_boolean(text).has_value();
}

Type type_of(const Value& value) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (value.kind != Value::Kind::scalar) return Type::other;
  if (value.quoted) return Type::string;
  if (is_true_or_false(value.text)) return Type::boolean;
  const auto integer = reader::parse_integer(value.text);
  if (integer && !integer->overflow) {
    return integer->value < Limits::min() || integer->value > Limits::max() ? Type::long_integer
                                                                            : Type::integer;
  }
  const auto number = reader::parse_number(value.text);
  return number && std::isfinite(*number) ? Type::real : Type::string;
}

/// Hexadecimal stays; a leading zero would mean octal in YAML, but does not in libconfig.
std::string integer_text(const std::string& text) {
  return is_hexadecimal(text) ? text : std::to_string(reader::parse_integer(text)->value);
}

std::string real_text(const std::string& text) {
  return text.find_first_of(".eE") == std::string::npos ? text + ".0" : text;
}

std::string string_text(const std::string& text) {
  std::string result = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      result += '\\';
      result += letter;
    } else if (letter == '\n') {
      result += "\\n";
    } else if (letter == '\t') {
      result += "\\t";
    } else if (code < ' ') {
      result += fmt::format("\\x{:02X}", code);
    } else {
      result += letter;
    }
  }
  return result + "\"";
}

void check_key(const Value::Entry& entry) {
  const auto is_fine = [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '_' || letter == '-' || letter == '*';
  };
  const std::string& key = entry.key;
  const bool starts_well =
      !key.empty() && (std::isalpha(static_cast<unsigned char>(key[0])) != 0 || key[0] == '*');
  if (starts_well && std::all_of(key.begin(), key.end(), is_fine) && !is_true_or_false(key)) return;
  throw Error(entry.key_place, "'" + key + "' cannot be a name in libconfig",
              "names start with a letter and hold letters, digits, '_', '-' and '*'");
}

/// Timeloop takes other empty lists for lists, these for arrays.
bool is_array_when_empty(const std::string& key) { return key == "keep" || key == "bypass"; }

class LibconfigWriter {
 public:
  std::string write(const Value& root) {
    add_entries(root, 1);
    return std::move(text_);
  }

 private:
  void indent(int depth) { text_.append(2 * static_cast<std::size_t>(depth - 1), ' '); }

  void add_entries(const Value& map, int depth) {
    for (const Value::Entry& entry : map.entries) {
      if (entry.value->kind == Value::Kind::null) continue;
      check_key(entry);
      indent(depth);
      text_ += entry.key;
      text_ += entry.value->kind == Value::Kind::map ? " : " : " = ";
      add_value(*entry.value, entry.key, depth);
      text_ += ";\n";
    }
  }

  void add_value(const Value& value, const std::string& key, int depth) {
    if (!value.tag.empty()) {
      throw Error(value.place, "libconfig has no tags such as '" + value.tag + "'",
                  "convert to YAML instead");
    }
    if (value.kind == Value::Kind::map) {
      text_ += '\n';
      indent(depth);
      text_ += "{\n";
      add_entries(value, depth + 1);
      indent(depth);
      text_ += '}';
    } else if (value.kind == Value::Kind::list) {
      add_list(value, key, depth);
    } else {
      add_scalar(value);
    }
  }

  void add_list(const Value& list, const std::string& key, int depth) {
    std::set<Type> types;
    for (const Value* item : list.items) types.insert(type_of(*item));
    const bool is_array = types.empty() ? is_array_when_empty(key)
                                        : types.size() == 1 && *types.begin() != Type::other;
    text_ += is_array ? "[ " : "( ";
    for (const Value* item : list.items) {
      if (item->kind == Value::Kind::null) {
        throw Error(item->place, "this item has no value, which libconfig cannot say",
                    "give it a value, or remove it");
      }
      add_value(*item, {}, depth + 1);
      text_ += item == list.items.back() ? " " : ", ";
    }
    text_ += is_array ? ']' : ')';
  }

  void add_scalar(const Value& scalar) {
    switch (type_of(scalar)) {
      case Type::integer:
        text_ += integer_text(scalar.text);
        break;
      case Type::long_integer:
        text_ += integer_text(scalar.text) + "L";
        break;
      case Type::real:
        text_ += real_text(scalar.text);
        break;
      case Type::boolean:
        text_ += scalar.text;
        break;
      default:
        text_ += string_text(scalar.text);
    }
  }

  std::string text_;
};

}  // namespace

std::string libconfig_text(const Value& root) { return LibconfigWriter().write(root); }

}  // namespace tilewright
