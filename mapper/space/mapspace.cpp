#include "mapper/space/mapspace.hpp"

#include <fmt/format.h>

#include "mapper/space/ruby_factors.hpp"

namespace tilewright {

namespace {

// The product of the choices of one kind.
class Count {
 public:
  explicit Count(const char* kind) : kind_(kind) {}

  void operator*=(uint128 choices) {
    const auto product = multiply(product_, choices);
    if (!product) {
      throw Error(fmt::format("the mapspace has more than 2^128 {}", kind_),
                  "add constraints that fix some of them");
    }
    product_ = *product;
  }
  uint128 value() const { return product_; }

 private:
  const char* kind_;
  uint128 product_ = 1;
};

}  // namespace

Mapspace::Mapspace(const Spec& spec)
    : workload_(spec.workload),
      architecture_(spec.architecture),
      constraints_(spec.constraints),
      levels_(tiling_levels(architecture_)) {
  make_factors();
  make_bypass_bits();
  count_choices();
}

std::optional<uint128> Mapspace::size() const {
  auto product = multiply(sizes_.factorization, sizes_.permutation);
  if (product) product = multiply(*product, sizes_.split);
  if (product) product = multiply(*product, sizes_.bypass);
  return product;
}

const LoopConstraint& Mapspace::constraint(int level) const {
  static const LoopConstraint none;
  if (constraints_.levels.empty()) return none;
  const TilingLevel& tiling = levels_[static_cast<std::size_t>(level)];
  const LevelConstraint& storage = constraints_.levels[static_cast<std::size_t>(tiling.storage)];
  return tiling.spatial ? storage.spatial : storage.temporal;
}

bool Mapspace::canonical_order(int level) const {
  const TilingLevel& tiling = levels_[static_cast<std::size_t>(level)];
  if (!tiling.spatial) return level == 0;
  return !constraint(level).has_permutation() && !tiling.two_dimensional();
}

FactorRange Mapspace::range(int dimension, int level) const {
  const LoopConstraint& limits = constraint(level);
  FactorRange range;
  if (const auto exact = limits.exact.find(dimension); exact != limits.exact.end()) {
    range.exact = exact->second.value;
  }
  if (const auto most = limits.at_most.find(dimension); most != limits.at_most.end()) {
    range.most = most->second.value;
  }
  if (const auto least = limits.at_least.find(dimension); least != limits.at_least.end()) {
    range.least = least->second.value;
  }
  return range;
}

void Mapspace::make_factors() {
  for (int dimension = 0; dimension < dimension_count(); ++dimension) {
    const std::int64_t bound = workload_.bounds[static_cast<std::size_t>(dimension)];
    std::vector<FactorRange> ranges;
    std::vector<std::int64_t> remainders;
    for (int level = 0; level < level_count(); ++level) {
      ranges.push_back(range(dimension, level));
      remainders.push_back(constraint(level).max_remainder.value_or(-1));
    }
    if (constraints_.mapspace_template == MapspaceTemplate::ruby) {
      factors_.push_back(std::make_unique<RubyFactors>(bound, ranges, remainders));
    } else {
      factors_.push_back(std::make_unique<Factorizations>(bound, ranges));
    }
    if (factors_.back()->count() == 0) throw_no_factorization(dimension);
  }
}

void Mapspace::throw_no_factorization(int dimension) const {
  const std::string& name = workload_.dimensions[static_cast<std::size_t>(dimension)];
  Place place;
  std::string list;
  const auto note = [&](const std::map<int, FactorLimit>& limits, const char* relation, int level) {
    const auto found = limits.find(dimension);
    if (found == limits.end()) return;
    if (place.line == 0) place = found->second.place;
    list += fmt::format("{}{}{}{} at {} ({})", list.empty() ? "" : ", ", name, relation,
                        found->second.value,
                        name_of(levels_[static_cast<std::size_t>(level)], architecture_),
                        found->second.place.text());
  };
  for (int level = 0; level < level_count(); ++level) {
    note(constraint(level).exact, "=", level);
    note(constraint(level).at_most, "<=", level);
    note(constraint(level).at_least, ">=", level);
  }
  throw Error(
      place,
      fmt::format("the constraints leave no factors for dimension {}, which the problem at {} "
                  "sets to {}: {}",
                  name, workload_.place.text(),
                  workload_.bounds[static_cast<std::size_t>(dimension)], list),
      "change or remove one of them; the factors of a dimension must be able to multiply to its "
      "bound");
}

// Timeloop doubles its list of choices for each free bit, data space by data space, levels from the
// inside out: the copies that keep come behind those that bypass.
void Mapspace::make_bypass_bits() {
  const int storage_levels = architecture_.level_count();
  const DataSpaceMask all = all_data_spaces(workload_.data_space_count());
  std::vector<DataSpaceMask> kept(static_cast<std::size_t>(storage_levels), 0);
  std::vector<DataSpaceMask> bypassed(static_cast<std::size_t>(storage_levels), 0);
  kept.back() = all;
  for (const BypassConstraint& entry : constraints_.bypass) {
    const auto level = static_cast<std::size_t>(entry.level);
    kept[level] = (kept[level] | entry.keep) & ~entry.bypass;
    bypassed[level] = (bypassed[level] | entry.bypass) & ~entry.keep;
  }
  always_kept_ = kept;
  for (int data_space = 0; data_space < workload_.data_space_count(); ++data_space) {
    for (int level = 0; level < storage_levels; ++level) {
      const auto index = static_cast<std::size_t>(level);
      if (!contains(kept[index] | bypassed[index], data_space)) {
        free_bits_.push_back({level, data_space});
      }
    }
  }
}

void Mapspace::count_choices() {
  Count factorizations("factorizations");
  for (const auto& factors : factors_) factorizations *= factors->count();
  Count permutations("loop orders");
  Count splits("spatial splits");
  LoopOrder order;
  for (int level = 0; level < level_count(); ++level) {
    if (!canonical_order(level)) {
      order.reset(dimension_count(), constraint(level).prefix, constraint(level).suffix);
      permutations *= order.count();
    }
    if (levels_[static_cast<std::size_t>(level)].spatial && !constraint(level).split) {
      splits *= static_cast<uint128>(dimension_count()) + 1;
    }
  }
  Count bypasses("choices of kept data spaces");
  for (std::size_t bit = 0; bit < free_bits_.size(); ++bit) bypasses *= 2;
  sizes_ = {factorizations.value(), permutations.value(), splits.value(), bypasses.value()};
}

}  // namespace tilewright
