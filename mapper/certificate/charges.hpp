#pragma once
// What words cost at a level, as the checker counts it.

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

/// Words of one tensor at one instance of a level.
struct Traffic {
  Count words = 0;
  Count first_visits = 0;  ///< of partial sums that need not be read, as nothing was there yet
};

/// Energy of all instances in use when the children take (or, for outputs, return) words.
Energy serving_energy(const Level& level, const Tensor& tensor, const Traffic& traffic,
                      Count instances);
/// Energy when words come from the parent: for outputs, partial sums that come back.
Energy filling_energy(const Level& level, const Tensor& tensor, const Traffic& traffic,
                      Count instances);

/// The energy of a mapping that the checker covers. Throws Error for a mapping that it does not
/// cover, or that is none of the instance (which has no free keep bits).
Energy mapping_energy(const Instance& instance, const Mapping& mapping);

}  // namespace tilewright::certificate
