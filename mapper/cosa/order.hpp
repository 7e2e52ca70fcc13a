#pragma once
// The loop orders of the global buffer's level that can be optimal.
//
// A data space is re-used, and costs no traffic, in the innermost loops that it does not depend on.
// So an order matters only through the number of data spaces that are re-used over each dimension's
// loops. Walking outwards, the data spaces that a loop touches stop being re-used: with T the set
// that has stopped, a dimension relevant to the set s adds s to T and is re-used by all that are
// not in T. Every order is a chain of such sets T from nothing to all data spaces, and a chain is
// worth keeping when no other one re-uses at least as much over every dimension. For a convolution
// these are the three orders with P,Q,N, with R,S,K, and with R,S,C innermost.
// Interleaving the prime factors of dimensions never helps: moving a dimension's outer loops
// inwards to its innermost one ends no data space's re-use earlier.

#include <vector>

#include "model/spec/workload.hpp"

namespace tilewright::cosa {

/// A loop order and what it saves.
struct LoopOrder {
  std::vector<int> dimensions;  ///< innermost first; in ascending order where the order is free
  std::vector<int> reuse;       ///< by dimension: data spaces re-used over its loops
};

/// The orders of `dimensions` with Pareto-optimal re-use, in a fixed order; at least one.
/// `relevance[d]` is the set of the data spaces (0 to data_space_count - 1) that touch dimension d.
std::vector<LoopOrder> pareto_orders(const std::vector<int>& dimensions,
                                     const std::vector<DataSpaceMask>& relevance,
                                     int data_space_count);

}  // namespace tilewright::cosa
