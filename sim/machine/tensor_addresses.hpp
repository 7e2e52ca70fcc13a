#pragma once
// Where the words of a tensor stand in DRAM.
//
// Each tensor begins at a multiple of 4096 bytes, in the order of the problem's data spaces. It is
// cut into blocks of equal extents, which follow each other with the last rank's index running
// fastest; so do the words inside a block. `tiled`: a block is the box of the tile that the DRAM's
// child holds, so that a tile lies in one piece (but for the overlap of sliding windows).
// `row_major`: the whole tensor is one block. A word takes whole bytes.

#include <cstdint>
#include <vector>

#include "model/spec/simulation_section.hpp"
#include "model/spec/workload.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// A range of addresses, in bytes.
struct AddressRange {
  std::int64_t begin = 0;
  std::int64_t size = 0;  ///< > 0
  bool operator==(const AddressRange&) const = default;
};

class TensorAddresses {
 public:
  /// `tiles`: by data space, the box of the first tile that leaves the DRAM; its extents are those
  /// of the blocks. `word_bits`: in DRAM. Throws Error when the tensors exceed 2^63 bytes.
  TensorAddresses(const Workload& workload, DramLayout order, const std::vector<TensorBox>& tiles,
                  std::int64_t word_bits);

  /// The addresses of boxes of a tensor: ascending, ranges that touch are one.
  std::vector<AddressRange> ranges(int space, const std::vector<TensorBox>& boxes) const;

  std::int64_t bytes() const { return bytes_; }  ///< of all tensors

 private:
  struct Tensor {
    std::int64_t base = 0;
    std::vector<std::int64_t> low;     // by rank: smallest coordinate
    std::vector<std::int64_t> block;   // by rank: extent of a block
    std::vector<std::int64_t> blocks;  // by rank: number of blocks
    std::int64_t block_words = 1;
  };
  void add_box(const Tensor& tensor, const TensorBox& box, std::vector<AddressRange>& ranges) const;
  void add_block_part(const Tensor& tensor, std::int64_t block_begin,
                      const std::vector<std::int64_t>& low, const std::vector<std::int64_t>& high,
                      std::vector<AddressRange>& ranges) const;

  std::vector<Tensor> tensors_;
  std::int64_t word_bytes_ = 1;
  std::int64_t bytes_ = 0;
};

}  // namespace tilewright::sim
