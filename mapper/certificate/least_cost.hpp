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

#include "mapper/certificate/mesh_neighbours.hpp"
#include "mapper/certificate/shapes.hpp"
#include "mapper/certificate/transfer_rates.hpp"

namespace tilewright::certificate {

/// For an instance without free keep bits.
class LeastCost {
 public:
  LeastCost(const Instance& instance, const Shapes& shapes);

  /// In pJ, operations included; infinite if there is no mapping.
  double of(const Case& spatial);

 private:
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
  // A window's first loop, from a shape on to a larger one.
  struct Move {
    const Slide* slide = nullptr;
    int after = 0;
    std::vector<double> costs;  // by first open transfer
  };
  // Which transfers are open.
  struct Combination {
    std::vector<int> open;  // by tensor: 0 none, else 1 + the first one
    std::vector<int> weights;
    std::vector<int> free;        // dimensions that move nothing open
    std::vector<bool> may_slide;  // by dimension: nothing is open that it leads away from
  };

  std::vector<Transfer> transfers_of(int tensor) const;
  bool keeps(int level, int tensor) const;
  int open_states(int tensor, int level) const;
  int combinations(int level) const;
  std::vector<int> digits(int level, int combination) const;
  int after_keeping(int level, int combination) const;

  double iterations_outside(int tensor, int shape) const;
  std::vector<Combination> list_combinations(int level) const;

  bool between(const Case& spatial, int level, int dimension, Count extent) const;
  void list_shapes(const Context& context, int level);
  void keep(const Context& context, int level);
  void prepare(const Context& context, int level);
  void iterate(const Context& context, int level);
  void cost_at_rest(int shape);
  void cost_slides(const Context& context, int level, int shape);
  WindowWords::Later later(const Case& spatial, int level, const Slide& slide, int shape) const;
  void list_steps(int shape);
  bool moves_rank(const Slide& slide, int dimension) const;
  bool alone(const Slide& slide, int shape) const;
  double value(int shape, int count, int combination) const {
    return values_[static_cast<std::size_t>(shape) * static_cast<std::size_t>(count) +
                   static_cast<std::size_t>(combination)];
  }
  double least_slide(const Combination& combination, int count, int own) const;
  void spread(const Context& context, int level);

  const Instance& instance_;
  const Shapes& shapes_;
  std::vector<std::vector<Transfer>> transfers_;     // [tensor]
  std::vector<std::unique_ptr<WindowRanks>> ranks_;  // [tensor], null unless it slides
  std::vector<Slide> slides_;
  MeshNeighbours neighbours_;
  std::vector<std::vector<double>> outside_;  // [tensor][shape]: see TransferRate::charge
  std::vector<std::vector<char>> fits_;       // [level][shape]
  std::vector<std::vector<char>> enough_;     // the same: fills the level as much as it must

  // Of the level at work.
  std::vector<int> listed_;                       // shapes that its loops may reach, ascending
  std::vector<char> is_listed_;                   // [shape]
  std::vector<double> values_;                    // [shape x combinations]
  std::vector<double> next_;                      // the same for the loops further out
  std::vector<std::vector<TransferRate>> rates_;  // [tensor][transfer]
  std::vector<WindowWords> windows_;              // by transfer of the tensor that slides

  // Of the shape at work.
  std::vector<std::vector<double>> at_rest_;  // [tensor][first open transfer]
  std::vector<Move> moves_;
  std::vector<std::vector<int>> steps_;  // by dimension: larger shapes
};

}  // namespace tilewright::certificate
