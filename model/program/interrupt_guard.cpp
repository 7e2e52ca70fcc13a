#include "model/program/interrupt_guard.hpp"

#include <csignal>

namespace tilewright {

namespace {

std::atomic<std::atomic<bool>*> stop_to_set = nullptr;
static_assert(std::atomic<std::atomic<bool>*>::is_always_lock_free);
static_assert(std::atomic<bool>::is_always_lock_free);

std::atomic<int> interrupts = 0;

extern "C" void handle_interrupt(int signal) {
  if (std::atomic<bool>* stop = stop_to_set.load()) *stop = true;
  if (++interrupts == 2) std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard(std::atomic<bool>& stop) {
  interrupts = 0;
  stop_to_set = &stop;
  std::signal(SIGINT, handle_interrupt);
  std::signal(SIGTERM, handle_interrupt);
}

InterruptGuard::~InterruptGuard() { stop_to_set = nullptr; }

}  // namespace tilewright
