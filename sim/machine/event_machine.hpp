#pragma once
// The machine event by event: nodes that play their inside in phases, buffers outside of them, the
// network between, and the DRAM.

#include <memory>
#include <vector>

#include "sim/dram/dram.hpp"
#include "sim/machine/node.hpp"
#include "sim/machine/outer_tiles.hpp"
#include "sim/machine/placement.hpp"
#include "sim/machine/tensor_addresses.hpp"
#include "sim/simulation.hpp"

namespace tilewright::sim {

class EventMachine {
 public:
  /// All arguments must outlive this. `skip`: nodes play repeated phases once. Throws Error for
  /// settings that contradict the architecture, and for data spaces that no level inside of the
  /// nodes keeps.
  EventMachine(const Spec& spec, const SimulationSection& settings, TileFlow& flow,
               const Pace& pace, PhaseScope scope, bool skip, Recorder& recorder);
  ~EventMachine();

  /// Plays everything, or until a limit. Throws Error at a deadlock.
  void run(const SimulationLimits& limits, SimulationResult& result);

 private:
  void make_network();
  void make_dram();
  BufferPorts make_ports(int level) const;
  void make_feeds(const std::vector<Slots>& slots);
  void make_nodes(PhaseScope scope, bool skip);
  void send_first_tiles();
  bool done() const;
  [[noreturn]] void report_deadlock() const;
  Stamp known_until_now() const;
  void report(SimulationResult& result) const;
  int port_of_level(int level) const { return outer_ports_.at(level); }
  double operations_done() const;

  const Spec& spec_;
  const SimulationSection& settings_;
  TileFlow& flow_;
  const Pace& pace_;
  Engine engine_;
  Placement placement_;
  std::unique_ptr<Network> network_;
  std::vector<int> node_ports_;
  std::map<int, int> outer_ports_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Dram> dram_;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<TensorAddresses> addresses_;
  std::map<int, BufferPorts> buffers_;             // by outer level
  std::vector<std::unique_ptr<Feed>> feeds_;       // by edge; null: inside of the nodes
  std::vector<std::unique_ptr<Returns>> returns_;  // by edge; null: none
  std::vector<std::unique_ptr<OuterTiles>> outer_tiles_;
  std::vector<NodeEdge> node_edges_;
  std::unique_ptr<PhaseModel> model_;
  std::unique_ptr<PhasePlayer> player_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::unique_ptr<FeedUser> arrivals_;  // passes arrivals on to nodes
};

}  // namespace tilewright::sim
