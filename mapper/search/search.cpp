#include "mapper/search/search.hpp"

#include <algorithm>
#include <string>

#include "mapper/search/odometer.hpp"
#include "mapper/search/random_search.hpp"

namespace tilewright {

std::optional<Algorithm> find_algorithm(std::string_view name) {
  std::string spelled(name);
  std::replace(spelled.begin(), spelled.end(), '-', '_');
  const auto found = std::find(algorithm_names.begin(), algorithm_names.end(), spelled);
  if (found == algorithm_names.end()) return std::nullopt;
  return static_cast<Algorithm>(found - algorithm_names.begin());
}

std::unique_ptr<Search> make_search(const SearchSettings& settings, MappingBuilder& builder) {
  switch (settings.algorithm) {
    case Algorithm::exhaustive:
      return std::make_unique<ExhaustiveSearch>(builder);
    case Algorithm::linear_pruned:
      return std::make_unique<LinearPrunedSearch>(builder);
    case Algorithm::random:
      return std::make_unique<RandomSearch>(builder, settings);
    case Algorithm::random_pruned:
      return std::make_unique<RandomPrunedSearch>(builder, settings);
    case Algorithm::hybrid:
      return std::make_unique<HybridSearch>(builder, settings);
  }
  throw Error("unknown search algorithm");
}

}  // namespace tilewright
