#pragma once
// The words of one pending transit, when they are certain: counted as the evaluator counts them.

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/exact/account.hpp"
#include "mapper/exact/spread_rules.hpp"
#include "mapper/exact/status.hpp"
#include "model/nest/children.hpp"
#include "model/nest/reuse.hpp"
#include "model/nest/tile.hpp"

namespace tilewright::exact {

class TransitWords {
 public:
  TransitWords(const Account& account, int space);

  struct Result {
    double content = 0;           ///< arrives at the slot's level, all instances together
    double delivered_to_one = 0;  ///< to one child
    double passed_on = 0;         ///< by neighbours, per instance of the slot's level
    double network_pj = 0;
  };
  /// `loops`: the recorded ones from the transit's first loop on. `arriving`: words that come from
  /// below, where the children do not keep the data space. `share`: partition size at the slot's
  /// level, if it keeps the data space.
  Result count(const Transit& transit, std::span<const NestLoop> loops, Shape shape,
               double arriving, std::int64_t share);

  /// Stands for all dimensions that do not move the data space: the first of them.
  int idle_dimension() const;

 private:
  void build_schedule(const Transit& transit, std::span<const NestLoop> loops, double words,
                      double moving);
  double count_records(const Transit& transit, double words);
  bool comes_whole(int slot) const;
  void pass_through(double from_one_child, std::int64_t children);
  double network_energy(const Transit& transit, double link_transfers, std::int64_t share);

  const Account& account_;
  const Problem& problem_;
  const Space& space_;
  int space_index_;
  ReuseSchedule schedule_;
  Children children_;
  Tile tile_;
  NetworkTraffic traffic_;
  std::vector<NestLoop> loops_;
  std::vector<std::int64_t> ends_;
};

}  // namespace tilewright::exact
