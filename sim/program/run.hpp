#pragma once
// The job of tilewright-sim: play a mapping, then tell what happened.

#include "model/program.hpp"
#include "sim/program/options.hpp"

namespace tilewright::sim {

/// Plays the input's mapping. Writes the results to the output folder and prints them, then writes
/// the files that were asked for beside them. A run that a limit or a signal ended early is told
/// about as far as it went, with a warning. Throws UsageError and Error; one for a trace or a
/// picture comes after everything else is written.
void run_simulation(const CommonOptions& common, const SimOptions& options);

}  // namespace tilewright::sim
