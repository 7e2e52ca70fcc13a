#pragma once
// One instance of a storage level that holds a tile of one tensor, word by word.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/verify/tensor_layout.hpp"

namespace tilewright::sim {

/// A ring in each rank: a word's place is its coordinates modulo the extents of the largest tile,
/// so that a tile's words never collide and need not move while the tile does.
class TileBuffer {
 public:
  /// A word's place; `number` tells which word is there.
  struct Word {
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    std::int64_t value = 0;
    std::uint32_t number = none;
    bool has_sum = false;  ///< partial sums were added to it
  };

  explicit TileBuffer(std::vector<std::int64_t> extents) : extents_(std::move(extents)) {
    std::int64_t words = 1;
    for (const std::int64_t extent : extents_) words *= extent;
    words_.resize(static_cast<std::size_t>(words));
  }

  /// The place of a point within the tensor.
  Word& at(std::span<const std::int64_t> point) {
    std::int64_t place = 0;
    for (std::size_t rank = 0; rank < extents_.size(); ++rank) {
      const auto extent = static_cast<std::uint32_t>(extents_[rank]);
      const auto coordinate = static_cast<std::uint32_t>(point[rank]);
      const std::uint32_t rest = coordinate < extent ? coordinate : coordinate % extent;
      place = place * extent + rest;
    }
    return words_[static_cast<std::size_t>(place)];
  }
  std::span<Word> words() { return words_; }
  std::span<const Word> words() const { return words_; }

 private:
  std::vector<std::int64_t> extents_;
  std::vector<Word> words_;
};

}  // namespace tilewright::sim
