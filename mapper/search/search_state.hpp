#pragma once
// What a running search shares with the program around it: how to stop it, how far it is, and its
// log.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

namespace tilewright {

/// Read and written by several threads while a search runs.
struct SearchState {
  using Clock = std::chrono::steady_clock;

  /// Set it (a signal handler may) to end the search with the best so far.
  std::atomic<bool> stop = false;
  /// When to end the search; absent: never.
  std::optional<Clock::time_point> deadline;
  std::atomic<std::uint64_t> tried = 0;
  std::atomic<std::uint64_t> valid = 0;
  /// Value of the first metric; infinite until there is a mapping.
  std::atomic<double> best_cost = std::numeric_limits<double>::infinity();
  /// Takes the lines of the log, one at a time, from any thread; may be empty.
  std::function<void(const std::string&)> log;
  /// Takes the results of the mappings that are logged with log_suboptimal, likewise.
  std::function<void(const std::string&)> log_results;
};

}  // namespace tilewright
