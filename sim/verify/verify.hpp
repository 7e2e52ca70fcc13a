#pragma once
// The functional mode: real numbers move through the modelled buffers and are multiplied, and the
// results are compared with a direct evaluation of the einsum. It takes the sequence of positions
// from TileFlow and nothing else that counts: which words a tile has, it finds out itself from the
// operations inside, one by one.
//
// At each position every buffer holds the words of its tile and no others. Words that a tile newly
// has are copied from the parent's buffer (inputs also from the mesh neighbour that passes them
// on), which must have them; others are dropped. The compute units multiply one word of each input,
// taken from the innermost buffers that keep them, and add the product to each result. Partial sums
// that leave a tile are added up in the parent's buffer. Where an instance starts on words that
// were worked on before, one of those that start on them together continues the partial sum, the
// others start at 0. The outermost buffer that keeps a data space has all of it from the beginning
// to the end; where there are several of them, their results are added up in the end.
//
// All numbers are small integers, made from the seed and the coordinates, and exact.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

struct VerifyOptions {
  std::uint64_t seed = 1;
  std::vector<Fanout> fanouts;  ///< as for TileFlow
  /// Also counts the words that pass each edge; the compute units' take most of the time.
  bool count_words = false;
  std::int64_t most_operations = std::int64_t{1} << 32;
  std::int64_t most_buffered_words = std::int64_t{1} << 25;  ///< 16 bytes each
};

/// Words that passed an edge in the whole run.
struct EdgeWords {
  Edge edge;
  std::int64_t parent_read = 0;     ///< from all parents; inputs, and partial sums of results
  std::int64_t child_received = 0;  ///< by all children, with links
  std::int64_t link_received = 0;
  std::int64_t parent_written = 0;  ///< partial sums, added up on the way
  std::int64_t child_given = 0;
  std::int64_t link_given = 0;

  bool operator==(const EdgeWords&) const = default;
};

/// The first thing that went wrong.
struct VerifyFault {
  enum class Kind : std::uint8_t {
    wrong_result,      ///< the tensor's word is not what the einsum says
    missing_word,      ///< a buffer was asked for a word that it does not have
    outside,           ///< an operation lies outside of the problem
    lost_partial_sum,  ///< work starts anew on a word that has partial sums, or continues none
  };
  Kind kind = Kind::wrong_result;
  int space = 0;
  std::vector<std::int64_t> coordinates;  ///< of the word, in the tensor
  std::int64_t expected = 0;              ///< of a wrong result
  std::int64_t found = 0;
  int level = 0;  ///< that was asked; of a wrong result the outermost one that keeps it
  std::int64_t instance = 0;
};

struct VerifyResult {
  std::optional<VerifyFault> fault;
  std::int64_t operations = 0;   ///< multiply-accumulates that were done
  std::vector<EdgeWords> words;  ///< by edge, as TileFlow::edges(); empty when not counted

  bool ok() const { return !fault; }
};

/// Plays the mapping with numbers. The mapping may be wrong, then the result says so. Throws Error
/// for what TileFlow cannot play, and beyond the options' limits.
VerifyResult verify(const Workload& workload, const Mapping& mapping, int level_count,
                    const VerifyOptions& options = {});

/// "Outputs[3][0] is 12 instead of 40 (L2)": one line about a fault. `level_names` by level.
std::string describe(const VerifyFault& fault, const Workload& workload,
                     std::span<const std::string> level_names);

}  // namespace tilewright::sim
