#pragma once
// An input document as a tree, whatever language it was written in. A parser makes it (parse.hpp);
// all readers of sections look at it through Node (node.hpp).

#include <deque>
#include <string>
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

 private:
  std::deque<Value> values_;  // addresses stay valid
  const Value* root_ = nullptr;
};

}  // namespace tilewright::reader
