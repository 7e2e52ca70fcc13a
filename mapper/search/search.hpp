#pragma once
// In which order are the members of a mapspace visited? Timeloop's five searches.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "mapper/space/mapping_builder.hpp"

namespace tilewright {

enum class Algorithm { exhaustive, linear_pruned, random, random_pruned, hybrid };

/// The names that `mapper: algorithm:` has for them, in the order of the enumerators.
inline constexpr std::array<std::string_view, 5> algorithm_names = {
    "exhaustive", "linear_pruned", "random", "random_pruned", "hybrid"};

/// The algorithm of a name ('-' counts as '_'), if there is one.
std::optional<Algorithm> find_algorithm(std::string_view name);

/// What became of the mapping that a search proposed.
enum class Outcome {
  not_constructed,  ///< its spatial loops do not fit the fan-outs, whatever is bypassed
  rejected,         ///< its tiles do not fit, or the model rejects it
  valid,
};

/// Proposes mappings of one share of a mapspace: next(), report(), next(), ...
class Search {
 public:
  virtual ~Search() = default;
  /// The next mapping to try; nothing when the search is over.
  virtual std::optional<MappingId> next() = 0;
  /// What became of the last one.
  virtual void report(Outcome outcome) = 0;
};

struct SearchSettings {
  Algorithm algorithm = Algorithm::hybrid;
  std::uint64_t seed = 1;                    ///< 1: Timeloop's stream
  std::int64_t permutations_per_visit = 16;  ///< of one factorization, in random_pruned
  bool filter_revisits = false;
  std::size_t visited_bytes = std::size_t{64} << 20;  ///< memory for remembering visits
};

/// The searches that leave out orders of loops with bound 1 prune `builder`'s share. Both must stay
/// together: `builder` makes the mappings that the search proposes, and must outlive it.
std::unique_ptr<Search> make_search(const SearchSettings& settings, MappingBuilder& builder);

}  // namespace tilewright
