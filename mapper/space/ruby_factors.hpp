#pragma once
// The factors of Timeloop's mapspace template "ruby": loops whose last pass may be shorter
// (imperfect factorization, Horeni et al., "Ruby", ISPASS 2022).

#include <cstdint>
#include <span>
#include <vector>

#include "mapper/space/factorizations.hpp"

namespace tilewright {

/// The choices of factors and residuals for one dimension, in Timeloop's order. They are listed
/// (Timeloop's pool of candidate factors follows no simple rule), repetitions included.
class RubyFactors : public DimensionFactors {
 public:
  /// `max_remainders`: by level, the largest residual and factor of a level that may be imperfect;
  /// -1 for the others. Throws Error beyond four million factors in all choices.
  RubyFactors(std::int64_t bound, const std::vector<FactorRange>& levels,
              const std::vector<std::int64_t>& max_remainders);

  std::uint64_t count() const override { return choices_.size() / levels_.size(); }
  void read(std::uint64_t index, std::span<LoopBound> levels) const override;
  std::int64_t least_factor(int level) const override;
  std::int64_t largest_factor(int level) const override;
  std::int64_t least_extent(int level) const override;

 private:
  struct Pair {
    std::int32_t factor = 1;
    std::int32_t residual = 1;
  };
  void set_exact_factors();
  void find_candidates();
  void list_residuals();
  void list_factors(const std::vector<std::vector<std::int64_t>>& candidates);
  void extend(const std::vector<std::vector<std::int64_t>>& candidates, std::size_t position,
              std::int64_t reduced, double product);
  void add_choices();
  void add_if_valid(const std::vector<std::int64_t>& residuals);
  std::span<const Pair> choice(std::size_t index) const;

  std::int64_t bound_;
  std::vector<FactorRange> levels_;
  std::vector<std::int64_t> exact_;           // by level; 0: free
  std::vector<std::int64_t> exact_residual_;  // by level; 0: none given
  std::vector<char> may_be_imperfect_;        // by level
  std::vector<std::int64_t> remainders_;      // of these levels, in Timeloop's order
  std::int64_t quotient_ = 1;                 // left to the free levels
  std::vector<std::int64_t> pool_;            // candidate factors, ascending
  std::vector<std::vector<std::int64_t>> residuals_;
  std::vector<double> largest_rest_;  // by position: product of the largest candidates behind it
  std::vector<std::int64_t> chosen_;  // factors of the free levels
  std::vector<Pair> choices_;         // [choice][level]
};

}  // namespace tilewright
