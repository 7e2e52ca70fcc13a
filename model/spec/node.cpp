#include "model/spec/node.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

constexpr int deepest_variable = 32;

std::string kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "empty";
    case Value::Kind::scalar:
      return "a single value";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::map:
      return "a map";
  }
  return {};
}

std::string quoted(const std::string& text) {
  constexpr std::size_t longest = 60;
  return text.size() <= longest ? "'" + text + "'" : "'" + text.substr(0, longest) + "...'";
}

struct ParsedInteger {
  std::int64_t value = 0;
  bool overflow = false;
};

/// An integer in the bases that Timeloop's reader takes. Absent when the text is none.
std::optional<ParsedInteger> parse_integer(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
  }
  std::uint64_t magnitude = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, magnitude, base);
  if (parsed != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range ||
      magnitude > static_cast<std::uint64_t>(largest_integer)) {
    return ParsedInteger{0, true};
  }
  const auto value = static_cast<std::int64_t>(magnitude);
  return ParsedInteger{negative ? -value : value, false};
}

std::optional<double> parse_number(const std::string& text) {
  const std::string_view digits =
      !text.empty() && text[0] == '+' ? std::string_view(text).substr(1) : std::string_view(text);
  if (digits == ".inf" || digits == ".Inf" || digits == ".INF") return HUGE_VAL;
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [parsed, error] = std::from_chars(digits.data(), end, value);
  if (parsed == end && error == std::errc() && std::isfinite(value)) return value;
  const auto integer = parse_integer(text);  // hexadecimal
  if (!integer || integer->overflow) return std::nullopt;
  return static_cast<double>(integer->value);
}

std::optional<bool> parse_boolean(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  static const std::set<std::string> yes = {"true", "yes", "on", "y"};
  static const std::set<std::string> no = {"false", "no", "off", "n"};
  if (yes.count(text) > 0) return true;
  if (no.count(text) > 0) return false;
  return std::nullopt;
}

}  // namespace

const std::string& Node::raw_text() const {
  require_kind(Value::Kind::scalar);
  return value_->text;
}

std::optional<Node> Node::variable() const {
  if (context_->variables == nullptr) return std::nullopt;
  for (const Value::Entry& entry : context_->variables->entries) {
    if (entry.key == value_->text && entry.value->kind == Value::Kind::scalar) {
      return Node(*entry.value, "variable '" + entry.key + "'", *context_);
    }
  }
  return std::nullopt;
}

/// Parses the scalar, or the variable that it names, or the variable that that names, ...
template <typename Number, typename Parse>
Number Node::convert(Parse parse, const char* expected) const {
  raw_text();
  std::optional<Node> node = *this;
  for (int depth = 0; node && depth < deepest_variable; ++depth) {
    if (const std::optional<Number> result = parse(node->value_->text)) return *result;
    node = node->variable();
  }
  fail(name_ + " is " + quoted(value_->text), std::string("give ") + expected);
}

std::string Node::text() const {
  raw_text();
  Node node = *this;
  for (int depth = 0; depth < deepest_variable; ++depth) {
    const std::optional<Node> next = node.variable();
    if (!next || next->value_ == node.value_) return node.value_->text;
    node = *next;
  }
  fail(name_ + " names a variable that names itself", "give the variable a value");
}

std::int64_t Node::integer(std::int64_t smallest, std::int64_t largest) const {
  const auto parsed = convert<ParsedInteger>(parse_integer, "an integer");
  if (parsed.overflow || parsed.value > largest) {
    fail(name_ + " is too large: " + quoted(value_->text),
         "the largest possible value is " + std::to_string(largest));
  }
  if (parsed.value < smallest) {
    fail(name_ + " is " + quoted(value_->text),
         "the smallest possible value is " + std::to_string(smallest));
  }
  return parsed.value;
}

double Node::number() const { return convert<double>(parse_number, "a number"); }

double Node::positive_number() const {
  const double value = number();
  if (!(value > 0)) fail(name_ + " is " + quoted(value_->text), "give a number greater than 0");
  return value;
}

double Node::non_negative_number() const {
  const double value = number();
  if (value < 0) fail(name_ + " is " + quoted(value_->text), "give 0 or a number greater than 0");
  return value;
}

bool Node::boolean() const { return convert<bool>(parse_boolean, "true or false"); }

std::vector<Node> Node::items() const {
  require_kind(Value::Kind::list);
  std::vector<Node> nodes;
  for (const Value* item : value_->items) {
    nodes.emplace_back(*item, "item " + std::to_string(nodes.size() + 1) + " of " + name_,
                       *context_);
  }
  return nodes;
}

std::vector<std::string> Node::keys() const {
  require_kind(Value::Kind::map);
  std::vector<std::string> keys;
  for (const Value::Entry& entry : value_->entries) keys.push_back(entry.key);
  return keys;
}

const Value::Entry* Node::find_entry(std::string_view key) const {
  require_kind(Value::Kind::map);
  const std::string wanted = normalized_key(key);
  for (const Value::Entry& entry : value_->entries) {
    if (normalized_key(entry.key) == wanted) return &entry;
  }
  return nullptr;
}

const Place& Node::key_place(std::string_view key) const {
  const Value::Entry* entry = find_entry(key);
  return entry == nullptr ? place() : entry->key_place;
}

std::optional<Node> Node::find(std::string_view key) const {
  const Value::Entry* entry = find_entry(key);
  if (entry == nullptr || entry->value->kind == Value::Kind::null) return std::nullopt;
  return Node(*entry->value, "'" + entry->key + "'", *context_);
}

std::optional<Node> Node::find_any(std::initializer_list<std::string_view> keys) const {
  for (std::string_view key : keys) {
    if (auto node = find(key)) return node;
  }
  return std::nullopt;
}

Node Node::require(std::string_view key, const std::string& example) const {
  if (auto node = find(key)) return *node;
  fail(name_ + " has no '" + std::string(key) + "'", "add " + example);
}

void Node::check_keys(const KeyRules& rules) const {
  for (const std::string& key : keys()) {
    const std::string word = normalized_key(key);
    const auto holds = [&](const std::vector<std::string>& words) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (holds(rules.known) || holds(rules.ignored)) continue;
    if (const auto meant = near_miss(word, rules.known)) {
      throw Error(key_place(key), "unknown key '" + key + "' in " + rules.where,
                  "did you mean '" + *meant + "'?");
    }
    if (!rules.open) {
      warn(key_place(key), "unknown key '" + key + "' in " + rules.where + " is ignored");
    }
  }
}

void Node::fail(const std::string& problem, const std::string& advice) const {
  throw Error(place(), problem, advice);
}

void Node::warn(const Place& place, const std::string& text) const {
  context_->warnings.push_back(place.text() + ": " + text);
}

void Node::require_kind(Value::Kind kind) const {
  if (value_->kind == kind) return;
  fail(name_ + " is " + kind_name(value_->kind), "give " + kind_name(kind));
}

}  // namespace tilewright::reader
