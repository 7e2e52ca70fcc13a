#include "model/spec/reuse_constraint_reader.hpp"

#include <algorithm>
#include <array>

#include "model/spec/loop_constraint_reader.hpp"
#include "model/spec/sections.hpp"

namespace tilewright::reader {

namespace {

struct Directive {
  ConstraintKind kind;  ///< of the entries that may have it
  const char* key;
  const char* other_key;  ///< is read when the first is not there
  DataSpaceMask ReuseDirectives::*mask;
};

constexpr std::array<Directive, 5> all_directives = {
    {{ConstraintKind::spatial, "no_link_transfer", nullptr, &ReuseDirectives::no_link_transfer},
     {ConstraintKind::spatial, "no_reuse", "no_multicast_no_reduction",
      &ReuseDirectives::no_multicast},
     {ConstraintKind::temporal, "no_reuse", "no_temporal_reuse",
      &ReuseDirectives::no_temporal_reuse},
     {ConstraintKind::temporal, "rmw_first_update", nullptr, &ReuseDirectives::rmw_first_update},
     {ConstraintKind::bypass, "no_coalesce", nullptr, &ReuseDirectives::no_coalesce}}};

std::optional<Node> find(const ConstraintEntry& entry, const Directive& directive) {
  auto node = entry.find(directive.key);
  if (directive.other_key == nullptr) return node;
  auto other = entry.find(directive.other_key);
  if (!node) return other;
  if (other) other->warn(other->name() + " is ignored, because there is " + node->name() + ", too");
  return node;
}

}  // namespace

void ReuseConstraintReader::read(const ConstraintEntry& entry) {
  for (std::size_t index = 0; index < all_directives.size(); ++index) {
    const Directive& directive = all_directives[index];
    if (directive.kind != entry.kind()) continue;
    const auto node = find(entry, directive);
    if (!node) continue;
    const auto [earlier, inserted] =
        places_.emplace(std::pair(entry.level(), index), node->place());
    if (!inserted) {
      fail_twice(node->place(), earlier->second,
                 node->name() + " of " + entry.level_text() + " is given twice");
    }
    directives_[entry.level()].*directive.mask =
        read_data_spaces(*node, workload_, architecture_.storage[entry.level()].name);
  }
}

std::vector<ReuseDirectives> ReuseConstraintReader::finish() && {
  const bool any = std::any_of(
      directives_.begin(), directives_.end(),
      [](const ReuseDirectives& directives) { return directives != ReuseDirectives{}; });
  return any ? std::move(directives_) : std::vector<ReuseDirectives>{};
}

}  // namespace tilewright::reader
