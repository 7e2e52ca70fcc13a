#pragma once
// Bounds such as 7, 13 or 55 have few divisors and leave units idle. Rounded up to richer ones, the
// layer does more operations, which all count, and may still cost less. Here is what mappers share
// that try the padded versions of a layer.

#include <cstdint>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright {

/// The bound, and each greater one up to `most_percent` above it that has more divisors than all
/// from the bound to there.
std::vector<std::int64_t> padded_bounds(std::int64_t bound, double most_percent);

/// One bound for each dimension of a layer.
using LayerBounds = std::vector<std::int64_t>;

/// The layer and all its padded versions: all combinations of padded_bounds() of the dimensions,
/// those with the fewest operations first. Throws Error when there are too many.
std::vector<LayerBounds> padded_problems(const Workload& workload, double most_percent);

/// The best version of a layer, and how it was found.
struct PaddedLayer {
  Spec spec;                  ///< with the bounds of the best problem
  std::int64_t problems = 0;  ///< the layer and its padded versions
  std::int64_t solved = 0;    ///< of these, the ones that a simple bound did not rule out
  std::int64_t refused = 0;   ///< of these, the ones that contradict the constraints
};

/// What any mapping of a version costs at least: all operations, in units that are all in use, and
/// of each word one access at the outermost level.
class CompulsoryCost {
 public:
  explicit CompulsoryCost(const Spec& spec);

  double energy_pj(const LayerBounds& bounds) const;
  double latency_cycles(const LayerBounds& bounds) const;

 private:
  struct Words {
    std::vector<int> dimensions;
    double access_pj = 0;
  };

  double units_;
  double operation_pj_ = 0;
  std::vector<Words> words_;
};

}  // namespace tilewright
