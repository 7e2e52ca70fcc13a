#pragma once
// A mesh or bus under test, with a record of all arrivals.

#include <initializer_list>
#include <vector>

#include "sim/noc/bus.hpp"
#include "sim/noc/mesh.hpp"

namespace tilewright::sim {

struct ArrivalRecord {
  int message = 0;
  int port = 0;
  std::int64_t bits = 0;
  bool last = false;
  Cycle time = 0;

  bool operator==(const ArrivalRecord&) const = default;
};

class Recorder : public NetworkListener {
 public:
  void packet_arrived(int message, int port, std::int64_t bits, bool last, Cycle now) override {
    arrivals.push_back({message, port, bits, last, now});
  }

  std::vector<ArrivalRecord> arrivals;
};

/// The payload of a full packet with default settings, in bits, and its flits.
constexpr std::int64_t packet_bits = 256;
constexpr int packet_flits = 5;
/// A time that no test reaches.
constexpr Cycle never = 100'000'000;

/// Opens a message and supplies all of it in the present cycle.
inline int send(Network& network, int source, const std::vector<int>& destinations,
                std::int64_t bits) {
  const int message = network.open(source, destinations, bits);
  network.supply(message, bits);
  return message;
}

/// An engine, a mesh and a record.
struct MeshRun {
  explicit MeshRun(const MeshSettings& settings = {}) : mesh(engine, settings) {
    mesh.set_listener(recorder);
  }

  /// The cycle of the last arrival after all was played.
  Cycle play() {
    engine.run(never);
    return recorder.arrivals.empty() ? -1 : recorder.arrivals.back().time;
  }

  std::int64_t busy_cycles(const std::string& link) const {
    for (const LinkUse& use : mesh.links()) {
      if (use.name == link) return use.busy_cycles;
    }
    return -1;
  }

  Engine engine;
  Mesh mesh;
  Recorder recorder;
};

}  // namespace tilewright::sim
