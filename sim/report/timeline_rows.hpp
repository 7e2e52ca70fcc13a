#pragma once
// What the timeline picture shows: for each row and each column of the picture, which share of the
// time went to which activity.

#include <cstddef>
#include <string>
#include <vector>

#include "sim/simulation.hpp"

namespace tilewright::sim {

/// Something that tracks do: an interval's name.
struct Activity {
  std::string name;     ///< "compute", "wait for Inputs"
  std::string subject;  ///< what it is about: the name's last word ("Inputs"), for a wait the first
                        ///< one that other work is about
  bool wait = false;
  bool outwards = false;  ///< a drain
};

/// One track, or several consecutive ones of a kind.
struct TimelineRow {
  std::string label;                       ///< "PE 3", "PE 0-3"
  double busy_share = 0;                   ///< of the time, over the tracks: not idle, no wait
  std::vector<double> activity_cycles;     ///< by activity, of all tracks
  std::vector<std::vector<float>> shares;  ///< [column][activity], of the column's time, 0 to 1
};

struct Timeline {
  Cycle end = 0;                     ///< the columns divide the cycles from 0 to here evenly
  std::vector<Activity> activities;  ///< work before waits; equal kinds by name
  std::vector<TimelineRow> rows;     ///< in the order of ordered_tracks()
};

/// Sums the result's intervals up. Tracks whose names differ only in the number at the end share
/// rows where there would be more than `most_rows`; of the activities, `most_activities` that take
/// the most time keep their names. The shares of overlapping intervals of a track are scaled down
/// to 1 in sum.
Timeline make_timeline(const SimulationResult& result, std::size_t columns, std::size_t most_rows,
                       std::size_t most_activities);

}  // namespace tilewright::sim
