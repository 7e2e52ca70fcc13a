#include "sim/flow/edge_flow.hpp"

#include <algorithm>
#include <optional>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

}  // namespace

EdgeFlow::EdgeFlow(FlowNest& nest, const TensorAxes& axes, const Edge& edge, ChildNetwork network,
                   EdgeView view)
    : nest_(nest),
      axes_(axes),
      edge_(edge),
      network_(std::move(network)),
      view_(view),
      passes_(nest.level_passes(edge.child)),
      children_(nest.instances(edge.child)),
      per_parent_(children_ / nest.instances(edge.parent)) {
  find_loops();
  place_children();
  tile(0);  // what cannot be played shows here
}

void EdgeFlow::find_loops() {
  const auto loops = nest_.temporal_loops();
  const auto first = index(nest_.first_temporal_outside(edge_.child));
  std::size_t change = loops.size();
  for (std::size_t i = loops.size(); i-- > first;) {
    const auto flat = std::find_if(nest_.loops().begin(), nest_.loops().end(), [&](const auto& at) {
      return at.temporal == static_cast<int>(i);
    });
    const int dimension = loops[i].dimension;
    Mover mover{i, {}};
    for (int axis = 0; axis < axes_.count(); ++axis) {
      mover.steps.push_back(checked_multiply(axes_.step(axis, dimension), flat->loop.stride));
    }
    const bool moves = axes_.depends_on(dimension);
    if (moves) {
      movers_.push_back(std::move(mover));
    } else {
      repeating_.push_back(i);
    }
    if (moves || passes_.ever_idle(dimension)) change = i;
  }
  change_loop_ = static_cast<int>(network_.whole_tiles ? first : change);
}

void EdgeFlow::place_children() {
  child_offsets_.assign(index(children_), Offset(index(axes_.count()), 0));
  std::int64_t outer_instances = 1;
  const auto loops = nest_.loops();
  for (int i = static_cast<int>(loops.size()) - 1; i >= nest_.first_loop_outside(edge_.child);
       --i) {
    const FlowLoop& own = loops[index(i)];
    if (own.temporal >= 0) continue;
    outer_instances *= own.loop.bound;
    const std::int64_t inner_instances = children_ / outer_instances;
    for (std::int64_t child = 0; child < children_; ++child) {
      const std::int64_t at = child / inner_instances % own.loop.bound;
      for (int axis = 0; axis < axes_.count(); ++axis) {
        child_offsets_[index(child)][index(axis)] +=
            at * own.loop.stride * axes_.step(axis, own.loop.dimension);
      }
    }
  }
  for (const Offset& offset : child_offsets_) child_codes_.push_back(code_of(offset));
}

bool EdgeFlow::touched(const Position& position) const {
  return std::any_of(repeating_.begin(), repeating_.end(),
                     [&](std::size_t loop) { return position[loop] > 0; });
}

EdgeFlow::Stand EdgeFlow::stand(const Position& position) const {
  Stand result{Offset(index(axes_.count()), 0), passes_.state(position)};
  for (const Mover& mover : movers_) {
    const std::int64_t at = position[mover.loop];
    if (at == 0) continue;
    for (std::size_t axis = 0; axis < result.offset.size(); ++axis) {
      result.offset[axis] += at * mover.steps[axis];
    }
  }
  return result;
}

// The tile of an instance with this profile that stands at offset 0.
const EdgeFlow::Tile& EdgeFlow::tile(Profile profile) {
  const auto [at, inserted] = tiles_.try_emplace(profile);
  if (!inserted) return at->second;
  std::vector<std::int64_t> extents(index(nest_.dimension_count()));
  for (int d = 0; d < nest_.dimension_count(); ++d) {
    extents[index(d)] = nest_.extent(edge_.child, d, (profile >> d & 1) != 0);
  }
  for (int axis = 0; axis < axes_.count(); ++axis) {
    if (view_.boxes) {
      const auto [low, extent] = axes_.bounds(axis, extents);
      at->second.push_back(shapes_.sum_set({{1, extent}}));
      at->second.back().low = low;
      continue;
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> steps;
    for (int d = 0; d < nest_.dimension_count(); ++d) {
      if (axes_.step(axis, d) != 0) steps.emplace_back(axes_.step(axis, d), extents[index(d)]);
    }
    at->second.push_back(shapes_.sum_set(std::move(steps)));
  }
  return at->second;
}

std::int64_t EdgeFlow::code_of(const Offset& offset) const {
  std::int64_t code = 0;
  for (int axis = 0; axis < axes_.count(); ++axis) {
    code += axes_.weight(axis) * offset[index(axis)];
  }
  return code;
}

// A tile without another instance's or position's one, that stands `displacement` before it.
EdgeFlow::Words EdgeFlow::find_words(Profile profile, Profile without, const Offset& displacement) {
  if (profile == idle_profile) return {};
  const Tile whole = tile(profile);
  if (without == idle_profile) return to_words(whole, {});
  Tile other = tile(without);
  Tile kept;
  Tile rest = whole;
  int changed_axes = 0;
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    other[axis].low -= displacement[axis];
    const PointShapes::Split split = shapes_.split(whole[axis], other[axis]);
    if (split.both.empty()) return to_words(whole, {});
    kept.push_back(split.both);
    if (split.rest.empty()) continue;
    ++changed_axes;
    rest[axis] = split.rest;
  }
  if (changed_axes == 0) return {};
  if (changed_axes == 1) return to_words(rest, {});
  return to_words(whole, kept);
}

