#pragma once
// Sums of powers of two in a linear program. log2(2^a + 2^b + ...) is convex, so it is the maximum
// of its tangents, and each tangent is a linear row: for weights w that sum up to 1,
//
//     log2(sum of 2^a_i)  >=  sum of w_i (a_i - log2 w_i),
//
// with equality where the weights are the terms' shares of the sum.

#include <string>
#include <vector>

#include "mapper/cosa/linear.hpp"

namespace tilewright::cosa::improved {

struct LogTerm {
  Linear exponent;
  std::string part;  ///< what it stands for, for the user: a level's name
};

/// Demands bound >= log2(sum of 2^exponent).
struct LogSum {
  Linear bound;
  std::vector<LogTerm> terms;

  /// log2 of the sum at a solution.
  double value(const std::vector<double>& columns) const;
  /// By how much a solution breaks the demand; negative where there is room.
  double shortfall(const std::vector<double>& columns) const {
    return value(columns) - bound.value(columns);
  }
  /// The terms' shares of the sum at a solution.
  std::vector<double> shares(const std::vector<double>& columns) const;
  /// The tangent where the terms have these shares (which sum up to 1).
  Row tangent(const std::vector<double>& shares) const;
};

}  // namespace tilewright::cosa::improved
