#pragma once
// Solves an improved program by outer approximation: its sums are replaced by tangents, the rows
// that a solution shows to be missing are added, and so on until the bound meets the best solution.
// Source of the method: Duran and Grossmann, "An outer-approximation algorithm for a class of
// mixed-integer nonlinear programs", Mathematical Programming 36, 1986.

#include <functional>
#include <vector>

#include "mapper/cosa/clock.hpp"
#include "mapper/cosa/improved/program.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa::improved {

/// The program without integrality, tangents added until its sums hold.
struct Relaxation {
  bool feasible = false;
  double objective = unbounded;  ///< log2; no solution of the program is below
  std::vector<double> columns;
};

/// Adds tangents to the program's model as it goes. Its objective only rises: beyond
/// `give_up_above` nothing more is done, and the relaxation is called infeasible.
Relaxation relax(Program& program, const SolverBackend& solver, double give_up_above = unbounded);

/// A solution of the program: whole numbers, and what its sums really are.
struct Solution {
  std::vector<double> columns;
  double objective = 0;  ///< log2, with the sums as they are
  bool fits = false;     ///< the shared buffers hold the tiles
};

/// What ends the search for a proof: more nodes or rounds hardly find better mappings. Numbers, not
/// seconds, so that the result is the same on every machine.
struct Effort {
  long most_nodes = 800;     ///< of a round
  long enough_nodes = 2000;  ///< of all
  int most_rounds = 10;
};

struct RoundLimits {
  double gap = 0;           ///< log2: ends when the best solution is so near the bound
  double best = unbounded;  ///< log2: solutions count that are better by the gap
  Effort effort;
  const Clock& clock;
};

struct RoundResult {
  SolveStatus status = SolveStatus::failed;  ///< optimal: within the gap
  double bound = -unbounded;                 ///< log2
  long nodes = 0;
  int rounds = 0;
};

/// Solves the program, until the best solution is within the gap, the effort is made or the time is
/// over; `take` gets each solution and says whether its mapping is valid: only then does it count.
RoundResult solve_in_rounds(Program& program, const Relaxation& relaxation,
                            const SolverBackend& solver, const RoundLimits& limits,
                            const std::function<bool(const Solution&)>& take);

}  // namespace tilewright::cosa::improved
