#pragma once
// The small languages of mapping directives: factors and permutations.

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

}  // namespace tilewright::reader
