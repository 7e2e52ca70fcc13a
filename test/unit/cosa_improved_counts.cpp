// Do the counts of prime factors allow exactly the factors and directions of the mapspace?

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "mapper/cosa/improved/counts.hpp"
#include "mapper/space/mapping_builder.hpp"
#include "test/unit/cosa_improved_specs.hpp"

namespace tilewright::cosa::improved {
namespace {

/// Loops by level, kind and dimension, without their order.
using LoopSet = std::set<std::string>;

std::string text_of(int level, LoopKind kind, int dimension, std::int64_t bound) {
  static constexpr std::array kinds = {"t", "x", "y"};
  return std::to_string(level) + kinds[static_cast<std::size_t>(kind)] + std::to_string(dimension) +
         "=" + std::to_string(bound);
}

/// All sets of loops that the members of the mapspace have.
std::set<LoopSet> of_mapspace(const Spec& spec) {
  const Mapspace space(spec);
  MappingBuilder builder(space, 0, 1, -1);
  std::set<LoopSet> all;
  const MappingId& sizes = builder.sizes();
  MappingId id;
  for (id.factorization = 0; id.factorization < sizes.factorization; ++id.factorization) {
    for (id.permutation = 0; id.permutation < sizes.permutation; ++id.permutation) {
      for (id.split = 0; id.split < sizes.split; ++id.split) {
        if (!builder.select(id)) continue;
        const auto nests = to_level_nests(builder.mapping(), spec.architecture.level_count());
        LoopSet loops;
        for (std::size_t l = 0; l < nests.size(); ++l) {
          for (const auto* list : {&nests[l].temporal, &nests[l].spatial}) {
            for (const Loop& loop : *list) {
              if (loop.bound == 1) continue;
              loops.insert(text_of(static_cast<int>(l), loop.kind, loop.dimension, loop.bound));
            }
          }
        }
        all.insert(loops);
      }
    }
  }
  return all;
}

bool holds(const Row& row, const std::vector<double>& columns) {
  double value = 0;
  for (const Term& term : row.terms) value += term.coefficient * columns[term.column];
  return row.lower - 1e-9 <= value && value <= row.upper + 1e-9;
}

/// Lists the solutions of a program of whole numbers column by column, each row being checked as
/// soon as its last column is known.
class Solutions {
 public:
  explicit Solutions(const Model& model) : model_(model), rows_(model.columns.size()) {
    for (const Row& row : model.rows) {
      int last = -1;
      for (const Term& term : row.terms) last = std::max(last, term.column);
      if (last >= 0) {
        rows_[last].push_back(&row);
      } else {
        possible_ = possible_ && holds(row, {});
      }
    }
  }

  void for_each(const std::function<void(const std::vector<double>&)>& visit) {
    if (possible_) extend(visit);
  }

 private:
  void extend(const std::function<void(const std::vector<double>&)>& visit) {
    const std::size_t column = columns_.size();
    if (column == model_.columns.size()) return visit(columns_);
    const auto most = std::lround(model_.columns[column].upper);
    for (auto value = std::lround(model_.columns[column].lower); value <= most; ++value) {
      columns_.push_back(static_cast<double>(value));
      const bool possible = std::all_of(rows_[column].begin(), rows_[column].end(),
                                        [&](const Row* row) { return holds(*row, columns_); });
      if (possible) extend(visit);
      columns_.pop_back();
    }
  }

