#pragma once
// Brings the tiles of one edge from the parent to the places that hold them: the nodes, or an
// outer buffer. Tiles come in order. A part of a tile is sent when its words are in the parent,
// partial sums in it have come back from their last use, and everyone it goes to has room.

#include <cstdint>
#include <map>
#include <vector>

#include "sim/machine/parts.hpp"
#include "sim/machine/tile_sequence.hpp"
#include "sim/phase/phase_model.hpp"

namespace tilewright::sim {

class Feed;
class Returns;

/// Who is told that tiles have come, or that a parent's tile may be done with.
class FeedUser {
 public:
  FeedUser() = default;
  FeedUser(const FeedUser&) = delete;
  FeedUser& operator=(const FeedUser&) = delete;
  virtual ~FeedUser() = default;

  /// A tile of `feed` has come to `holder`; -1: more of its parent's words have been read.
  virtual void tile_arrived(Feed& feed, int holder) = 0;
};

/// Ends of an edge's way through the machine.
struct FeedSettings {
  int edge_id = 0;
  Edge edge;
  Slots slots = Slots::one;
  Feed* parent = nullptr;  ///< feed of the parent's tiles; null: they are there from the start
  int parent_port = 0;     ///< of the network
  std::vector<int> ports;  ///< by holder
  int holder_level = 0;    ///< the level of the nodes, or the child
  BufferPorts* parent_ports = nullptr;
  BufferPorts* child_ports = nullptr;          ///< of an outer buffer; null for nodes
  const TensorAddresses* addresses = nullptr;  ///< where the parent is played as a DRAM
};

/// Words of a movement that the same holders have in common.
struct SharedWords {
  std::int64_t words = 0;
  std::vector<std::int64_t> children;  ///< one for each different set of words
};

class Feed {
 public:
  Feed(Parts& parts, const FeedSettings& settings);

  void set_user(FeedUser& user) { user_ = &user; }           ///< of the tiles
  void set_reader_watch(FeedUser& user) { watch_ = &user; }  ///< of the parent's tiles
  void set_returns(const Returns& returns) { returns_ = &returns; }

  const FeedSettings& settings() const { return settings_; }
  const Edge& edge() const { return settings_.edge; }
  int holders() const { return static_cast<int>(settings_.ports.size()); }
  /// The words of a movement of this edge, by the holders that have them.
  std::map<std::vector<int>, SharedWords> by_holders(const Movement& movement) const;
  /// Where in DRAM the words of these children stand; empty where it is not played.
  std::vector<AddressRange> addresses(const std::vector<std::int64_t>& children,
                                      const Position* before, const Position* after,
                                      bool departs) const;

  /// Sends what can be sent.
  void poke();
  /// Sends what can be sent of the next tile. Returns whether that was all of it.
  bool send_tile();
  /// Where the next tile is needed first; null: there is no next tile.
  const Position* next_need() const { return sequence_.done() ? nullptr : &sequence_.position(); }

  /// Whether tile `index`, not yet released, has come to a holder, and when.
  bool arrived(int holder, std::int64_t index) const;
  Stamp arrival(int holder, std::int64_t index) const;

  /// A holder gives up its oldest tile.
  void release(int holder, const Stamp& when);

  /// All words that tiles inside of the parent's tile `parent_index` need have been read.
  bool past(std::int64_t parent_index) const;
  /// When the last words were read at the parent.
  const Stamp& last_read() const { return last_read_; }
  /// One past the last tile inside of the parent's tile; after past().
  std::int64_t tiles_until(std::int64_t parent_index) const;

  bool done() const { return sequence_.done() && reading_.empty(); }
  const EdgeCounts& counts() const { return counts_; }
  void add_blocked(std::vector<Blocked>& blocked) const;

 private:
  /// Words that go to the same holders at once.
  struct Part {
    std::vector<int> holders;
    SharedWords shared;
    bool sent = false;
  };
  struct Arrival {
    int parts_left = 0;
    Stamp when;
  };
  struct Holder {
    std::int64_t released = 0;
    Stamp last_release;
    std::map<std::int64_t, Arrival> tiles;
  };

  void load();
  bool may_send(const Part& part) const;
  Stamp start_of(const Part& part) const;
  void send(Part& part);
  void arrive(int holder, std::int64_t index, const Stamp& when);
  std::int64_t needed_releases() const;

  Parts& parts_;
  FeedSettings settings_;
  FeedUser* user_ = nullptr;
  FeedUser* watch_ = nullptr;
  const Returns* returns_ = nullptr;
  std::int64_t children_per_holder_ = 1;
  TileSequence sequence_;
  bool loaded_ = false;
  bool touched_ = false;
  bool poking_ = false;
  std::vector<Part> parts_to_send_;
  std::vector<Holder> holders_;
  std::map<std::int64_t, int> reading_;              // by parent's tile: transfers being read
  std::map<std::int64_t, std::int64_t> first_tile_;  // by parent's tile
  Stamp last_read_;
  EdgeCounts counts_;
};

}  // namespace tilewright::sim
