#pragma once
// How the data spaces that share a buffer divide its words. CoSA fixes the shares beforehand.

#include <string>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright::cosa {

/// Share of each level's words that each data space may use: [level][data space], 0 to 1.
/// `stored` says by level what is kept there. Derived shares are equal, except in `global_buffer`
/// when it holds exactly one read-only and one read-write data space: these get the published 0.25
/// and 0.75. `text` overrides ("Level:DataSpace=share", separated by commas).
/// Throws Error for unknown names, for shares outside (0, 1], and for a level whose shares
/// exceed 1.
std::vector<std::vector<double>> derive_partition(const Spec& spec,
                                                  const std::vector<DataSpaceMask>& stored,
                                                  int global_buffer, const std::string& text);

}  // namespace tilewright::cosa
