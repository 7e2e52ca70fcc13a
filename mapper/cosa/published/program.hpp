#pragma once
// CoSA's program as a compact mixed-integer linear program with the same optima as the published
// one. docs/cosa-published.md gives the equations and says why the two are equivalent:
//   * one integer counts the equal primes of a dimension at a level and of a kind of loop;
//   * one binary chooses among the Pareto-optimal loop orders of the global buffer's level;
//   * the products of counts and halo flags become exact McCormick rows.

#include <vector>

#include "mapper/cosa/order.hpp"
#include "mapper/cosa/published/placement.hpp"
#include "mapper/cosa/published/problem.hpp"
#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

struct Program {
  Model model;
  std::vector<CountColumn> counts;
  std::vector<LoopOrder> orders;  ///< of the global buffer's loops; empty without that level
};

/// The program whose optimum is the optimum of the published objective, in log2 units.
Program build_program(const Problem& problem, const CosaOptions& options);

/// Reads a solution: counts rounded to integers, and the order that saves most with them.
Placement read_solution(const Problem& problem, const Program& program,
                        const std::vector<double>& values);

}  // namespace tilewright::cosa
