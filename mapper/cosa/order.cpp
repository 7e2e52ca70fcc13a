#include "mapper/cosa/order.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <set>
#include <utility>

namespace tilewright::cosa {

namespace {

class OrderSearch {
 public:
  OrderSearch(const std::vector<int>& dimensions, const std::vector<DataSpaceMask>& relevance,
              int data_space_count)
      : dimensions_(dimensions), relevance_(relevance), data_space_count_(data_space_count) {
    for (const int dimension : dimensions) signatures_.insert(relevance[dimension]);
  }

  std::vector<LoopOrder> run() {
    visit(0, LoopOrder{.dimensions = {}, .reuse = std::vector<int>(relevance_.size(), 0)});
    return std::move(found_);
  }

 private:
  /// Appends the dimensions that touch only the data spaces that have stopped being re-used, then
  /// tries each way to stop more.
  void visit(DataSpaceMask stopped, LoopOrder order) {
    for (const int dimension : dimensions_) {
      const bool placed = std::find(order.dimensions.begin(), order.dimensions.end(), dimension) !=
                          order.dimensions.end();
      if (placed || (relevance_[dimension] & ~stopped) != 0) continue;
      order.dimensions.push_back(dimension);
      order.reuse[dimension] = data_space_count_ - std::popcount(stopped);
    }
    if (order.dimensions.size() == dimensions_.size()) {
      keep_if_optimal(std::move(order));
      return;
    }
    std::set<DataSpaceMask> tried;
    for (const DataSpaceMask signature : signatures_) {
      const DataSpaceMask next = stopped | signature;
      if (next != stopped && tried.insert(next).second) visit(next, order);
    }
  }

  static bool covers(const LoopOrder& a, const LoopOrder& b) {
    return std::equal(a.reuse.begin(), a.reuse.end(), b.reuse.begin(), std::greater_equal<>{});
  }

  void keep_if_optimal(LoopOrder order) {
    for (const LoopOrder& other : found_) {
      if (covers(other, order)) return;
    }
    std::erase_if(found_, [&](const LoopOrder& other) { return covers(order, other); });
    found_.push_back(std::move(order));
  }

  const std::vector<int>& dimensions_;
  const std::vector<DataSpaceMask>& relevance_;
  int data_space_count_;
  std::set<DataSpaceMask> signatures_;
  std::vector<LoopOrder> found_;
};

}  // namespace

std::vector<LoopOrder> pareto_orders(const std::vector<int>& dimensions,
                                     const std::vector<DataSpaceMask>& relevance,
                                     int data_space_count) {
  return OrderSearch(dimensions, relevance, data_space_count).run();
}

}  // namespace tilewright::cosa
