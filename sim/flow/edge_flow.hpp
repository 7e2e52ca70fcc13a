#pragma once
// The movements along one edge: tiles of all child instances, what changes between two positions,
// who shares it. Everything is invariant to translation, so movements are kept by what they depend
// on: how far the tiles move, and which instances are at an edge of an imperfect nest.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <unordered_map>
#include <vector>

#include "sim/flow/child_network.hpp"
#include "sim/flow/flow_nest.hpp"
#include "sim/flow/point_shapes.hpp"
#include "sim/flow/tensor_axes.hpp"
#include "sim/flow/tile_flow.hpp"

namespace tilewright::sim {

/// How an edge is played: exactly, or with the model's approximations.
struct EdgeView {
  bool boxes = false;  ///< tiles are their bounding boxes; the axes must be separate ranks
  /// Only the first parent, and all of its children have the tile of the first one, moved.
  bool representative = false;
};

class EdgeFlow {
 public:
  EdgeFlow(FlowNest& nest, const TensorAxes& axes, const Edge& edge, ChildNetwork network,
           EdgeView view = {});

  const Edge& edge() const { return edge_; }
  int change_loop() const { return change_loop_; }
  bool touched(const Position& position) const;
  /// As TileFlow::arrivals. `reload`: whole tiles arrive at `after`; `reloaded`: they did at
  /// `before`.
  const Movement& arrivals(const Position* previous, const Position* before, const Position& after,
                           bool reload = false, bool reloaded = false);
  const Movement& departures(const Position& before, const Position* after);
  /// Where the first child's tile begins and ends along each axis.
  TensorBox first_tile(const Position& position);
  std::vector<TensorBox> moved_boxes(std::int64_t child, const Position* before,
                                     const Position* after, bool departs);

 private:
  using Key = std::vector<std::int64_t>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  // One set of words, equal for equal (form, code): its shape up to translation, and its place.
  struct Words {
    std::int64_t count = 0;
    int form = -1;
    std::int64_t code = 0;
    bool operator==(const Words&) const = default;
  };
  using Tile = std::vector<PlacedShape>;     // by axis
  using Offset = std::vector<std::int64_t>;  // by axis
  // Where the outer loops put all tiles, and which instances are at an edge.
  struct Stand {
    Offset offset;
    std::uint32_t state = 0;
  };

  void find_loops();
  const std::vector<Profile>& profiles(std::uint32_t state);
  void place_children();
  Stand stand(const Position& position) const;
  const Tile& tile(Profile profile);
  std::optional<Tile> placed_tile(std::int64_t child, const Position& position);
  std::int64_t code_of(const Offset& offset) const;
  Words find_words(Profile profile, Profile without, const Offset& displacement);
  Words to_words(const Tile& whole, const Tile& kept);
  void split_boxes(Tile whole, const Tile& without, std::vector<TensorBox>& boxes);
  void append_boxes(const Tile& tile, std::vector<TensorBox>& boxes) const;
  std::vector<Words> moved_words(const Stand& now, const Stand* other, std::int64_t frame);
  void start_key(std::initializer_list<const Stand*> stands);
  Movement make_movement(const std::vector<Words>& words, const std::vector<std::int64_t>& partners,
                         bool departs) const;
  std::vector<std::int64_t> children_by_number(std::uint32_t state);
  std::vector<std::int64_t> find_partners(const std::vector<Words>& wanted,
                                          const std::vector<std::int64_t>& takers,
                                          const std::vector<Words>& offered,
                                          const std::vector<std::int64_t>& givers) const;
  std::int64_t group_children(const std::vector<Words>& words, std::vector<std::int64_t> members,
                              std::vector<Group>& groups) const;

  FlowNest& nest_;
  const TensorAxes& axes_;
  Edge edge_;
  ChildNetwork network_;
  EdgeView view_;
  PassStates& passes_;
  std::int64_t children_ = 1;    // of all parents
  std::int64_t per_parent_ = 1;  // children
  int change_loop_ = 0;
  struct Mover {
    std::size_t loop;  // temporal
    Offset steps;
  };
  std::vector<Mover> movers_;              // temporal loops outside that move the tiles
  std::vector<std::size_t> repeating_;     // temporal loops outside that do not
  std::vector<Offset> child_offsets_;      // by child
  std::vector<std::int64_t> child_codes_;  // by child
  std::unordered_map<std::uint32_t, std::vector<Profile>> representative_profiles_;
  PointShapes shapes_;
  std::unordered_map<Profile, Tile> tiles_;
  std::unordered_map<Key, int, KeyHash> forms_;
  std::unordered_map<Key, Movement, KeyHash> arrivals_;
  std::unordered_map<Key, Movement, KeyHash> departures_;
  Key key_;
};

}  // namespace tilewright::sim
