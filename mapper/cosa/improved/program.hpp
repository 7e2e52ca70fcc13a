#pragma once
// The improved program: the model's own energy and latency, in logarithms of pJ and cycles.
//
// The words that move between two levels are a product of a tile, of iterations and of instances,
// so their logarithm is linear in the counts of prime factors (less the run of loops over which the
// tile stays). Energy is a sum of such products, latency the largest of several, a shared buffer's
// use a sum of tiles: sums of powers of two, which LogSum turns into linear rows. The objective
// energy^a * latency^b is then a * log2 energy + b * log2 latency. docs/cosa.md has the equations.

#include <string>
#include <vector>

#include "mapper/cosa/improved/counts.hpp"
#include "mapper/cosa/improved/log_sum.hpp"
#include "mapper/cosa/improved/reuse.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa::improved {

/// Exponents of energy and latency in what is minimized.
struct Weights {
  double energy = 1;
  double latency = 1;
};

/// Which data spaces each level keeps, innermost first.
using Keep = std::vector<DataSpaceMask>;

struct Program {
  Model model;  ///< without the rows of the sums
  std::vector<CountColumn> counts;
  std::vector<OrderColumn> orders;
  Keep keep;
  Linear objective;  ///< log2 of energy^a * latency^b

  LogSum energy;                 ///< log2 pJ; its terms' parts are levels or the compute units
  std::vector<LogSum> latency;   ///< log2 cycles, one for each limit
  std::vector<LogSum> capacity;  ///< log2 words, of each buffer that several data spaces share
};

/// The program for given keep bits. Every data space has to be kept somewhere.
Program build_program(const Facts& facts, const Keep& keep, const Weights& weights);

}  // namespace tilewright::cosa::improved
