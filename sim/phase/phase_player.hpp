#pragma once
// Plays loop nests on a PhaseModel. A loop body that depends on the same things as one played
// before has the same effect, which is looked up; the equal iterations in the middle of a loop are
// one effect raised to a power. The result is the one of playing everything, exactly.

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "sim/phase/max_plus.hpp"
#include "sim/phase/phase_model.hpp"

namespace tilewright::sim {

/// What the loops inside of one loop do, once.
struct Effect {
  MaxPlus timing;
  Counts counts;
};

class PhasePlayer {
 public:
  explicit PhasePlayer(PhaseModel& model) : model_(model) {}

  PhaseModel& model() const { return model_; }

  /// The effect of all loops inside of `loop` (loops().size(): the whole nest) at a position whose
  /// inner indices are 0. `entry`: the loop whose advance led there. Valid as long as the player.
  const Effect& body(int loop, const Position& position, int entry);

  std::int64_t played() const { return played_; }    ///< bodies that were worked out
  std::int64_t skipped() const { return skipped_; }  ///< bodies that were looked up

 private:
  Effect play(int loop, const Position& position, int entry);
  Effect step(int loop, const Position& position);

  PhaseModel& model_;
  std::map<std::vector<std::int64_t>, Effect> effects_;
  std::int64_t played_ = 0;
  std::int64_t skipped_ = 0;
};

/// Asked before every step of a full play; false ends it.
using KeepGoing = std::function<bool(const Counts&, const Stamp& now)>;

/// What became of a run of a whole nest in step.
struct PhaseRun {
  Stamp first_operation;  ///< start
  Stamp last_operation;   ///< start
  Stamp end;
  Counts counts;
  bool finished = true;
  std::int64_t played = 0;
  std::int64_t skipped = 0;
};

/// Plays the whole nest. `skip`: repeated phases are played once. Else every position is visited,
/// as long as `keep_going` (may be empty) allows.
PhaseRun play_nest(PhaseModel& model, bool skip, const KeepGoing& keep_going);

}  // namespace tilewright::sim
