#include "sim/machine/outcome.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "model/spec/checked.hpp"

namespace tilewright::sim {

namespace {

// Time by cause in whole cycles. Fractions are cut off; what that leaves goes to the longest cause.
void report_time(const Pace& pace, const Stamp& end, SimulationResult& result) {
  Cycle left = result.cycles;
  for (std::size_t cause = 0; cause < pace.cause_names().size(); ++cause) {
    const Cycle cycles = end.causes[cause] / pace.ticks_per_cycle();
    if (cycles <= 0) continue;
    result.time.push_back({pace.cause_names()[cause], cycles});
    left -= cycles;
  }
  std::stable_sort(result.time.begin(), result.time.end(),
                   [](const TimeShare& a, const TimeShare& b) { return a.cycles > b.cycles; });
  if (left != 0 && result.time.empty()) result.time.push_back({pace.cause_names().front(), 0});
  if (left != 0) result.time.front().cycles += left;
}

void report_traffic(const TileFlow& flow, const Counts& counts, const Spec& spec,
                    SimulationResult& result) {
  result.traffic.assign(spec.architecture.storage.size(),
                        std::vector<Traffic>(spec.workload.data_spaces.size()));
  const auto edges = flow.edges();
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto space = static_cast<std::size_t>(edges[i].space);
    const EdgeCounts& edge = counts.edges[i];
    Traffic& parent = result.traffic[static_cast<std::size_t>(edges[i].parent)][space];
    parent.reads = checked_add(parent.reads, edge.parent_reads);
    parent.updates = checked_add(parent.updates, edge.parent_updates);
    if (edges[i].child < 0) continue;
    Traffic& child = result.traffic[static_cast<std::size_t>(edges[i].child)][space];
    child.fills = checked_add(child.fills, edge.child_fills);
    child.link_words = checked_add(child.link_words, edge.link_words);
    child.reads = checked_add(child.reads, edge.link_words);
  }
}

void add_counters(const std::string& component,
                  std::initializer_list<std::pair<const char*, std::int64_t>> counters,
                  SimulationResult& result) {
  for (const auto& [name, value] : counters) result.counters.push_back({component, name, value});
}

}  // namespace

void report_run(const TileFlow& flow, const Pace& pace, const PhaseRun& run, const Spec& spec,
                SimulationResult& result) {
  result.cycles = pace.cycles(run.end.ticks);
  result.first_operation_cycle = pace.cycles(run.first_operation.ticks);
  result.last_operation_cycle = pace.cycles(run.last_operation.ticks);
  result.compute_cycles = pace.cycles(checked_multiply(run.counts.steps, pace.initiation_ticks()));
  result.phases_played = run.played;
  result.phases_skipped = run.skipped;
  report_time(pace, run.end, result);
  report_traffic(flow, run.counts, spec, result);
  result.components.push_back(
      {"compute", spec.architecture.compute.name, static_cast<double>(result.compute_cycles)});
}

void report_ports(const Architecture& architecture, int level, const BufferPorts& ports,
                  SimulationResult& result) {
  const std::string& name = architecture.storage[static_cast<std::size_t>(level)].name;
  for (const auto& [port, text] :
       {std::pair(Port::read, " read"), {Port::write, " write"}, {Port::shared, " shared"}}) {
    const double busy_cycles = ports.busy_cycles(port);
    if (busy_cycles > 0) result.components.push_back({"port", name + text, busy_cycles});
  }
  if (!ports.banks()) return;
  add_counters(name,
               {{"block accesses to banks", ports.banks()->accesses()},
                {"access cycles waited for a bank", ports.banks()->conflict_cycles()}},
               result);
}

void report_network(const Network& network, SimulationResult& result) {
  for (const LinkUse& link : network.links()) {
    result.components.push_back({"link", link.name, static_cast<double>(link.busy_cycles)});
  }
  const NetworkStatistics statistics = network.statistics();
  add_counters("network",
               {{"messages", statistics.messages},
                {"packets injected", statistics.packets_injected},
                {"flits injected", statistics.flits_injected},
                {"flit hops", statistics.flit_hops},
                {"packets delivered", statistics.packets_delivered},
                {"payload bits delivered", statistics.payload_bits_delivered},
                {"packet cycles waited for injection", statistics.injection_wait_cycles},
                {"source cycles without room in the router", statistics.injection_blocked_cycles},
                {"output cycles without room in the next router", statistics.no_space_cycles},
                {"packet cycles behind another packet", statistics.busy_output_cycles}},
               result);
}

void report_dram(Dram& dram, SimulationResult& result) {
  const DramStatistics statistics = dram.statistics();
  for (const BankStatistics& bank : statistics.banks) {
    result.components.push_back({"bank", bank.name, static_cast<double>(bank.data_cycles)});
  }
  add_counters("DRAM",
               {{"bursts read", statistics.bursts_read},
                {"bursts written", statistics.bursts_written},
                {"bytes read", statistics.bytes_read},
                {"bytes written", statistics.bytes_written},
                {"bytes transferred", statistics.bytes_transferred},
                {"row hits", statistics.row_hits},
                {"row misses", statistics.row_misses},
                {"row conflicts", statistics.row_conflicts},
                {"activates", statistics.activates},
                {"precharges", statistics.precharges},
                {"refreshes", statistics.refreshes},
                {"DRAM cycles waited for a row", statistics.waits.row},
                {"DRAM cycles waited for a bank", statistics.waits.bank},
                {"DRAM cycles waited between activations", statistics.waits.activation},
                {"DRAM cycles waited for turnaround", statistics.waits.turnaround},
                {"DRAM cycles waited for the bus", statistics.waits.bus},
                {"DRAM cycles waited for refresh", statistics.waits.refresh}},
               result);
}

}  // namespace tilewright::sim
