// Machines in step whose time can be written down: streams through limited ports, compute units,
// double buffering, latencies of networks. Ideal networks and DRAM.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "test/support/sim_machine.hpp"

namespace tilewright::test {

namespace {

/// A fraction, so that closed forms are exact. Ordered by value.
struct Fraction {
  std::int64_t above = 0;
  std::int64_t below = 1;

  Fraction operator+(const Fraction& other) const {
    return {above * other.below + other.above * below, below * other.below};
  }
  Fraction operator*(std::int64_t factor) const { return {above * factor, below}; }
  bool operator<(const Fraction& other) const { return above * other.below < other.above * below; }
  std::int64_t rounded_up() const { return (above + below - 1) / below; }
};

Fraction whole(std::int64_t value) { return {value, 1}; }

// Words per cycle.
struct Bandwidth {
  std::int64_t words = 1;
  std::int64_t cycles = 1;
  double value() const { return static_cast<double>(words) / static_cast<double>(cycles); }
  Fraction time(std::int64_t count) const { return {count * cycles, words}; }
};

constexpr std::array<Bandwidth, 7> bandwidths = {
    {{1, 1}, {3, 1}, {7, 1}, {1, 2}, {37, 100}, {5, 4}, {2, 125}}};

// Which port is limited, and where.
struct Limits {
  std::optional<double> read = {};
  std::optional<double> write = {};
  std::optional<double> shared = {};
};

// One word after the other, from a level to the compute units or to a level with tiles of one word.
Spec one_level(std::int64_t words, const Limits& limits) {
  return machine(
      stream(words),
      {{"Buffer", {temporal(dim_i, words)}, ~0U, limits.read, limits.write, limits.shared}});
}
Spec two_levels(std::int64_t words, const Limits& limits) {
  return machine(
      stream(words),
      {{"Buffer", {temporal(dim_i, words)}, ~0U, limits.read, limits.write, limits.shared},
       {"Register"}});
}
Spec limited_register(std::int64_t words, const Limits& limits) {
  return machine(stream(words), {{"Buffer", {temporal(dim_i, words)}},
                                 {"Register", {}, ~0U, limits.read, limits.write, limits.shared}});
}

template <class Check>
void for_all_streams(const Check& check) {
  for (const Bandwidth& bandwidth : bandwidths) {
    for (const std::int64_t words : {1, 2, 3, 8, 100, 1001}) {
      SCOPED_TRACE(testing::Message() << words << " words, " << bandwidth.value() << " per cycle");
      check(words, bandwidth);
    }
  }
}

TEST(SimStream, ReadBandwidth) {
  for_all_streams([](std::int64_t words, const Bandwidth& bandwidth) {
    // The first word, then the slower of port and compute unit, then the last operation.
    const Fraction step = std::max(bandwidth.time(1), whole(1));
    const Fraction time = bandwidth.time(1) + step * (words - 1) + whole(1);
    EXPECT_EQ(cycles_of(one_level(words, {bandwidth.value()})), time.rounded_up());
    EXPECT_EQ(cycles_of(two_levels(words, {bandwidth.value()})), time.rounded_up());
    EXPECT_EQ(cycles_of(limited_register(words, {bandwidth.value()})), time.rounded_up());
  });
}

// A port gives its time from the start of the operation on whose result it writes: a port that is
// the bottleneck is busy for all its words and never waits for the first of them.
TEST(SimStream, WriteBandwidth) {
  for_all_streams([](std::int64_t words, const Bandwidth& bandwidth) {
    const Fraction time = std::max(bandwidth.time(words), whole(words) + bandwidth.time(1));
    EXPECT_EQ(cycles_of(one_level(words, {{}, bandwidth.value()})), time.rounded_up());
    EXPECT_EQ(cycles_of(two_levels(words, {{}, bandwidth.value()})), time.rounded_up());
  });
}

// Two words per operation, of which the last input comes before the last two results.
TEST(SimStream, SharedBandwidth) {
  for_all_streams([](std::int64_t words, const Bandwidth& bandwidth) {
    const Fraction busy = bandwidth.time(2 * words);
    const Fraction last = bandwidth.time(2 * words - 1) + whole(1);
    const Fraction compute = whole(words) + bandwidth.time(2);
    const Fraction time = std::max({busy, last, compute});
    EXPECT_EQ(cycles_of(two_levels(words, {{}, {}, bandwidth.value()})), time.rounded_up());
    // The inputs are filled and the results updated at the same port.
    EXPECT_EQ(cycles_of(limited_register(words, {{}, bandwidth.value()})), time.rounded_up());
  });
}

TEST(SimCompute, InitiationIntervalAndPipelineDepth) {
  for (const std::int64_t interval : {1, 2, 7}) {
    for (const std::int64_t depth : {1, 3, 20}) {
      for (const std::int64_t operations : {1, 2, 60}) {
        Spec spec = one_level(operations, {});
        spec.simulation.initiation_interval_cycles = interval;
        spec.simulation.pipeline_depth_cycles = depth;
        const sim::SimulationResult result = play(spec);
        EXPECT_EQ(result.cycles, (operations - 1) * interval + depth);
        EXPECT_EQ(result.first_operation_cycle, 0);
        EXPECT_EQ(result.last_operation_cycle, (operations - 1) * interval);
        EXPECT_EQ(result.compute_cycles, operations * interval);
      }
    }
  }
}

// `tiles` tiles of `words` words: a DRAM feeds a buffer, whose words are operands one by one.
struct Tiles {
  std::int64_t count = 6;
  std::int64_t words = 12;
  std::int64_t buffer_words = 0;
  Bandwidth read = {};
  std::optional<Bandwidth> write = {};
  std::int64_t interval = 1;

