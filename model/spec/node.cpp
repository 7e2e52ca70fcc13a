#include "model/spec/node.hpp"

#include <algorithm>
#include <cctype>

#include "model/spec/scalar.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

constexpr int deepest_variable = 32;

bool is_in_capitals(const std::string& word) {
  return std::none_of(word.begin(), word.end(),
                      [](unsigned char letter) { return std::islower(letter) != 0; });
}

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

}  // namespace

const std::string& Node::raw_text() const {
  require_kind(Value::Kind::scalar);
  return value_->text;
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
  const auto computed = computed_text();
  if (const auto result = computed ? parse(*computed) : std::nullopt) return *result;
  const auto named = variable();
  const std::string meaning = computed ? " = " + *computed
                              : named  ? " = " + in_quotes(named->value_->text)
                                       : "";
  fail(name_ + " is " + in_quotes(value_->text) + meaning,
       std::string("give ") + expected + similar_variable());
}

/// ", or did you mean the variable 'ROWS'?", or nothing.
std::string Node::similar_variable() const {
  if (context_->variables == nullptr || variable()) return {};
  std::vector<std::string> names;
  for (const Value::Entry& entry : context_->variables->entries) names.push_back(entry.key);
  const auto meant = near_miss(value_->text, names);
  return meant ? ", or did you mean the variable '" + *meant + "'?" : "";
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
  const bool too_small = parsed.value < smallest || (parsed.overflow && parsed.value < 0);
  if (parsed.value > largest || (parsed.overflow && !too_small)) {
    fail(name_ + " is too large: " + in_quotes(value_->text),
         "the largest possible value is " + std::to_string(largest));
  }
  if (too_small) {
    fail(name_ + " is " + in_quotes(value_->text),
         "the smallest possible value is " + std::to_string(smallest));
  }
  return parsed.value;
}

double Node::number() const { return convert<double>(parse_number, "a number"); }

double Node::moderate_number() const {
  constexpr double limit = 1e100;
  const double value = number();
  if (value > limit) fail(name_ + " is " + in_quotes(value_->text), "give at most 1e100");
  if (value < -limit) fail(name_ + " is " + in_quotes(value_->text), "give at least -1e100");
  return value;
}

double Node::positive_number() const {
  const double value = number();
  if (!(value > 0)) fail(name_ + " is " + in_quotes(value_->text), "give a number greater than 0");
  return value;
}

double Node::non_negative_number() const {
  const double value = number();
  if (value < 0)
    fail(name_ + " is " + in_quotes(value_->text), "give 0 or a number greater than 0");
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
  return reader::find_entry(value_->entries, key);
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
    const bool is_version_0_4 = context_->expression_root != nullptr;
    if (is_version_0_4 && word.find("ignore") != std::string::npos) continue;
    if (holds(rules.known) || holds(rules.ignored)) continue;
    if (rules.open && is_in_capitals(word)) continue;  // a variable of the user
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
