#include "model/spec/extent.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace tilewright::reader {

namespace {

constexpr std::int64_t most_values = 1'000'000;

/// What a value is made of when its aliases are written out.
struct Extent {
  std::int64_t values = 1;
  int depth = 0;
};

class ExtentCheck {
 public:
  Extent measure(const Value& value, int depth) {
    auto known = extents_.find(&value);
    if (known == extents_.end()) {
      require(value, depth <= deepest_nesting);
      Extent extent;
      for (const Value* item : value.items) add(extent, *item, measure(*item, depth + 1));
      for (const Value::Entry& entry : value.entries) {
        add(extent, *entry.value, measure(*entry.value, depth + 1));
      }
      known = extents_.emplace(&value, extent).first;
    }
    require(value, depth + known->second.depth <= deepest_nesting);
    return known->second;
  }

 private:
  static void add(Extent& extent, const Value& child, const Extent& of_child) {
    extent.values += of_child.values;
    extent.depth = std::max(extent.depth, of_child.depth + 1);
    require(child, extent.values <= most_values);
  }

  static void require(const Value& value, bool condition) {
    if (condition) return;
    throw Error(value.place, "aliases make this value too large or too deep",
                "use fewer aliases within aliases");
  }

  std::unordered_map<const Value*, Extent> extents_;
};

}  // namespace

void check_extent(const Value& root) { ExtentCheck().measure(root, 0); }

}  // namespace tilewright::reader
