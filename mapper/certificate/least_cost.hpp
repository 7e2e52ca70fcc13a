#pragma once
// The least that any mapping of a case costs, from a program that goes from the outside inwards
// over tile shapes. It knows the shape that the loops further in cover, and since which level each
// tensor has open transfers. Three things may happen:
//   - a loop that moves no tensor with open transfers is placed: free;
//   - a tensor's transfers are charged, before a loop that moves it: from there on each iteration
//     of any loop repeats them. A sliding window's first loop is placed at once, as a whole;
//   - a level's loops are done: what it keeps is open from there on.
// When the case is decided (one choice of spatial loops for each level), this is the least cost
// itself, but for sliding windows that may keep words, and words that neighbours pass on.
// Otherwise, instances, shared tiles and copies count at the least that the choices allow.
//
// Energies are added as doubles; the result is lowered by more than their rounding errors.

#include <memory>
#include <vector>

#include "mapper/certificate/shapes.hpp"
#include "mapper/certificate/spread_facts.hpp"
#include "mapper/certificate/window_words.hpp"

namespace tilewright::certificate {

/// For an instance without free keep bits.
class LeastCost {
 public:
  LeastCost(const Instance& instance, const Shapes& shapes);

  /// In pJ, operations included; infinite if there is no mapping.
  double of(const Case& spatial);

 private:
  // Words that a tensor's tiles exchange, of all instances together.
  struct Transfer {
    int child = 0;
    int parent = 0;
  };
  // All that is known of one case.
  struct Context {
    const Case& spatial;
    SpreadFacts facts;
  };
  struct Slide {
    int tensor = 0;
    int rank = 0;
    int term = 0;
    int dimension = 0;
  };
  using Costs = std::vector<std::vector<double>>;  // [tensor][first open transfer]

  std::vector<Transfer> transfers_of(int tensor) const;
  bool keeps(int level, int tensor) const;
  int open_states(int tensor, int level) const;
  int combinations(int level) const;
  std::vector<int> digits(int level, int combination) const;
  int after_keeping(int level, int combination) const;

  double charge(const Context& context, int level, Energy each, double words, bool address) const;
  double serving(const Context& context, int tensor, int level, double words) const;
  double filling(const Context& context, int tensor, int level, double words) const;
  double passing_on(const Transfer& transfer) const;
  double outside(int tensor, int shape) const;
  double transfer_cost(const Context& context, int tensor, const Transfer& transfer, int level,
                       int shape, const WindowWords::Words& window) const;
  double arrival(const Context& context, int tensor, int level) const;

  void list_shapes(const Context& context, int level);
  void keep(const Context& context, int level);
  void iterate(const Context& context, int level);
  void make_windows(const Context& context, int level);
  void cost_at_rest(const Context& context, int level, int shape, Costs& costs) const;
  double slide_cost(const Context& context, int level, int shape, const Slide& slide, int since,
                    std::size_t larger) const;
  double least_slide(const Context& context, int level, int shape, int combination,
                     const std::vector<int>& digits, const std::vector<int>& weights) const;
  void spread(const Context& context, int level);

  const Instance& instance_;
  const Shapes& shapes_;
  std::vector<std::vector<Transfer>> transfers_;  // [tensor]
  std::vector<std::unique_ptr<WindowRanks>> ranks_;  // [tensor], null unless it slides
  std::vector<Slide> slides_;
  std::vector<std::vector<char>> fits_;    // [level][shape]
  std::vector<std::vector<char>> enough_;  // the same: fills the level as much as it must

  // Of the level at work.
  std::vector<int> listed_;         // shapes that its loops may reach, ascending
  std::vector<char> is_listed_;     // [shape]
  std::vector<double> values_;      // [shape x combinations]
  std::vector<double> next_;        // the same for the loops further out
  std::vector<WindowWords> windows_;  // by transfer of the tensor that slides
};

}  // namespace tilewright::certificate
