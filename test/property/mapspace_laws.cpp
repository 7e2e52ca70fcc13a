// The numbered mapspace against an independent listing of its members, on random small spaces. The
// environment variable TILEWRIGHT_PROPERTY_CASES sets the number of cases of each test.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "test/property/case_count.hpp"
#include "test/property/mapspace_case.hpp"
#include "test/property/mapspace_check.hpp"
#include "test/property/mapspace_enumeration.hpp"
#include "test/property/mapspace_walk.hpp"

namespace tilewright::test {

namespace {

std::uint64_t case_count() { return static_cast<std::uint64_t>(test::case_count(250, 30)); }

std::optional<Mapspace> make_space(const Spec& spec) {
  try {
    return Mapspace(spec);
  } catch (const Error&) {
    return std::nullopt;
  }
}

Member member_of(const Spec& spec, MappingBuilder& builder) {
  Member member;
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  for (int group = 0; group < static_cast<int>(groups.size()); ++group) {
    auto& factors = member.factors.emplace_back();
    for (int dimension = 0; dimension < spec.workload.dimension_count(); ++dimension) {
      const LoopBound& loop = builder.bound(dimension, group);
      factors.push_back({loop.factor, loop.bound, loop.residual});
    }
    const auto order = builder.order(group);
    member.orders.emplace_back(order.begin(), order.end());
    const bool spatial = groups[static_cast<std::size_t>(group)].spatial;
    member.splits.push_back(spatial ? builder.split(group) : 0);
  }
  for (int level = 0; level < spec.architecture.level_count(); ++level) {
    member.keep.push_back(builder.keep(level));
  }
  return member;
}

struct Visited {
  std::vector<std::string> members;  // sorted
  std::vector<std::string> valid;    // texts of valid mappings, sorted
  std::vector<std::string> factorizations;
  bool each_once = true;
  bool built_as_described = true;
};

Visited visit(const Spec& spec, const Mapspace& space, const WalkOptions& options) {
  Visited visited;
  std::set<uint128> numbers;
  Walk walk(spec, space, options);
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  const MappingId sizes = walk.builder().sizes();
  const auto size = multiply(multiply(sizes.factorization, sizes.permutation).value(),
                             multiply(sizes.split, sizes.bypass).value());
  walk.run([&](const MappingId& id, MappingBuilder& builder, Outcome outcome) {
    const uint128 number = number_of(id, sizes);
    visited.each_once &= number < size && numbers.insert(number).second;
    const Member member = member_of(spec, builder);
    visited.members.push_back(member.text());
    visited.built_as_described &= builder.mapping().nodes == mapping_of(member, groups).nodes;
    if (outcome == Outcome::valid) visited.valid.push_back(mapping_text(builder.mapping()));
    if (id.permutation == 0 && id.split == 0 && id.bypass == 0) {
      visited.factorizations.push_back(member.text());
    }
  });
  if (options.call_all_valid) visited.each_once &= numbers.size() == size;
  std::sort(visited.members.begin(), visited.members.end());
  std::sort(visited.valid.begin(), visited.valid.end());
  return visited;
}

WalkOptions exhaustive(const Spec& spec, bool call_all_valid) {
  WalkOptions options;
  options.search.algorithm = Algorithm::exhaustive;
  options.max_temporal_loops = spec.mapper.max_temporal_loops;
  options.call_all_valid = call_all_valid;
  return options;
}

std::vector<std::string> listed_members(const MapspaceListing& listing) {
  std::vector<std::string> members;
  for_each_member(listing, [&](const Member& member) { members.push_back(member.text()); });
  std::sort(members.begin(), members.end());
  return members;
}

// Checked without a builder: by find_fault and the evaluator.
std::vector<std::string> listed_valid_mappings(const Spec& spec, const MapspaceListing& listing) {
  std::vector<std::string> valid;
  const std::vector<LoopGroup> groups = loop_groups(spec.architecture);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  for_each_member(listing, [&](const Member& member) {
    const Mapping mapping = mapping_of(member, groups);
    if (!find_fault(spec, mapping, spec.mapper.max_temporal_loops).empty()) return;
    if (evaluator.evaluate(mapping, evaluation)) valid.push_back(mapping_text(mapping));
  });
  std::sort(valid.begin(), valid.end());
  return valid;
}

TEST(MapspaceLaws, ExhaustiveSearchVisitsEachListedMemberOnce) {
  int empty = 0;
  int imperfect = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_mapspace_case(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + case_text(spec));
    const MapspaceListing listing = list_mapspace(spec);
    const auto space = make_space(spec);
    ASSERT_EQ(space.has_value(), listing.count() > 0);
    if (!space) {
      ++empty;
      continue;
    }
    EXPECT_EQ(static_cast<double>(space->sizes().factorization), listing.factorization_count());
    EXPECT_EQ(static_cast<double>(space->sizes().permutation), listing.permutation_count());
    EXPECT_EQ(static_cast<double>(space->sizes().split), listing.split_count());
    EXPECT_EQ(static_cast<double>(space->sizes().bypass), listing.bypass_count());
    const Visited visited = visit(spec, *space, exhaustive(spec, true));
    EXPECT_TRUE(visited.each_once);
    EXPECT_TRUE(visited.built_as_described);
    ASSERT_EQ(visited.members, listed_members(listing));
    for (const auto& choices : listing.factors) {
      imperfect += std::any_of(choices.front().begin(), choices.front().end(),
                               [](const Factor& f) { return f.residual != f.bound; })
                       ? 1
                       : 0;
    }
  }
  const int cases = static_cast<int>(case_count());
  EXPECT_LT(empty, cases / 2);
  EXPECT_GT(imperfect, cases / 50);
}

TEST(MapspaceLaws, SkippedMappingsAreNeverValid) {
  int with_valid = 0;
  std::size_t skipped = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_mapspace_case(seed);
    const auto space = make_space(spec);
    if (!space) continue;
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + case_text(spec));
    const MapspaceListing listing = list_mapspace(spec);
    const Visited visited = visit(spec, *space, exhaustive(spec, false));
    EXPECT_TRUE(visited.each_once);
    ASSERT_EQ(visited.valid, listed_valid_mappings(spec, listing));
    with_valid += visited.valid.empty() ? 0 : 1;
    skipped += static_cast<std::size_t>(listing.count()) - visited.members.size();
  }
  const int cases = static_cast<int>(case_count());
  EXPECT_GT(with_valid, cases / 5);
  EXPECT_GT(skipped, static_cast<std::size_t>(cases));
}

