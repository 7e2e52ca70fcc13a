#include "model/spec/repeated_sections.hpp"

#include <algorithm>

namespace tilewright::reader {

namespace {

[[noreturn]] void fail_given_twice(const Value::Entry& first, const Value::Entry& second) {
  throw Error(second.key_place, "key '" + second.key + "' is given twice",
              "it was first given at " + first.key_place.text() + "; remove one of the two");
}

/// Lists that several files may have parts of, other than sections that are lists themselves.
bool is_common_list(const std::string& key) {
  return key == "nodes" || key == "targets" || key == "classes";
}

bool has_nodes(const Value::Entry& section) {
  if (section.key != "architecture" && section.key != "arch") return false;
  return section.value->kind == Value::Kind::map && find_entry(section.value->entries, "nodes");
}

bool any_has_nodes(const std::vector<Value::Entry>& sections) {
  return std::any_of(sections.begin(), sections.end(), has_nodes);
}

class SectionCombiner {
 public:
  explicit SectionCombiner(ValueTree& tree) : tree_(tree) {}

  const Value& combine(const Value::Entry& first, const Value::Entry& second) {
    const Value::Kind kind = first.value->kind;
    if (kind == Value::Kind::null) return *second.value;
    if (second.value->kind == Value::Kind::null) return *first.value;
    if (kind == Value::Kind::scalar || kind != second.value->kind) fail_given_twice(first, second);
    return kind == Value::Kind::list ? join_lists(first, second) : join_maps(first, second);
  }

 private:
  const Value& join_lists(const Value::Entry& first, const Value::Entry& second) {
    Value& list = tree_.add(Value::Kind::list, first.value->place);
    list.items = first.value->items;
    list.items.insert(list.items.end(), second.value->items.begin(), second.value->items.end());
    return list;
  }

  const Value& join_maps(const Value::Entry& first, const Value::Entry& second) {
    Value& map = tree_.add(Value::Kind::map, first.value->place);
    map.entries = first.value->entries;
    for (const Value::Entry& entry : second.value->entries) {
      const Value::Entry* known = find_entry(first.value->entries, entry.key);
      if (known == nullptr) {
        map.entries.push_back(entry);
      } else {
        const auto index = static_cast<std::size_t>(known - first.value->entries.data());
        map.entries[index].value = &combine_values(*known, entry);
      }
    }
    return map;
  }

  const Value& combine_values(const Value::Entry& first, const Value::Entry& second) {
    const Value& a = *first.value;
    const Value& b = *second.value;
    if (a.kind == Value::Kind::list && b.kind == a.kind && is_common_list(first.key)) {
      return join_lists(first, second);
    }
    if (a.kind != Value::Kind::scalar || b.kind != a.kind) fail_given_twice(first, second);
    if (a.text != b.text) {
      throw Error(
          b.place,
          "'" + second.key + "' is '" + b.text + "', but '" + a.text + "' at " + a.place.text(),
          first.key == "version" ? "the input mixes versions: bring all files to one"
                                 : "give one value, or remove one of the two");
    }
    return a;
  }

  ValueTree& tree_;
};

}  // namespace

void combine_repeated_sections(ValueTree& tree) {
  if (tree.repeated().empty()) return;
  Value& root = tree.add(Value::Kind::map, tree.root().place);
  root.entries = tree.root().entries;
  const bool is_version_0_4 = any_has_nodes(root.entries) || any_has_nodes(tree.repeated());
  for (const Value::Entry& second : tree.repeated()) {
    const Value::Entry& first = *find_entry(root.entries, second.key);
    if (!is_version_0_4) fail_given_twice(first, second);
    const auto index = static_cast<std::size_t>(&first - root.entries.data());
    root.entries[index].value = &SectionCombiner(tree).combine(first, second);
  }
  tree.repeated().clear();
  tree.set_root(root);
}

}  // namespace tilewright::reader
