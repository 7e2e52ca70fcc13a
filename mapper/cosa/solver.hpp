#pragma once
// Mixed-integer programs, and the solvers that can stand behind them. A back end neither prints nor
// keeps state; it uses one thread and gives the same answer to the same question.

#include <limits>
#include <string_view>
#include <vector>

namespace tilewright::cosa {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

struct Column {
  double lower = 0;
  double upper = unbounded;
  bool integer = false;
  double cost = 0;
};

struct Term {
  int column = 0;
  double coefficient = 0;
};

/// lower <= sum of the terms <= upper. A column occurs in one term at most.
struct Row {
  double lower = -unbounded;
  double upper = unbounded;
  std::vector<Term> terms;
};

/// Minimize the sum of cost * value over the columns.
struct Model {
  std::vector<Column> columns;
  std::vector<Row> rows;

  int add_column(const Column& column) {
    columns.push_back(column);
    return static_cast<int>(columns.size()) - 1;
  }
};

enum class SolveStatus {
  optimal,     ///< proven: the bound meets the objective
  infeasible,  ///< proven
  limit,       ///< of time or nodes: `values` hold the best solution so far, or nothing
  failed,      ///< the solver gave up
};

struct SolveResult {
  SolveStatus status = SolveStatus::failed;
  double objective = 0;
  double bound = -unbounded;   ///< no solution is better
  std::vector<double> values;  ///< one per column; empty without a solution
  long nodes = 0;              ///< of the search tree
};

/// When a solver may end before it has proven the optimum to the last digit.
struct SolveLimits {
  double time_limit_seconds = 0;  ///< wall time; 0: none
  double absolute_gap = 0;        ///< ends when the bound is so near the objective
  double cutoff = unbounded;      ///< only better solutions count; none: infeasible
  long most_nodes = 0;            ///< of the search tree; 0: no limit
  /// The program's relaxation is nearly exact, so that the cutting planes which are made for weak
  /// ones cost more than they bring.
  bool tight_relaxation = false;
};

/// A solver. The model has at least one column.
struct SolverBackend {
  std::string_view name;
  SolveResult (*solve)(const Model& model, const SolveLimits& limits);
};

/// The back ends of this build, the preferred one first.
const std::vector<SolverBackend>& solver_backends();

/// The back end of that name, the preferred one for an empty name. Throws Error when this build has
/// none of that name.
const SolverBackend& find_solver(std::string_view name);

/// Solves with a back end. Rows without terms are checked here, and so is a model without columns:
/// it is optimal with objective 0, or infeasible when a row excludes 0.
SolveResult solve(const SolverBackend& solver, const Model& model, const SolveLimits& limits);

}  // namespace tilewright::cosa
