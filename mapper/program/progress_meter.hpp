#pragma once
// Shows on a terminal how a search goes on, and lets Ctrl-C end it early.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "mapper/search/search_state.hpp"

namespace tilewright {

/// While it lives, keeps a line on standard error up to date: mappings tried and valid, their
/// rates, the best so far, the time. When standard error is no terminal, it shows nothing.
class ProgressMeter {
 public:
  explicit ProgressMeter(const SearchState& state);
  ~ProgressMeter();
  ProgressMeter(const ProgressMeter&) = delete;
  ProgressMeter& operator=(const ProgressMeter&) = delete;

  /// Prints a line on standard error, above the progress.
  void print_line(const std::string& line);

 private:
  void run();
  void draw();
  void erase();

  const SearchState& state_;
  const bool visible_;
  const SearchState::Clock::time_point start_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::size_t drawn_ = 0;  // characters on the line
  std::thread thread_;
};

/// From its making on, SIGINT and SIGTERM set `stop` as long as the guard lives, and the third one
/// ends the program. A second one changes nothing, also when the guard is gone and results are on
/// their way out: a Ctrl-C that a terminal and a calling script both send must not cost them. At
/// most one guard at a time in a process.
class InterruptGuard {
 public:
  explicit InterruptGuard(std::atomic<bool>& stop);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace tilewright
