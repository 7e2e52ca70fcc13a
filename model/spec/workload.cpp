#include "model/spec/workload.hpp"

#include <algorithm>

#include "model/spec/checked.hpp"

namespace tilewright {

namespace {

template <typename Sequence, typename Name>
std::optional<int> position(const Sequence& sequence, std::string_view name, Name name_of) {
  const auto found = std::find_if(sequence.begin(), sequence.end(),
                                  [&](const auto& item) { return name_of(item) == name; });
  if (found == sequence.end()) return std::nullopt;
  return static_cast<int>(found - sequence.begin());
}

}  // namespace

bool DataSpace::depends_on(int dimension) const {
  for (const Rank& rank : ranks) {
    for (const ProjectionTerm& term : rank) {
      if (term.dimension == dimension && term.coefficient != 0) return true;
    }
  }
  return false;
}

std::optional<int> Workload::find_dimension(std::string_view name) const {
  return position(dimensions, name, [](const std::string& dimension) { return dimension; });
}

std::optional<int> Workload::find_data_space(std::string_view name) const {
  return position(data_spaces, name, [](const DataSpace& data_space) { return data_space.name; });
}

std::int64_t Workload::operation_count() const {
  std::int64_t count = 1;
  for (std::int64_t bound : bounds) count = checked_multiply(count, bound);
  return count;
}

}  // namespace tilewright
