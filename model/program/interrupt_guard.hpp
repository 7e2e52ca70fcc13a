#pragma once
// Lets Ctrl-C end a mapper's work early, with the best so far.

#include <atomic>

namespace tilewright {

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
