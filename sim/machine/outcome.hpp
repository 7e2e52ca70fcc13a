#pragma once
// Turns what the parts of the machine noted into a SimulationResult.

#include "sim/dram/dram.hpp"
#include "sim/machine/buffer_ports.hpp"
#include "sim/noc/network.hpp"
#include "sim/phase/phase_player.hpp"
#include "sim/simulation.hpp"

namespace tilewright::sim {

/// Cycles, time by cause and traffic of a run.
void report_run(const TileFlow& flow, const Pace& pace, const PhaseRun& run, const Spec& spec,
                SimulationResult& result);

/// Ports of an outer buffer, by name.
void report_ports(const Architecture& architecture, int level, const BufferPorts& ports,
                  SimulationResult& result);

void report_network(const Network& network, SimulationResult& result);
void report_dram(Dram& dram, SimulationResult& result);

}  // namespace tilewright::sim
