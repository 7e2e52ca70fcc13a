#pragma once
// The model's result with the simulator's counts in the place of its own.

#include "sim/simulation.hpp"

namespace tilewright::sim {

/// `model` with the simulated counts and cycles, and the energies that follow from them by the
/// model's equations (docs/equations.md):
///  * reads, fills and updates per utilized instance are the totals over the instances, rounded
///    up;
///  * energies of the storage levels, with leakage over `cycles`, and the bandwidths, as words per
///    cycle of the whole run, follow from these;
///  * what passes a network is scaled by the words that the simulator saw and the model counted:
///    its records and energy by the reads and updates of the level that feeds it, transfers
///    between neighbours by the words that these handed on. Where the model counted none, they
///    stay as they are;
///  * compute is the model's; its energy and the utilization count the share of the operations that
///    was played, `done`.
/// `traffic` is by storage level and data space. Throws Error when a count exceeds 64 bits.
Evaluation with_exact_counts(const Spec& spec, const Evaluation& model,
                             const std::vector<std::vector<Traffic>>& traffic, Cycle cycles,
                             double done = 1);

}  // namespace tilewright::sim
