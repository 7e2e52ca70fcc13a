#pragma once
// An input document as a tree, whatever language it was written in. A parser makes it (parse.hpp);
// all readers of sections look at it through Node (node.hpp).

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright::reader {

/// One value of a document and the place where it stands.
struct Value {
  enum class Kind { null, scalar, list, map };
  struct Entry {
    std::string key;
    Place key_place;
    const Value* value = nullptr;
  };

  Kind kind = Kind::null;
  Place place;
  std::string text;                 ///< of a scalar
  bool quoted = false;              ///< a scalar that is text even if it looks like a number
  std::vector<const Value*> items;  ///< of a list
  std::vector<Entry> entries;       ///< of a map, in the file's order; keys are unique
  std::string tag;                  ///< YAML's local tag, "!Component"; empty when there is none
  const Value* scope = nullptr;     ///< a map of what else names in this scalar may stand for
};

/// The entry of a key; '-' and '_' in keys are the same. Null when there is none.
const Value::Entry* find_entry(const std::vector<Value::Entry>& entries, std::string_view key);

/// Owns the values of one document. A value may stand at several places of the tree (YAML aliases),
/// but never within itself.
class ValueTree {
 public:
  Value& add(Value::Kind kind, Place place) {
    Value& value = values_.emplace_back();
    value.kind = kind;
    value.place = std::move(place);
    return value;
  }
  void set_root(const Value& root) { root_ = &root; }
  const Value& root() const { return *root_; }
  /// Entries of the root whose key stands in an earlier file, too; empty behind parse().
  std::vector<Value::Entry>& repeated() { return repeated_; }

 private:
  std::deque<Value> values_;  // addresses stay valid
  const Value* root_ = nullptr;
  std::vector<Value::Entry> repeated_;
};

/// Makes new values, which stand at the place of what they were made from.
class ValueBuilder {
 public:
  ValueBuilder(ValueTree& tree, const Place& place) : tree_(tree), place_(place) {}

  Value& map() const { return tree_.add(Value::Kind::map, place_); }
  Value& list() const { return tree_.add(Value::Kind::list, place_); }
  /// Text that no expression is computed in.
  const Value& scalar(const std::string& text) const;
  const Value& number(std::int64_t value) const;
  void add(Value& map, const std::string& key, const Value& value) const {
    map.entries.push_back({key, place_, &value});
  }
  void add(Value& map, const std::string& key, const std::string& text) const {
    add(map, key, scalar(text));
  }

 private:
  ValueTree& tree_;
  const Place& place_;
};

}  // namespace tilewright::reader