TEST(MapspaceLaws, SharesDivideTheFactorizations) {
  for (std::uint64_t seed = 0; seed < case_count(); seed += 4) {
    const Spec spec = random_mapspace_case(seed);
    const auto space = make_space(spec);
    if (!space) continue;
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + case_text(spec));
    WalkOptions options = exhaustive(spec, true);
    std::vector<std::string> whole = visit(spec, *space, options).factorizations;
    std::sort(whole.begin(), whole.end());
    for (options.shares = 2; options.shares <= 3; ++options.shares) {
      std::vector<std::string> all;
      for (options.share = 0; options.share < options.shares; ++options.share) {
        const Visited part = visit(spec, *space, options);
        EXPECT_TRUE(part.each_once);
        all.insert(all.end(), part.factorizations.begin(), part.factorizations.end());
      }
      std::sort(all.begin(), all.end());
      ASSERT_EQ(all, whole);
    }
    options.share = 0;
  }
}

// Unless splits are lost: see loses_splits().
TEST(MapspaceLaws, PruningDropsOnlyDuplicates) {
  std::size_t dropped = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_mapspace_case(seed);
    const auto space = make_space(spec);
    if (!space || loses_splits(spec)) continue;
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + case_text(spec));
    WalkOptions options = exhaustive(spec, false);
    const std::vector<std::string> all = visit(spec, *space, options).valid;
    options.search.algorithm = Algorithm::linear_pruned;
    std::vector<std::string> pruned;
    Walk(spec, *space, options)
        .run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
          if (outcome == Outcome::valid) pruned.push_back(mapping_text(builder.mapping()));
        });
    dropped += all.size() - pruned.size();
    const std::set<std::string> distinct(all.begin(), all.end());
    ASSERT_EQ(std::set<std::string>(pruned.begin(), pruned.end()), distinct);
  }
  EXPECT_GT(dropped, case_count());
}

std::set<std::string> distinct(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

bool has_remainders_or_exact(const Spec& spec) {
  for (const LoopGroup& group : loop_groups(spec.architecture)) {
    const LoopConstraint& constraint = constraint_of(spec, group);
    if (constraint.max_remainder || !constraint.exact.empty()) return true;
  }
  return false;
}

// Timeloop's pool of candidates leaves some choices out, and repeats others.
TEST(MapspaceLaws, RubyVisitsOnlyWhatItsRulesAllow) {
  int perfect = 0;
  int imperfect = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_mapspace_case(seed, {.ruby = true, .most_mappings = 2'000});
    const MapspaceListing listing = list_mapspace(spec);
    const auto space = make_space(spec);
    if (!space) continue;
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + case_text(spec));
    ASSERT_GT(listing.count(), 0);
    const Visited visited = visit(spec, *space, exhaustive(spec, true));
    EXPECT_TRUE(visited.each_once);
    EXPECT_TRUE(visited.built_as_described);
    const std::set<std::string> allowed = distinct(listed_members(listing));
    const std::set<std::string> members = distinct(visited.members);
    ASSERT_TRUE(std::includes(allowed.begin(), allowed.end(), members.begin(), members.end()));
    if (has_remainders_or_exact(spec)) {
      ++imperfect;
      continue;
    }
    ++perfect;
    EXPECT_EQ(members, allowed);
  }
  EXPECT_GT(imperfect, 10);
  EXPECT_GT(perfect, 0);
}

}  // namespace

}  // namespace tilewright::test