  const Model& model_;
  std::vector<std::vector<const Row*>> rows_;  // by last column
  std::vector<double> columns_;
  bool possible_ = true;
};

std::set<LoopSet> of_program(const Spec& spec) {
  const Facts facts(spec);
  Model model;
  const Counts counts(facts, model);
  std::set<LoopSet> all;
  Solutions(model).for_each([&](const std::vector<double>& columns) {
    std::map<std::tuple<int, LoopKind, int>, std::int64_t> bounds;
    for (const CountColumn& count : counts.columns()) {
      const PrimeFactor& factor = facts.factors[count.factor];
      std::int64_t& bound =
          bounds.try_emplace({count.level, count.kind, factor.dimension}, 1).first->second;
      for (auto n = std::lround(columns[count.column]); n > 0; --n) bound *= factor.prime;
    }
    LoopSet loops;
    for (const auto& [place, bound] : bounds) {
      const auto& [level, kind, dimension] = place;
      if (bound > 1) loops.insert(text_of(level, kind, dimension, bound));
    }
    all.insert(loops);
  });
  return all;
}

/// M = 12, N = 3, K = 2 on a mesh below a buffer.
Spec mesh_spec(std::int64_t x, std::int64_t y) {
  Spec spec = test::make_spec(
      test::gemm_workload(12, 3, 2),
      test::make_architecture(x, y, {{"Buffer", test::big_words}, {"Memory", std::nullopt}}));
  spec.constraints.levels.resize(2);
  return spec;
}

enum { m, n, k };

LoopConstraint& spatial(Spec& spec) { return spec.constraints.levels[0].spatial; }

void expect_the_mapspace(const Spec& spec, std::size_t at_least = 1) {
  const auto expected = of_mapspace(spec);
  EXPECT_GE(expected.size(), at_least);
  EXPECT_EQ(of_program(spec), expected);
}

TEST(CosaCounts, HaveTheFactorsOfTheMapspace) {
  expect_the_mapspace(mesh_spec(1, 1), 24);
  expect_the_mapspace(mesh_spec(6, 1), 24);
  expect_the_mapspace(mesh_spec(1, 6), 24);
  expect_the_mapspace(mesh_spec(4, 3), 24);
}

TEST(CosaCounts, KeepLimitsOfFactors) {
  Spec spec = mesh_spec(4, 4);
  spec.constraints.levels[0].temporal.at_most[m] = {.value = 5, .place = {}};
  spec.constraints.levels[1].temporal.at_least[m] = {.value = 2, .place = {}};
  spatial(spec).at_most[n] = {.value = 2, .place = {}};
  expect_the_mapspace(spec, 6);
}

TEST(CosaCounts, KeepLimitsThatAreNoProductsOfPrimes) {
  Spec spec = mesh_spec(12, 1);
  spatial(spec).at_least[m] = {.value = 5, .place = {}};
  spec.constraints.levels[0].temporal.at_most[m] = {.value = 7, .place = {}};
  expect_the_mapspace(spec, 3);
}

TEST(CosaCounts, KeepFixedFactors) {
  Spec spec = mesh_spec(4, 3);
  spatial(spec).exact[m] = {.value = 4, .place = {}};
  spec.constraints.levels[1].temporal.exact[n] = {.value = 3, .place = {}};
  spec.constraints.levels[0].temporal.exact[k] = {.value = 1, .place = {}};
  expect_the_mapspace(spec);
}

TEST(CosaCounts, KeepASplitOfTheOrderOfDimensions) {
  for (int split = 0; split <= 3; ++split) {
    Spec spec = mesh_spec(4, 3);
    spatial(spec).split = split;
    expect_the_mapspace(spec);
  }
}

TEST(CosaCounts, KeepASplitAlongOneAxis) {
  for (int split = 0; split <= 3; ++split) {
    Spec row = mesh_spec(6, 1);
    spatial(row).split = split;
    expect_the_mapspace(row);
    Spec column = mesh_spec(1, 6);
    spatial(column).split = split;
    expect_the_mapspace(column);
  }
}

TEST(CosaCounts, KeepAPermutationOfSpatialLoops) {
  for (const int last : {-1, 0, 1, 2, 3}) {
    Spec spec = mesh_spec(4, 3);
    spatial(spec).prefix = {n};
    spatial(spec).suffix = {k};
    if (last >= 0) spatial(spec).split = last;
    expect_the_mapspace(spec);
    spatial(spec).suffix.clear();
    expect_the_mapspace(spec);
    std::swap(spatial(spec).prefix, spatial(spec).suffix);
    expect_the_mapspace(spec);
  }
}

TEST(CosaCounts, KeepTheLeastUseOfTheUnits) {
  Spec spec = mesh_spec(4, 3);
  spec.constraints.min_utilization = 0.75;
  expect_the_mapspace(spec);
}

}  // namespace
}  // namespace tilewright::cosa::improved
