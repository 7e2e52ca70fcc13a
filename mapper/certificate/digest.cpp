#include "mapper/certificate/digest.hpp"

#include <bit>

namespace tilewright::certificate {

namespace {

void append_level(std::string& bytes, const Level& level) {
  for (const Count value :
       {level.capacity, std::bit_cast<Count>(level.least_words), level.block, level.memories,
        level.instances, level.fanout_x, level.fanout_y, Count{level.keep}, Count{level.free}}) {
    append(bytes, value);
  }
  for (const Energy energy : {level.read, level.fill, level.update, level.address}) {
    append_energy(bytes, energy);
  }
  for (const Shape& factors : level.spatial) {
    for (const Count factor : factors) append(bytes, factor);
  }
  for (const bool may : level.may_iterate) append(bytes, may);
}

}  // namespace

std::uint64_t digest(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return hash;
}

void append(std::string& bytes, Count value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_energy(std::string& bytes, Energy energy) {
  append(bytes, static_cast<Count>(energy >> 64));
  append(bytes, static_cast<Count>(energy));
}

std::uint64_t digest(const Instance& instance) {
  std::string bytes;
  for (const Count bound : instance.bounds) append(bytes, bound);
  append_energy(bytes, instance.operation_energy);
  append(bytes, std::bit_cast<Count>(instance.least_utilization));
  for (const Tensor& tensor : instance.tensors) {
    append(bytes, tensor.read_write);
    append(bytes, static_cast<Count>(tensor.ranks.size()));
    for (const Tensor::Rank& rank : tensor.ranks) {
      append(bytes, static_cast<Count>(rank.size()));
      for (const Tensor::Term& term : rank) {
        append(bytes, term.dimension);
        append(bytes, term.step);
      }
    }
  }
  for (const Level& level : instance.levels) append_level(bytes, level);
  for (const Bandwidth& bandwidth : instance.bandwidths) {
    append(bytes, bandwidth.level);
    append(bytes, bandwidth.reads + 2 * bandwidth.writes);
    append(bytes, std::bit_cast<Count>(bandwidth.words_per_cycle));
  }
  return digest(bytes);
}

}  // namespace tilewright::certificate
