#include "sim/machine/tensor_addresses.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"
#include "sim/flow/tensor_axes.hpp"

namespace tilewright::sim {

namespace {

constexpr std::int64_t alignment_bytes = 4096;

}  // namespace

TensorAddresses::TensorAddresses(const Workload& workload, DramLayout order,
                                 const std::vector<TensorBox>& tiles, std::int64_t word_bits)
    : word_bytes_(ceil_divide(word_bits, 8)) {
  for (std::size_t space = 0; space < workload.data_spaces.size(); ++space) {
    Tensor& tensor = tensors_.emplace_back();
    tensor.base = bytes_;
    std::int64_t words = 1;
    const DataSpace& data_space = workload.data_spaces[space];
    for (std::size_t rank = 0; rank < data_space.ranks.size(); ++rank) {
      const auto [low, extent] = TensorAxes::rank_bounds(data_space.ranks[rank], workload.bounds);
      const bool whole = order == DramLayout::row_major || tiles[space].low.empty();
      const std::int64_t block = whole ? extent : tiles[space].high[rank] - tiles[space].low[rank];
      tensor.low.push_back(low);
      tensor.block.push_back(block);
      tensor.blocks.push_back(ceil_divide(extent, block));
      tensor.block_words = checked_multiply(tensor.block_words, block);
      words = checked_multiply(words, checked_multiply(tensor.blocks.back(), block));
    }
    bytes_ = checked_add(bytes_, checked_multiply(words, word_bytes_));
    bytes_ = checked_multiply(ceil_divide(bytes_, alignment_bytes), alignment_bytes);
  }
}

std::vector<AddressRange> TensorAddresses::ranges(int space,
                                                  const std::vector<TensorBox>& boxes) const {
  std::vector<AddressRange> ranges;
  for (const TensorBox& box : boxes) {
    add_box(tensors_[static_cast<std::size_t>(space)], box, ranges);
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const AddressRange& a, const AddressRange& b) { return a.begin < b.begin; });
  std::vector<AddressRange> merged;
  for (const AddressRange& range : ranges) {
    if (!merged.empty() && merged.back().begin + merged.back().size == range.begin) {
      merged.back().size += range.size;
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

// Cuts a box at the borders of blocks.
void TensorAddresses::add_box(const Tensor& tensor, const TensorBox& box,
                              std::vector<AddressRange>& ranges) const {
  const std::size_t rank_count = tensor.low.size();
  std::vector<std::int64_t> block(rank_count);
  std::vector<std::int64_t> first(rank_count);
  std::vector<std::int64_t> last(rank_count);
  for (std::size_t rank = 0; rank < rank_count; ++rank) {
    first[rank] = (box.low[rank] - tensor.low[rank]) / tensor.block[rank];
    last[rank] = (box.high[rank] - 1 - tensor.low[rank]) / tensor.block[rank];
  }
  block = first;
  std::vector<std::int64_t> low(rank_count);
  std::vector<std::int64_t> high(rank_count);
  for (;;) {
    std::int64_t number = 0;
    for (std::size_t rank = 0; rank < rank_count; ++rank) {
      const std::int64_t begin = tensor.low[rank] + block[rank] * tensor.block[rank];
      low[rank] = std::max(box.low[rank] - begin, std::int64_t{0});
      high[rank] = std::min(box.high[rank] - begin, tensor.block[rank]);
      number = number * tensor.blocks[rank] + block[rank];
    }
    add_block_part(tensor, number * tensor.block_words, low, high, ranges);
    std::size_t rank = rank_count;
    while (rank > 0 && block[rank - 1] == last[rank - 1]) {
      block[rank - 1] = first[rank - 1];
      --rank;
    }
    if (rank == 0) return;
    ++block[rank - 1];
  }
}

// The words [low, high) of one block, as runs along its last ranks.
void TensorAddresses::add_block_part(const Tensor& tensor, std::int64_t block_begin,
                                     const std::vector<std::int64_t>& low,
                                     const std::vector<std::int64_t>& high,
                                     std::vector<AddressRange>& ranges) const {
  // Ranks from `run` on are covered in full, but for the first of them: one run of words.
  std::size_t run = low.size();
  std::int64_t run_words = 1;
  while (run > 0) {
    --run;
    run_words *= high[run] - low[run];
    if (high[run] - low[run] != tensor.block[run]) break;
  }
  std::vector<std::int64_t> index = low;
  for (;;) {
    std::int64_t word = 0;
    for (std::size_t rank = 0; rank < low.size(); ++rank) {
      word = word * tensor.block[rank] + index[rank];
    }
    ranges.push_back({tensor.base + (block_begin + word) * word_bytes_, run_words * word_bytes_});
    std::size_t rank = run;
    while (rank > 0 && index[rank - 1] + 1 == high[rank - 1]) {
      index[rank - 1] = low[rank - 1];
      --rank;
    }
    if (rank == 0) return;
    ++index[rank - 1];
  }
}

}  // namespace tilewright::sim
