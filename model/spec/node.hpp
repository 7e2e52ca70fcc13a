#pragma once
// Typed look-ups in an input document. Every reader of a section works on Nodes only, so that it
// does not matter which parser made the ValueTree. A look-up that fails throws Error at the value's
// place.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/spec/expression.hpp"
#include "model/spec/value.hpp"

namespace tilewright::reader {

/// What all nodes of a document share.
struct Context {
  const Value* variables = nullptr;  ///< the root's `variables:` map, if any
  /// The whole input when its numbers may be expressions (version 0.4), else null.
  const Value* expression_root = nullptr;
  std::vector<std::string> warnings;
};

/// The keys that a map may hold, spelled with underscores.
struct KeyRules {
  std::string where;                 ///< "a mapping directive"
  std::vector<std::string> known;    ///< are read
  std::vector<std::string> ignored;  ///< mean something to another tool or to another reader
  /// Other keys are fine, too, unless they look misspelt; those in capitals do not.
  bool open = false;
};

inline constexpr std::int64_t largest_integer = std::numeric_limits<std::int64_t>::max();

/// A value of the document, under the name that messages call it by. Cheap to copy. Must not
/// outlive its ValueTree and Context.
class Node {
 public:
  Node(const Value& value, std::string name, Context& context)
      : value_(&value), name_(std::move(name)), context_(&context) {}

  const Value& value() const { return *value_; }
  const Place& place() const { return value_->place; }
  const std::string& name() const { return name_; }
  bool is_scalar() const { return value_->kind == Value::Kind::scalar; }
  bool is_list() const { return value_->kind == Value::Kind::list; }
  bool is_map() const { return value_->kind == Value::Kind::map; }

  /// A scalar as it stands in the file.
  const std::string& raw_text() const;
  /// A scalar; when it is the name of a variable, the variable's value.
  std::string text() const;
  /// Decimal, 0x hexadecimal or 0 octal; or the name of a variable; or, in version 0.4, an
  /// expression, as in all numbers and truth values. In [smallest, largest].
  std::int64_t integer(std::int64_t smallest = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t largest = largest_integer) const;
  double number() const;
  /// A number in [-1e100, 1e100], so that multiples stay finite.
  double moderate_number() const;
  /// A number > 0.
  double positive_number() const;
  /// A number >= 0.
  double non_negative_number() const;
  bool boolean() const;

  /// The elements of a list, named "item 2 of 'local'".
  std::vector<Node> items() const;
  /// The keys of a map in the file's order, as spelled there.
  std::vector<std::string> keys() const;
  /// The place of a key that the map has.
  const Place& key_place(std::string_view key) const;
  /// The value of a key; '-' and '_' in keys are the same. Absent when there is no such key or its
  /// value is null. Throws Error when this is no map.
  std::optional<Node> find(std::string_view key) const;
  /// The value of the first of the keys that is there.
  std::optional<Node> find_any(std::initializer_list<std::string_view> keys) const;
  /// As find(), but throws Error when there is none; `example` shows what to write.
  Node require(std::string_view key, const std::string& example) const;

  /// Throws Error for a key that is a misspelt known key; warns of other unknown keys.
  void check_keys(const KeyRules& rules) const;

  [[noreturn]] void fail(const std::string& problem, const std::string& advice = {}) const;
  void warn(const std::string& text) const { warn(place(), text); }
  void warn(const Place& place, const std::string& text) const;
  Context& context() const { return *context_; }

 private:
  const Value::Entry* find_entry(std::string_view key) const;
  void require_kind(Value::Kind kind) const;
  /// The variable that the scalar names, or what its scope has by that name.
  std::optional<Node> variable() const { return find_name(raw_text()); }
  std::optional<Node> find_name(const std::string& name, bool also_containers = false) const;
  /// As find_name(), but also lists and maps, and what stands in them: "variables.width",
  /// "spec.problem.instance.K", "buffer.attributes.width".
  std::optional<Node> find_path(const std::string& path) const;
  /// The elements of the list or map, as the front end counts them.
  std::optional<std::int64_t> size_of(const std::string& path) const;
  ExpressionValue evaluate(int depth) const;
  /// The value of an expression as text; absent where there can be none.
  std::optional<std::string> computed_text() const;
  std::string similar_variable() const;
  template <typename Number, typename Parse>
  Number convert(Parse parse, const char* expected) const;

  const Value* value_;
  std::string name_;
  Context* context_;
};

}  // namespace tilewright::reader
