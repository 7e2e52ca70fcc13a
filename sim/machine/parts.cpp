#include "sim/machine/parts.hpp"

#include <algorithm>

namespace tilewright::sim {

std::string Parts::holder_name(int level, std::int64_t instance) const {
  const std::string& name = level_name(level);
  return flow.instances(level) == 1 ? name : name + ' ' + std::to_string(instance);
}

Stamp Parts::until_now(const Stamp& stamp, int cause) const {
  const std::int64_t waited = pace.ticks(engine.now()) - stamp.ticks;
  return waited > 0 ? after(stamp, waited, cause) : stamp;
}

std::int64_t Parts::word_bits(const Edge& edge) const {
  const StorageLevel& parent = architecture.storage[static_cast<std::size_t>(edge.parent)];
  const std::int64_t bits = parent.network.word_bits.value_or(parent.word_bits);
  const bool results = workload.data_spaces[static_cast<std::size_t>(edge.space)].read_write;
  if (!results || edge.child < 0) return bits;
  return std::max(bits, architecture.storage[static_cast<std::size_t>(edge.child)].word_bits);
}

}  // namespace tilewright::sim
