#pragma once
// One tensor on its way through the modelled buffers (contract: verify.hpp).

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/verify/played_nest.hpp"
#include "sim/verify/sharing.hpp"
#include "sim/verify/tensor_layout.hpp"
#include "sim/verify/tile_buffer.hpp"
#include "sim/verify/verify.hpp"

namespace tilewright::sim {

class TensorPlayer {
 public:
  /// `edges`: the tensor's, from the compute units outwards.
  TensorPlayer(const Workload& workload, const Mapping& mapping, const PlayedNest& nest,
               const std::vector<Edge>& edges, const VerifyOptions& options);

  const TensorLayout& layout() const { return layout_; }
  bool is_result() const { return is_result_; }
  const Edge& compute_edge() const { return unit_words_.edge; }
  int outermost_level() const { return stages_.back().level; }
  /// Words of all buffers together.
  std::int64_t buffered_words() const;
  /// Makes the buffers. Before anything else below.
  void allocate();

  /// Brings all tiles outside of which the loops from `moved` outwards stand to `next` (null: the
  /// end): partial sums go out, from the innermost tile to the outermost, then words come in, from
  /// the outermost tile to the innermost. False: a fault.
  bool step(const TileFlow& flow, int moved, const Position* next);

  /// The value of an input's word that a compute unit works on; nothing: a fault.
  std::optional<std::int64_t> read(std::int64_t unit, std::span<const std::int64_t> point);
  /// A result's word that a compute unit works on, which must have a partial sum exactly if
  /// `touched`; null: a fault.
  TileBuffer::Word* find_sum(std::int64_t unit, std::span<const std::int64_t> point, bool touched);
  /// Counts the words of all compute units since the last call as one operation of each.
  void count_operations(bool touched);
  /// Counts the last partial sums of the compute units.
  void finish_counts();

  const std::optional<VerifyFault>& fault() const { return fault_; }
  /// By edge; those of the compute units only with count_words.
  std::vector<EdgeWords> words() const;
  /// The sum of all outermost buffers, by word number. Only for results.
  std::vector<std::int64_t> result() const;

 private:
  // A level that keeps the tensor. The outermost one has all of it; of inputs it needs no buffer,
  // since their values follow from their numbers.
  struct Stage {
    int level = 0;
    bool outermost = false;
    std::vector<std::int64_t> extents;
    std::vector<TileBuffer> buffers;  // by instance
  };
  struct HeldTile {
    bool active = false;  // not idle
    OperationBox box;
  };
  // An edge between two stages. Lists are by child.
  struct Passage {
    Edge edge;
    std::size_t child_stage = 0;
    Sharing sharing;
    EdgeWords words;
    bool started = false;
    bool moves = false;  // some list below is not empty
    std::vector<HeldTile> tiles{};
    WordLists held{};
    WordLists arriving{};
    WordLists departing{};
    WordLists arrived_before{};
  };

  void find_moves(Passage& passage, const Position* next);
  bool same_tile(const OperationBox* box, const HeldTile& tile) const;
  bool list_tile(const OperationBox& box, int level, std::int64_t instance,
                 std::vector<std::int64_t>& numbers);
  bool give_sums(Passage& passage, bool ends);
  bool take_inputs(Passage& passage);
  bool take_sums(Passage& passage, bool touched);
  void drop_departing(Passage& passage);
  TileBuffer::Word* find(std::size_t stage, std::int64_t instance, std::int64_t number);
  TileBuffer::Word* find(std::size_t stage, std::int64_t instance, std::int64_t number,
                         std::span<const std::int64_t> point);
  std::optional<std::int64_t> read(std::size_t stage, std::int64_t instance, std::int64_t number);
  void insert(std::size_t stage, std::int64_t instance, const TileBuffer::Word& word);
  void note_unit(std::int64_t unit, std::int64_t number);
  void report(VerifyFault::Kind kind, std::size_t stage, std::int64_t instance,
              std::vector<std::int64_t> coordinates);

  const PlayedNest& nest_;
  int space_;
  bool is_result_;
  std::uint64_t seed_;
  bool counts_units_;
  TensorLayout layout_;
  std::vector<std::size_t> dimensions_;  // that move the tensor's points
  std::vector<Stage> stages_;            // innermost first
  std::vector<Passage> passages_;        // innermost first; passages_[i] feeds stages_[i]
  Sharing unit_sharing_;
  EdgeWords unit_words_;
  WordLists unit_lists_;
  WordLists last_unit_lists_;
  bool units_started_ = false;
  std::map<std::vector<std::int64_t>, std::vector<std::int64_t>> tile_points_;  // by extents
  LayoutPoint point_;
  LayoutPoint base_;
  OperationBox box_;
  std::optional<VerifyFault> fault_;
};

}  // namespace tilewright::sim
