#include "mapper/certificate/window_run.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "model/spec/checked.hpp"

namespace tilewright::certificate {

namespace {

Place plus(Place a, const Place& b, Count times = 1) {
  for (std::size_t rank = 0; rank < a.size(); ++rank) a[rank] += times * b[rank];
  return a;
}

bool is_zero(const Place& place) {
  return std::all_of(place.begin(), place.end(), [](Count words) { return words == 0; });
}

// What a child fetches in one visit: the tile, without the part that lies `back` in it.
struct Delta {
  Count words = 0;
  std::optional<Place> moved;  // nothing: the whole tile

  bool same(const Delta& other) const {
    return words > 0 && words == other.words && moved == other.moved;
  }
};

Count group_count(const Sharing& sharing) {
  Count groups = 0;
  for (const auto& [children, count] : sharing) groups += count;
  return groups;
}

class WindowRun {
 public:
  WindowRun(const Place& extents, const std::vector<WindowLoop>& loops,
            const WindowChildren& children)
      : extents_(extents),
        loops_(loops),
        children_(children),
        all_(sharing(children.places)),
        place_(extents.size(), 0) {}

  WindowWordCount count() {
    run(loops_.size(), 1);
    return count_;
  }

 private:
  // The first two iterations stand for all.
  void run(std::size_t depth, Count weight) {
    if (depth == 0) {
      visit(weight);
      return;
    }
    const WindowLoop& loop = loops_[depth - 1];
    run(depth - 1, weight);
    if (loop.bound == 1) return;
    place_ = plus(place_, loop.step);
    run(depth - 1, checked_multiply(weight, loop.bound - 1));
    place_ = plus(place_, loop.step, -1);
  }

  Count whole() const {
    Count words = 1;
    for (const Count extent : extents_) words = checked_multiply(words, extent);
    return words;
  }

  // Keeps what overlaps with the last visit's tile.
  Delta difference(const Place& moved) const {
    Count kept = 1;
    for (std::size_t rank = 0; rank < extents_.size(); ++rank) {
      kept *= std::max<Count>(0, extents_[rank] - std::abs(moved[rank]));
    }
    if (kept == 0) return {whole(), std::nullopt};
    return {whole() - kept, moved};
  }

  Delta next_delta(const Place& moved) {
    if (!visited_) return {whole(), std::nullopt};
    if (is_zero(moved)) return {0, moved};
    if (!stride_ || *stride_ == moved) {
      stride_ = moved;
      return difference(moved);
    }
    stride_.reset();
    return {whole(), std::nullopt};
  }

  void visit(Count weight) {
    const Place moved = visited_ ? plus(place_, last_place_, -1) : place_;
    const Delta delta = next_delta(moved);
    const Count words = checked_multiply(delta.words, weight);
    count_.fetched = checked_add(count_.fetched, words);
    if (!visited_ || !delta.same(last_) || !pass_on(moved, words)) serve(all_, words);
    visited_ = true;
    last_ = delta;
    last_place_ = place_;
  }

  void serve(const Sharing& groups, Count words) {
    for (const auto& group : groups) {
      Count& served = count_.served[group];
      served = checked_add(served, checked_multiply(words, group.second));
    }
  }

  // Children that need what a neighbour got last are served by it, if that leaves fewer groups of
  // children to serve. False if not.
  bool pass_on(const Place& moved, Count words) {
    std::vector<Place> left;
    for (std::size_t child = 0; child < children_.places.size(); ++child) {
      if (neighbour_has(child, plus(children_.places[child], moved))) continue;
      left.push_back(children_.places[child]);
    }
    const Sharing groups = sharing(left);
    if (group_count(groups) >= group_count(all_)) return false;
    const auto passed_on = static_cast<Count>(children_.places.size() - left.size());
    count_.passed_on = checked_add(count_.passed_on, checked_multiply(words, passed_on));
    serve(groups, words);
    return true;
  }

  bool neighbour_has(std::size_t child, const Place& place) const {
    const auto columns = static_cast<std::size_t>(children_.columns);
    const auto has = [&](std::size_t other) {
      return other < children_.places.size() && children_.places[other] == place;
    };
    const std::size_t column = child % columns;
    return (column > 0 && has(child - 1)) || (column + 1 < columns && has(child + 1)) ||
           (child >= columns && has(child - columns)) || has(child + columns);
  }

  const Place& extents_;
  const std::vector<WindowLoop>& loops_;
  const WindowChildren& children_;
  Sharing all_;
  Place place_;
  bool visited_ = false;
  Place last_place_;
  Delta last_;
  std::optional<Place> stride_;
  WindowWordCount count_;
};

}  // namespace

Place step_of(const Tensor& tensor, int dimension, Count extent) {
  Place step(tensor.ranks.size(), 0);
  for (std::size_t rank = 0; rank < step.size(); ++rank) {
    for (const Tensor::Term& term : tensor.ranks[rank]) {
      if (term.dimension == dimension) step[rank] = checked_multiply(term.step, extent);
    }
  }
  return step;
}

Sharing sharing(const std::vector<Place>& places) {
  std::map<Place, Count> children;
  for (const Place& place : places) ++children[place];
  Sharing groups;
  for (const auto& [place, count] : children) ++groups[count];
  return groups;
}

Count WindowWordCount::served_words() const {
  Count words = 0;
  for (const auto& [group, own] : served) words = checked_add(words, own);
  return words;
}

double WindowWordCount::delivered(Count children) const {
  double words = 0;
  for (const auto& [group, own] : served) {
    words +=
        static_cast<double>(own) * static_cast<double>(group.first) / static_cast<double>(children);
  }
  return words;
}

WindowWordCount count_window(const Place& extents, const std::vector<WindowLoop>& loops,
                             const WindowChildren& children) {
  if (loops.size() > 20) {
    throw Error("the mapping has more than 20 loops outside of a sliding window's tile",
                "a certificate covers fewer");
  }
  return WindowRun(extents, loops, children).count();
}

}  // namespace tilewright::certificate
