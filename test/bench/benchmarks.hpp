#pragma once
// The benchmarks, registered by main.

namespace tilewright::test {

/// Evaluations of random valid mappings.
void register_evaluator_benchmarks();

/// Searches of a mapspace.
void register_search_benchmarks();

/// Traffic on the simulator's mesh.
void register_sim_noc_benchmarks();

/// Streams and random reads of the simulator's DRAM.
void register_dram_benchmarks();

}  // namespace tilewright::test
