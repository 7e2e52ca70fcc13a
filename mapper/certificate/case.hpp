#pragma once
// A case of the proof: the mappings whose spatial loops are among those listed, and whose tiles
// have the extents that are given. The first case is all mappings; splitting a case leaves none
// out.

#include <vector>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

struct Case {
  std::vector<std::vector<Shape>> spatial;  ///< [level]: factors by dimension, one of these
  std::vector<Shape> extents;               ///< [level]: of its tiles, by dimension; 0: any

  /// One choice for each level is left.
  bool decided() const;
  /// The fewest and the most compute units that the mappings can use.
  Count least_units() const;
  Count most_units() const;
};

/// Product of the factors.
Count product(const Shape& factors);
/// Product of those that do not move the tensor.
Count idle_product(const Tensor& tensor, const Shape& factors);

/// All mappings.
Case whole_case(const Instance& instance);

/// Divides the choices of spatial loops of a level by the number of children; where all have as
/// many, by the number of children that share the tensors' tiles; where these agree, too, one by
/// one. Throws Error if the level has only one choice.
std::vector<Case> split(const Instance& instance, const Case& whole, int level);

/// One case for each extent of the level's tiles in a dimension. Throws Error if it is given.
std::vector<Case> split(const Instance& instance, const Case& whole, int level, int dimension);

}  // namespace tilewright::certificate
