#pragma once
// The tracks of a result's timeline, in the order in which people look for them.

#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace tilewright::sim {

/// A track's name without the number at its end: "PE " of "PE 3".
std::string track_kind(const std::string& track);

/// The different tracks: kinds in the order of their first interval, within a kind by number.
std::vector<std::string> ordered_tracks(const std::vector<Interval>& timeline);

}  // namespace tilewright::sim
