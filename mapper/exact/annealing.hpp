#pragma once
// Simulated annealing over the mappings of a problem.

#include <cstdint>
#include <random>
#include <vector>

#include "mapper/exact/objective.hpp"
#include "mapper/exact/problem.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::exact {

/// Changes one mapping step by step; all that it visits are members of the mapspace.
class Annealing {
 public:
  /// `start` must be a valid member.
  Annealing(const Problem& problem, const Objective& objective, const Mapping& start,
            std::uint64_t seed);

  /// Tries `steps` changes while the temperature falls.
  void run(std::uint64_t steps);

  const Mapping& best() const { return best_; }
  const std::vector<double>& best_cost() const { return best_cost_; }

 private:
  /// The loops of one level, as choices of the problem.
  struct Nest {
    std::size_t choice = 0;
    std::size_t arrangement = 0;
    std::vector<std::int64_t> factors;  // of the temporal loops, by dimension
    std::vector<int> order;             // innermost first
    DataSpaceMask keep = 0;
  };

  void take_apart(const Mapping& mapping);
  bool change();
  bool move_factor();
  bool add_spatial(Nest& nest, int level, int dimension, std::int64_t factor, bool remove);
  bool swap_loops();
  bool rearrange();
  bool flip_keep();
  bool allowed(int level, const Nest& nest) const;
  Mapping put_together() const;
  bool evaluate(std::vector<double>& cost);
  std::uint64_t draw(std::uint64_t below) { return random_() % below; }

  const Problem& problem_;
  const Objective& objective_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  std::mt19937_64 random_;
  std::vector<Nest> nests_;
  std::vector<double> cost_;
  Mapping best_;
  std::vector<double> best_cost_;
};

}  // namespace tilewright::exact
