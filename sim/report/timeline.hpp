#pragma once
// The picture of who waits for whom over time.

#include <cstddef>
#include <string>

#include "sim/simulation.hpp"

namespace tilewright::sim {

/// How many intervals the picture is drawn from at the most.
inline constexpr std::size_t timeline_picture_intervals = 500'000;

/// An SVG of less than 1 MB: on top a bar of the time by cause, below a row for each track of the
/// result's timeline over the cycles. A row shows in each column of the picture which share of
/// that time went to which activity; waits are hatched in the colour of what is waited for. Tracks
/// of a kind ("PE 0", "PE 1", ...) share rows when there are too many. Readable on a light and on
/// a dark ground.
std::string timeline_svg(const SimulationResult& result);

}  // namespace tilewright::sim