// The set `whole` without `kept` (nothing when empty). A difference that is a product itself must
// be given as such: then equal sets have equal forms.
EdgeFlow::Words EdgeFlow::to_words(const Tile& whole, const Tile& kept) {
  Key shapes;
  Offset lows;
  Words words{1, 0, 0};
  std::int64_t kept_words = kept.empty() ? 0 : 1;
  for (const PlacedShape& part : whole) {
    words.count *= shapes_.words(part.shape);
    shapes.push_back(part.shape);
    lows.push_back(part.low);
  }
  for (std::size_t axis = 0; axis < kept.size(); ++axis) {
    kept_words *= shapes_.words(kept[axis].shape);
    shapes.push_back(kept[axis].shape);
    shapes.push_back(kept[axis].low - lows[axis]);
  }
  words.count -= kept_words;
  words.code = code_of(lows);
  words.form = forms_.try_emplace(shapes, static_cast<int>(forms_.size())).first->second;
  return words;
}

// What each child has at `now` and not at `other` (null: nothing); places relative to `frame`.
std::vector<EdgeFlow::Words> EdgeFlow::moved_words(const Stand& now, const Stand* other,
                                                   std::int64_t frame) {
  if (network_.whole_tiles) other = nullptr;
  const std::vector<Profile>& own = profiles(now.state);
  const std::vector<Profile>* others = other == nullptr ? nullptr : &profiles(other->state);
  Offset displacement = now.offset;
  for (std::size_t axis = 0; axis < displacement.size() && other != nullptr; ++axis) {
    displacement[axis] -= other->offset[axis];
  }
  const std::int64_t moved = code_of(now.offset) - frame;
  std::vector<Words> result(own.size());
  struct Kind {
    Profile profile, without;
    Words words;
  };
  std::vector<Kind> kinds;
  for (std::size_t child = 0; child < own.size(); ++child) {
    const std::size_t known_by = view_.representative ? 0 : child;
    const Profile without = others == nullptr ? idle_profile : (*others)[known_by];
    auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& known) {
      return known.profile == own[child] && known.without == without;
    });
    if (kind == kinds.end()) {
      const Words words = find_words(own[child], without, displacement);
      kind = kinds.insert(kinds.end(), {own[child], without, words});
    }
    result[child] = kind->words;
    if (result[child].count != 0) result[child].code += moved + child_codes_[child];
  }
  return result;
}

// The key of a movement: the states, and how far the tiles move from one stand to the next.
void EdgeFlow::start_key(std::initializer_list<const Stand*> stands) {
  key_.clear();
  const Stand* from = nullptr;
  for (const Stand* stand : stands) {
    if (stand == nullptr) continue;
    key_.push_back(stand->state);
    for (std::size_t axis = 0; axis < stand->offset.size() && from != nullptr; ++axis) {
      key_.push_back(stand->offset[axis] - from->offset[axis]);
    }
    from = stand;
  }
}

const Movement& EdgeFlow::arrivals(const Position* previous, const Position* before,
                                   const Position& after, bool reload, bool reloaded) {
  const Stand now = stand(after);
  std::optional<Stand> last;
  std::optional<Stand> earlier;
  if (before != nullptr && (!network_.whole_tiles || network_.links)) last = stand(*before);
  if (last && previous != nullptr && network_.links && !network_.whole_tiles) {
    earlier = stand(*previous);
  }
  start_key({earlier ? &*earlier : nullptr, last ? &*last : nullptr, &now});
  key_.push_back(2 * static_cast<int>(reloaded) + static_cast<int>(reload));
  const auto found = arrivals_.find(key_);
  if (found != arrivals_.end()) return found->second;
  const std::int64_t frame = code_of(now.offset);
  const std::vector<Words> words = moved_words(now, last && !reload ? &*last : nullptr, frame);
  std::vector<std::int64_t> partners;
  if (network_.links && last) {
    const Stand* const other = earlier && !reloaded ? &*earlier : nullptr;
    partners = find_partners(words, children_by_number(now.state), moved_words(*last, other, frame),
                             children_by_number(last->state));
  }
  return arrivals_.emplace(key_, make_movement(words, partners, false)).first->second;
}

const Movement& EdgeFlow::departures(const Position& before, const Position* after) {
  const Stand now = stand(before);
  std::optional<Stand> next;
  if (after != nullptr && (!network_.whole_tiles || network_.links)) next = stand(*after);
  start_key({&now, next ? &*next : nullptr});
  const auto found = departures_.find(key_);
  if (found != departures_.end()) return found->second;
  const std::int64_t frame = code_of(now.offset);
  const std::vector<Words> words = moved_words(now, next ? &*next : nullptr, frame);
  std::vector<std::int64_t> partners;
  if (network_.links && next) {
    partners = find_partners(words, children_by_number(now.state), moved_words(*next, &now, frame),
                             children_by_number(next->state));
  }
  return departures_.emplace(key_, make_movement(words, partners, true)).first->second;
}

std::size_t EdgeFlow::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = key.size();
  for (const std::int64_t part : key) {
    hash = (hash ^ static_cast<std::uint64_t>(part)) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32U;
  }
  return hash;
}

}  // namespace tilewright::sim
