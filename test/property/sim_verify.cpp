// The functional mode on random cases: right results, as many words on each edge as TileFlow
// counts, and faults where the mapping is wrong.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/verify/verify.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

using sim::Edge;
using sim::EdgeWords;
using sim::Movement;
using sim::Position;
using sim::TileFlow;

// The random case of this seed if the simulator can play it.
std::optional<Spec> playable_case(std::uint64_t seed, std::int64_t most_operations) {
  Spec spec = random_case(seed);
  if (spec.workload.operation_count() > most_operations) return std::nullopt;
  try {
    TileFlow(spec.workload, *spec.mapping, spec.architecture.level_count());
  } catch (const Error&) {
    return std::nullopt;
  }
  return spec;
}

EdgeWords counted_words(TileFlow& flow, const Edge& edge, bool is_result) {
  EdgeWords words{edge};
  Position after(flow.loops().size(), 0);
  Position before;
  Position previous;
  const auto count = static_cast<int>(flow.loops().size());
  const auto give = [&](const Movement& movement) {
    words.parent_written += movement.parent_words;
    words.child_given += movement.child_words;
    words.link_given += movement.link_words;
  };
  do {
    const Position* const from = before.empty() ? nullptr : &before;
    if (!is_result || flow.touched(edge, after)) {
      const Movement& movement =
          flow.arrivals(edge, previous.empty() ? nullptr : &previous, from, after);
      words.parent_read += movement.parent_words;
      words.child_received += movement.child_words;
      words.link_received += movement.link_words;
    }
    if (is_result && from != nullptr) give(flow.departures(edge, before, &after));
    previous = before;
    before = after;
  } while (flow.advance(flow.first_outside(edge.child), after) < count);
  if (is_result) give(flow.departures(edge, before, nullptr));
  return words;
}

std::string text(const EdgeWords& words) {
  return std::to_string(words.edge.space) + " " + std::to_string(words.edge.child) + ": " +
         std::to_string(words.parent_read) + " " + std::to_string(words.child_received) + " " +
         std::to_string(words.link_received) + " " + std::to_string(words.parent_written) + " " +
         std::to_string(words.child_given) + " " + std::to_string(words.link_given);
}

TEST(SimVerify, RandomCasesAreRightAndMoveWhatIsCounted) {
  const int cases = case_count(250, 25);
  int played = 0;
  std::int64_t linked = 0;
  for (std::uint64_t seed = 1; played < cases; ++seed) {
    const std::optional<Spec> spec = playable_case(seed, 20'000);
    if (!spec) continue;
    ++played;
    SCOPED_TRACE("seed " + std::to_string(seed));
    sim::VerifyOptions options;
    options.seed = seed;
    options.count_words = true;
    options.fanouts = sim::fanouts_of(spec->architecture);
    const int levels = spec->architecture.level_count();
    const sim::VerifyResult result = sim::verify(spec->workload, *spec->mapping, levels, options);
    const std::vector<std::string> names(static_cast<std::size_t>(levels), "a level");
    ASSERT_TRUE(result.ok()) << sim::describe(*result.fault, spec->workload, names);
    EXPECT_EQ(result.operations, spec->workload.operation_count());
    TileFlow flow(spec->workload, *spec->mapping, levels, options.fanouts);
    ASSERT_EQ(result.words.size(), flow.edges().size());
    for (std::size_t edge = 0; edge < result.words.size(); ++edge) {
      const Edge& own = flow.edges()[edge];
      const bool is_result =
          spec->workload.data_spaces[static_cast<std::size_t>(own.space)].read_write;
      EXPECT_EQ(text(result.words[edge]), text(counted_words(flow, own, is_result)));
      linked += result.words[edge].link_received;
    }
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(linked, 0);
}

// Takes out one loop, so that part of the problem is not computed.
TEST(SimVerify, AMissingLoopShows) {
  const int cases = case_count(60, 10);
  int played = 0;
  for (std::uint64_t seed = 1; played < cases; ++seed) {
    std::optional<Spec> spec = playable_case(seed, 5'000);
    if (!spec) continue;
    std::vector<MappingNode>& nodes = spec->mapping->nodes;
    Dice dice(seed);
    std::vector<std::size_t> loops;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (std::holds_alternative<Loop>(nodes[i])) loops.push_back(i);
    }
    if (loops.empty()) continue;
    ++played;
    SCOPED_TRACE("seed " + std::to_string(seed));
    nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(dice.pick(loops)));
    EXPECT_FALSE(
        sim::verify(spec->workload, *spec->mapping, spec->architecture.level_count()).ok());
  }
}

// One iteration too many leaves the problem, or repeats part of it.
TEST(SimVerify, AnIterationTooManyShows) {
  const int cases = case_count(60, 10);
  int played = 0;
  for (std::uint64_t seed = 1; played < cases; ++seed) {
    std::optional<Spec> spec = playable_case(seed, 5'000);
    if (!spec) continue;
    std::vector<Loop*> loops;
    for (MappingNode& node : spec->mapping->nodes) {
      Loop* const loop = std::get_if<Loop>(&node);
      if (loop != nullptr && loop->bound == loop->residual) loops.push_back(loop);
    }
    if (loops.empty()) continue;
    ++played;
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    Loop& loop = *dice.pick(loops);
    ++loop.bound;
    ++loop.residual;
    EXPECT_FALSE(
        sim::verify(spec->workload, *spec->mapping, spec->architecture.level_count()).ok());
  }
}

TEST(SimVerify, LimitsAreErrors) {
  const Spec spec = *playable_case(1, 1 << 30);
  sim::VerifyOptions options;
  options.most_operations = spec.workload.operation_count() - 1;
  EXPECT_THROW(sim::verify(spec.workload, *spec.mapping, spec.architecture.level_count(), options),
               Error);
  options.most_operations += 1;
  options.most_buffered_words = 1;
  EXPECT_THROW(sim::verify(spec.workload, *spec.mapping, spec.architecture.level_count(), options),
               Error);
}

}  // namespace

}  // namespace tilewright::test
