#pragma once
// The timeline of a machine in step: which of the outer loops' bodies computed when, what they
// waited for, and when tiles moved.

#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/workload.hpp"
#include "sim/phase/phase_player.hpp"
#include "sim/phase/recorder.hpp"

namespace tilewright::sim {

/// Plays the nest once more and notes its intervals. Bodies of inner loops are one interval where
/// there would otherwise be more than the recorder keeps.
void record_phases(PhasePlayer& player, const Workload& workload, const Architecture& architecture,
                   Recorder& recorder);

}  // namespace tilewright::sim
