// Searching allocates nothing once it runs: on a real layer, with the shipped Simba-like chip.

#include <gtest/gtest.h>

#include <string>

#include "mapper/search/rejections.hpp"
#include "test/property/mapspace_walk.hpp"
#include "test/support/allocation_counter.hpp"

namespace tilewright::test {

namespace {

#ifdef TILEWRIGHT_SLOW_BUILD
constexpr std::uint64_t tried = 5'000;
#else
constexpr std::uint64_t tried = 20'000;
#endif

Spec resnet_layer_on_simba() {
  const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";
  return read_spec({specs + "architectures/simba.yaml", specs + "constraints/simba_bypass.yaml",
                    specs + "networks/resnet50/input.8.yaml"});
}

// The same without limits: no spatial loops, and memories that hold everything.
Spec with_all_mappings_valid(Spec spec) {
  spec.constraints.levels.resize(spec.architecture.storage.size());
  for (LevelConstraint& level : spec.constraints.levels) {
    for (int dimension = 0; dimension < spec.workload.dimension_count(); ++dimension) {
      level.spatial.at_most[dimension].value = 1;
    }
  }
  for (StorageLevel& storage : spec.architecture.storage) {
    if (storage.size_words) storage.size_words = std::int64_t{1} << 30;
  }
  return spec;
}

/// Tries mappings in two runs, and then the same ones again, which must allocate nothing. Returns
/// the number of valid ones.
std::uint64_t check_allocations(const Spec& spec, Algorithm algorithm, std::uint64_t mappings) {
  SCOPED_TRACE(algorithm_names[static_cast<std::size_t>(algorithm)]);
  const Mapspace space(spec);
  WalkOptions options;
  options.search.algorithm = algorithm;
  options.most_tries = mappings;
  Walk walk(spec, space, options);
  RejectionCounts rejections(space.architecture().level_count());
  std::uint64_t valid = 0;
  const auto allocations_of_a_run = [&] {
    const std::int64_t before = allocation_count();
    walk.run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
      if (outcome == Outcome::valid) {
        ++valid;
      } else {
        rejections.add(builder.rejection());
      }
    });
    return allocation_count() - before;
  };
  allocations_of_a_run();
  // Other mappings: scratch memory still grows a few times, for the largest so far.
  EXPECT_LT(allocations_of_a_run(), 20);
  walk.restart();
  EXPECT_EQ(allocations_of_a_run(), 0);
  EXPECT_EQ(allocations_of_a_run(), 0);
  return valid;
}

TEST(MapspaceAllocation, TurningMappingsAwayAllocatesNothing) {
  const Spec spec = resnet_layer_on_simba();
  check_allocations(spec, Algorithm::random_pruned, tried);
  check_allocations(spec, Algorithm::hybrid, tried);
}

TEST(MapspaceAllocation, EvaluatingMappingsAllocatesNothing) {
  const Spec spec = with_all_mappings_valid(resnet_layer_on_simba());
  EXPECT_EQ(check_allocations(spec, Algorithm::random_pruned, tried), 4 * tried);
  EXPECT_EQ(check_allocations(spec, Algorithm::hybrid, tried), 4 * tried);
}

}  // namespace

}  // namespace tilewright::test
