#pragma once
// What the parts of the event-driven machine share.

#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/workload.hpp"
#include "sim/engine/engine.hpp"
#include "sim/flow/tile_flow.hpp"
#include "sim/machine/transport.hpp"
#include "sim/phase/pace.hpp"
#include "sim/phase/recorder.hpp"
#include "sim/phase/stamp.hpp"

namespace tilewright::sim {

struct Parts {
  const Workload& workload;
  const Architecture& architecture;
  TileFlow& flow;
  const Pace& pace;
  Engine& engine;
  Transport& transport;
  Recorder& recorder;

  const std::string& space_name(int space) const {
    return workload.data_spaces[static_cast<std::size_t>(space)].name;
  }
  const std::string& level_name(int level) const {
    return architecture.storage[static_cast<std::size_t>(level)].name;
  }
  /// "GlobalBuffer", or "InputBuffer 3" where the level has more than one instance in use.
  std::string holder_name(int level, std::int64_t instance) const;

  /// `stamp`, and then time spent on `cause` until the present cycle.
  Stamp until_now(const Stamp& stamp, int cause) const;

  /// Bits of a word on the network below an edge's parent. Partial sums are as wide as where they
  /// are widest.
  std::int64_t word_bits(const Edge& edge) const;
};

/// Someone who cannot go on, and for what.
struct Blocked {
  std::string who;
  std::string on;
  std::string why;
};

}  // namespace tilewright::sim
