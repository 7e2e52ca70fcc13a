#pragma once
// From a solution of the improved program to the mapping.

#include <vector>

#include "mapper/cosa/improved/program.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::cosa::improved {

/// The factors of each dimension multiplied up at each level; temporal loops in the chosen order,
/// spatial ones in the order that the constraints fix, else in that of the dimensions.
Mapping read_back(const Facts& facts, const Program& program, const std::vector<double>& columns);

}  // namespace tilewright::cosa::improved
