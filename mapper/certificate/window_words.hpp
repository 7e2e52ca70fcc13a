#pragma once
// The fewest words that a sliding window fetches, while the loops of one level are placed: for the
// tiles of one level that keeps it, and what the next level that keeps it must serve.
//
// Counted in words of all children of one instance, for one run of the loops that decide it. Where
// the window may keep words later, the loops that may follow count at their best.

#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "mapper/certificate/case.hpp"
#include "mapper/certificate/window_ranks.hpp"

namespace tilewright::certificate {

/// Children of which some share their words with more others than the rest. The reference divides
/// the words of each kind by the number of children, as doubles, and rounds their sum down.
struct UnevenSharing {
  std::vector<std::pair<double, double>> groups;  ///< children of a group, groups
  double children = 1;

  /// What rounding takes from the words that each child fetches.
  double lost(double fetched) const;
};

/// Tiles of level `child`, served by level `parent`, while the loops of `level` are placed.
struct WindowTransfer {
  int child = 0;
  int parent = 0;
  int level = 0;
  /// What it costs to pass a word on between neighbours, as part of what it costs to serve it.
  double passing_on = 0;
  /// Of the children of the level outside of `child`; null: any may be.
  const std::set<Shape>* neighbours = nullptr;
};

class WindowWords {
 public:
  WindowWords(const Tensor& tensor, const WindowRanks& ranks, const Case& spatial,
              const WindowTransfer& transfer);

  /// What else the loops of `level` move, once the window slides: then only those of its loops that
  /// are among them may return it.
  enum class Later { unknown, another_rank, leads_away };

  /// What follows the first loop of a window.
  struct Following {
    Later later = Later::unknown;
    bool alone = false;  ///< no loop is left of other ranks or of dimensions that do not move it
  };

  struct Words {
    double filled = 1;
    double served = 1;
    bool rounded_down = false;  ///< a word less may be filled
    const UnevenSharing* uneven = nullptr;
  };
  /// A loop that leads away moves a tile when the loops so far cover `shape`.
  Words at_rest(int shape) const;
  /// A loop of `term` is the first to move it, on to the extent at `larger` in the divisors.
  Words sliding(int shape, int rank, int term, std::size_t larger,
                const Following& following) const;

  /// May neighbours pass words on?
  bool linked() const { return groups_ > 1; }

 private:
  // What the spatial loops do to one rank.
  struct Spread {
    Shape factors;         // by term
    double groups = 1;     // children with different tiles, at least
    double instances = 1;  // of the parent, by loops of the rank further out
    bool exact = false;    // all loops are of one level
    bool operator<(const Spread& other) const {
      return std::tie(factors, groups, instances) <
             std::tie(other.factors, other.groups, other.instances);
    }
  };
  // The least words of one rank, by its number and, when it slides, term and divisor.
  struct Table {
    std::vector<Words> at_rest;
    std::array<std::vector<Words>, 6> sliding;  // [later, alone]
  };

  std::vector<Spread> spreads(const WindowRanks::Rank& rank, const Case& spatial) const;
  using Sharing = std::map<Count, Count>;  // children that share their words: such groups
  Sharing sharing_of(const WindowRanks::Rank& rank, std::size_t number, const Case& spatial) const;
  static Sharing combined(const Sharing& a, const Sharing& b);
  bool may_meet(std::size_t rank_index, const Shape& tile, const Spread& spread, Count move) const;
  void find_sharing(const Tensor& tensor, const Case& spatial);
  const UnevenSharing* sharing(int shape) const;
  std::vector<Count> growths(int dimension, const Case& spatial) const;
  void fill(std::size_t rank_index, const std::vector<Spread>& spreads, Table& table) const;
  Words slide(std::size_t rank_index, const Spread& spread, int number, std::size_t term,
              std::size_t larger, const Following& following) const;

  const WindowRanks& ranks_;
  WindowTransfer transfer_;
  std::vector<std::vector<std::vector<Count>>> outside_;  // [rank][term]: spatial loops may grow it
  std::vector<Shape> tiles_;  // [rank]: extents of the level's tiles, by term; empty: not given
  int spread_ranks_ = 0;      // ranks whose children have different tiles
  double groups_ = 1;         // the most children with different tiles
  std::vector<Table> tables_;
  const Shape* children_ = nullptr;  // factors of the level outside of the child, if decided
  bool uneven_ = false;              // some choices share unevenly
  std::map<std::vector<int>, UnevenSharing> sharing_;  // by numbers of the ranks; empty: unknown
};

}  // namespace tilewright::certificate
