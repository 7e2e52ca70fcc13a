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

/// Asked before every step of a full play; false ends it.
using KeepGoing = std::function<bool(const Counts&, const Stamp& now)>;

class PhasePlayer {
 public:
  /// `skip`: false plays every body, position by position. The model must outlive this.
  PhasePlayer(PhaseModel& model, bool skip) : model_(model), skip_(skip) {}

  PhaseModel& model() const { return model_; }

  /// Plays all loops inside of `loop` (loops().size(): the whole nest) at a position whose inner
  /// indices are 0, and adds what moves to `counts`. `entry`: the loop whose advance led there.
  /// Returns false when `keep_going` ended a full play; `position` is then the last one played.
  bool play(int loop, Position& position, int entry, PhaseModel::State<Stamp>& state,
            Counts& counts, const KeepGoing& keep_going = {});

  std::int64_t played() const { return played_; }    ///< bodies that were worked out
  std::int64_t skipped() const { return skipped_; }  ///< bodies that were looked up

 private:
  const Effect& body(int loop, const Position& position, int entry);
  Effect work_out(int loop, const Position& position, int entry);
  Effect step(int loop, const Position& position);
  bool play_all(int loop, Position& position, PhaseModel::State<Stamp>& state, Counts& counts,
                const KeepGoing& keep_going);

  PhaseModel& model_;
  bool skip_;
  std::map<std::vector<std::int64_t>, Effect> effects_;
  std::int64_t played_ = 0;
  std::int64_t skipped_ = 0;
};

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

/// Plays the whole nest: its start, all loops, and its end.
PhaseRun play_nest(PhasePlayer& player, const KeepGoing& keep_going);

}  // namespace tilewright::sim
