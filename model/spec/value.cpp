#include "model/spec/value.hpp"

#include <algorithm>

#include "model/spec/spelling.hpp"

namespace tilewright::reader {

const Value::Entry* find_entry(const std::vector<Value::Entry>& entries, std::string_view key) {
  const std::string wanted = normalized_key(key);
  const auto is_wanted = [&](const Value::Entry& entry) {
    return normalized_key(entry.key) == wanted;
  };
  const auto found = std::find_if(entries.begin(), entries.end(), is_wanted);
  return found == entries.end() ? nullptr : &*found;
}

const Value& ValueBuilder::scalar(const std::string& text) const {
  Value& value = tree_.add(Value::Kind::scalar, place_);
  value.text = text;
  value.quoted = true;
  return value;
}

const Value& ValueBuilder::number(std::int64_t value) const {
  Value& number = tree_.add(Value::Kind::scalar, place_);
  number.text = std::to_string(value);
  return number;
}

}  // namespace tilewright::reader
