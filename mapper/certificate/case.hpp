#pragma once
// A case of the proof: the mappings whose spatial loops are among those listed. The first case
// lists all of them; splitting a case leaves nothing out.

#include <vector>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

struct Case {
  std::vector<std::vector<Shape>> spatial;  ///< [level]: factors by dimension, one of these

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

/// Divides the choices of a level by the number of children; where all have as many, by the number
/// of children that share the tensors' tiles; where these agree, too, one by one. Throws Error if
/// the level has only one choice.
std::vector<Case> split(const Instance& instance, const Case& whole, int level);

}  // namespace tilewright::certificate