  Spec spec(Prefetch prefetch) const {
    Spec result = machine(stream(count * words),
                          {{"DRAM",
                            {temporal(dim_i, count)},
                            ~0U,
                            read.value(),
                            write ? std::optional(write->value()) : std::nullopt},
                           {"Buffer", {temporal(dim_i, words)}, ~0U, {}, {}, {}, buffer_words}});
    result.simulation.prefetch = prefetch;
    result.simulation.initiation_interval_cycles = interval;
    return result;
  }
  std::int64_t compute_cycles() const { return words * interval; }
  // Until the first tile is there, and from the last operation's start on.
  Fraction ends() const { return read.time(words) + whole(1 - interval); }
};

template <class Check>
void for_all_tiles(const Check& check) {
  for (const Bandwidth& read : bandwidths) {
    for (const std::int64_t interval : {1, 3}) {
      for (const std::int64_t count : {1, 2, 6, 25}) {
        SCOPED_TRACE(testing::Message() << count << " tiles, " << read.value()
                                        << " words per cycle, interval " << interval);
        check(Tiles{count, 12, 0, read, {}, interval});
      }
    }
  }
}

TEST(SimDoubleBuffering, TheNextTileComesDuringThePresentOne) {
  for_all_tiles([](Tiles tiles) {
    const Fraction step = std::max(whole(tiles.compute_cycles()), tiles.read.time(tiles.words));
    const Fraction time = tiles.ends() + step * (tiles.count - 1) + whole(tiles.compute_cycles());
    tiles.buffer_words = 3 * tiles.words;  // of the results there is one tile, of the inputs two
    EXPECT_EQ(cycles_of(tiles.spec(Prefetch::sized)), time.rounded_up());
    tiles.buffer_words = 2 * tiles.words;
    EXPECT_EQ(cycles_of(tiles.spec(Prefetch::ample)), time.rounded_up());
  });
}

TEST(SimDoubleBuffering, WithoutRoomFetchingAndComputingTakeTurns) {
  for_all_tiles([](Tiles tiles) {
    // The tile is free when the last operation on it starts.
    const Fraction gap = std::max(tiles.read.time(tiles.words), whole(tiles.interval));
    const Fraction step = gap + whole(tiles.compute_cycles() - tiles.interval);
    const Fraction time = tiles.ends() + step * (tiles.count - 1) + whole(tiles.compute_cycles());
    tiles.buffer_words = 3 * tiles.words - 1;
    EXPECT_EQ(cycles_of(tiles.spec(Prefetch::sized)), time.rounded_up());
    tiles.buffer_words = 1 << 20;
    EXPECT_EQ(cycles_of(tiles.spec(Prefetch::none)), time.rounded_up());
  });
}

TEST(SimDoubleBuffering, ResultsDrainDuringTheNextTile) {
  for (const Bandwidth& write : bandwidths) {
    for (const std::int64_t count : {1, 2, 6}) {
      const Tiles tiles{count, 12, 48, {4, 1}, write, 1};
      const Fraction drain = write.time(tiles.words);
      // Behind the compute units, or with the port always busy since the first tile's last
      // operation.
      const Fraction first = tiles.ends() + whole(tiles.compute_cycles());
      const Fraction behind = first + whole(tiles.compute_cycles() * (count - 1)) + drain;
      const Fraction busy =
          tiles.read.time(tiles.words) + whole(tiles.compute_cycles() - 1) + drain * count;
      EXPECT_EQ(cycles_of(tiles.spec(Prefetch::sized)), std::max(behind, busy).rounded_up())
          << count << " tiles, " << write.value() << " words per cycle";
    }
  }
}

TEST(SimLatency, NetworksDelayTheStartAndTheEndOnce) {
  for (const Bandwidth& read : {Bandwidth{1, 1}, Bandwidth{1, 4}, Bandwidth{5, 1}}) {
    const Tiles tiles{20, 12, 1 << 20, read, {}, 1};
    Spec spec = tiles.spec(Prefetch::ample);
    const std::int64_t without = cycles_of(spec);
    std::int64_t fill = 0;
    std::int64_t drain = 0;
    for (StorageLevel& level : spec.architecture.storage) {
      fill += level.network.fill_latency_cycles = 40 + 10'000 * fill;
      drain += level.network.drain_latency_cycles = 300 + 200 * drain;
    }
    const sim::SimulationResult result = play(spec);
    EXPECT_EQ(result.cycles, without + fill + drain);
    EXPECT_EQ(result.first_operation_cycle, read.time(12).rounded_up() + fill);
  }
}

// An operand's way to the compute unit does not hold up the operations after it.
TEST(SimLatency, TheInnermostNetworkIsAPipeline) {
  for (const Bandwidth& read : bandwidths) {
    Spec spec = one_level(50, {read.value()});
    const std::int64_t without = cycles_of(spec);
    spec.architecture.storage[0].network.fill_latency_cycles = 9;
    spec.architecture.storage[0].network.drain_latency_cycles = 4;
    EXPECT_EQ(cycles_of(spec), without + 9 + 4);
  }
}

}  // namespace

}  // namespace tilewright::test
