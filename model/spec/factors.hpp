#pragma once
// The small languages of mapping directives and constraints: factors and permutations.

#include <vector>

#include "model/spec/node.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// One term of a `factors:` text.
struct Factor {
  int dimension = 0;
  std::int64_t bound = 1;
  std::int64_t residual = 1;  ///< equal to bound for a perfect factor
};

/// Reads "C=4 K2 R=3,2 # comment": letters, optional spaces and '=', digits, and optionally a comma
/// and the iterations of the last pass. 0 stands for the dimension's whole bound. Terms may be
/// separated by spaces or commas, or be the items of a list.
std::vector<Factor> read_factors(const Node& node, const Workload& workload);

/// Reads "RSP": dimensions, innermost first; the result also lists the ones that are missing there,
/// as outermost ones in the workload's order.
std::vector<int> read_permutation(const Node& node, const Workload& workload);

/// What a constraint demands of a factor: that it is equal to (`C=4`), at most (`C<=4`) or at least
/// (`C>=4`) a value.
enum class FactorRelation { equal, at_most, at_least };

/// One term of the `factors:` of a constraint.
struct FactorTerm {
  int dimension = 0;
  FactorRelation relation = FactorRelation::equal;
  std::int64_t value = 1;
};

/// Reads "C=4 K2 R<=3 P>=2 # comment". In `C=0`, 0 stands for the whole bound, with a warning;
/// other values are at least 1, but may exceed the bound.
std::vector<FactorTerm> read_factor_terms(const Node& node, const Workload& workload);

/// The innermost and the outermost dimensions of a loop order, each innermost first.
struct PartialOrder {
  std::vector<int> prefix;
  std::vector<int> suffix;
};

/// Reads "RS_K": dimensions, innermost first; those behind an underscore are the outermost ones.
PartialOrder read_partial_order(const Node& node, const Workload& workload);

}  // namespace tilewright::reader
