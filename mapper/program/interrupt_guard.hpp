#pragma once
// Lets Ctrl-C end a mapper's work early, with the best so far.

#include <atomic>

namespace tilewright {

/// While it lives, the first SIGINT or SIGTERM sets `stop`, and the third ends the program. A
/// second one changes nothing: a Ctrl-C that a terminal and a calling script both send must not
/// cost the result. At most one guard at a time.
class InterruptGuard {
 public:
  explicit InterruptGuard(std::atomic<bool>& stop);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace tilewright
