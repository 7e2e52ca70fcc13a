#include "mapper/certificate/mesh_neighbours.hpp"

#include <algorithm>

namespace tilewright::certificate {

namespace {

constexpr Count most_children = 1024;
constexpr std::size_t most_loops = 5;

// Loops from the inside outwards: the first ones along X, the others along Y.
class Layout {
 public:
  Layout(const Shape& factors, const std::vector<std::size_t>& order)
      : factors_(factors), order_(order) {}

  // Children are numbered in the columns that are used, but placed in all of them.
  void compare(Count columns, std::set<Shape>& differences) const {
    Count children = 1;
    for (const std::size_t d : order_) children *= factors_[d];
    for (Count child = 0; child < children; ++child) {
      if (child % columns + 1 < columns) add(child, child + 1, children, differences);
      add(child, child + columns, children, differences);
    }
  }

 private:
  Shape indices(Count child) const {
    Shape result(factors_.size(), 0);
    for (const std::size_t d : order_) {
      result[d] = child % factors_[d];
      child /= factors_[d];
    }
    return result;
  }

  void add(Count child, Count neighbour, Count children, std::set<Shape>& differences) const {
    if (neighbour >= children) return;
    Shape forwards = indices(neighbour);
    const Shape own = indices(child);
    Shape backwards = own;
    for (std::size_t d = 0; d < own.size(); ++d) {
      backwards[d] -= forwards[d];
      forwards[d] -= own[d];
    }
    differences.insert(std::move(forwards));
    differences.insert(std::move(backwards));
  }

  const Shape& factors_;
  const std::vector<std::size_t>& order_;
};

}  // namespace

const std::set<Shape>* MeshNeighbours::differences(const Level& level, const Shape& factors) {
  std::vector<std::size_t> order;
  Count children = 1;
  for (std::size_t d = 0; d < factors.size(); ++d) {
    if (factors[d] == 1) continue;
    order.push_back(d);
    children *= factors[d];
  }
  if (order.size() > most_loops || children > most_children) return nullptr;
  const auto [known, added] = known_.try_emplace({level.name, factors});
  if (!added) return &known->second;
  do {
    Count x = 1;
    for (std::size_t along_x = 0; along_x <= order.size(); ++along_x) {
      if (along_x > 0) x *= factors[order[along_x - 1]];
      if (x > level.fanout_x || children / x > level.fanout_y) continue;
      Layout(factors, order).compare(level.fanout_x, known->second);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return &known->second;
}

}  // namespace tilewright::certificate
