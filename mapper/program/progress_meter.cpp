#include "mapper/program/progress_meter.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <iostream>

namespace tilewright {

namespace {

constexpr std::chrono::milliseconds refresh_interval(200);

/// "12.3 M", "456".
std::string short_number(double number) {
  if (number >= 1e9) return fmt::format("{:.1f} G", number / 1e9);
  if (number >= 1e6) return fmt::format("{:.1f} M", number / 1e6);
  if (number >= 1e3) return fmt::format("{:.1f} k", number / 1e3);
  return fmt::format("{:.0f}", number);
}

std::atomic<std::atomic<bool>*> stop_on_interrupt = nullptr;
static_assert(std::atomic<std::atomic<bool>*>::is_always_lock_free);
static_assert(std::atomic<bool>::is_always_lock_free);

std::atomic<int> interrupts = 0;

extern "C" void handle_interrupt(int signal) {
  if (std::atomic<bool>* stop = stop_on_interrupt.load()) *stop = true;
  if (++interrupts == 2) std::signal(signal, SIG_DFL);
}

}  // namespace

ProgressMeter::ProgressMeter(const SearchState& state)
    : state_(state), visible_(isatty(STDERR_FILENO) != 0), start_(SearchState::Clock::now()) {
  if (visible_) thread_ = std::thread(&ProgressMeter::run, this);
}

ProgressMeter::~ProgressMeter() {
  if (!visible_) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
  erase();
}

void ProgressMeter::print_line(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (visible_) erase();
  std::cerr << line << "\n";
}

void ProgressMeter::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, refresh_interval, [this] { return over_; })) draw();
}

void ProgressMeter::draw() {
  const double seconds = std::chrono::duration<double>(SearchState::Clock::now() - start_).count();
  const auto tried = static_cast<double>(state_.tried.load());
  const auto valid = static_cast<double>(state_.valid.load());
  const double best = state_.best_cost.load();
  const std::string line = fmt::format(
      "{:.1f} s | tried {} ({}/s) | valid {} ({}/s) | best {}", seconds, short_number(tried),
      short_number(tried / seconds), short_number(valid), short_number(valid / seconds),
      std::isinf(best) ? std::string("-") : fmt::format("{:.4g}", best));
  erase();
  std::cerr << line << std::flush;
  drawn_ = line.size();
}

void ProgressMeter::erase() {
  if (drawn_ == 0) return;
  std::cerr << '\r' << std::string(drawn_, ' ') << '\r' << std::flush;
  drawn_ = 0;
}

InterruptGuard::InterruptGuard(std::atomic<bool>& stop) {
  interrupts = 0;
  stop_on_interrupt = &stop;
  std::signal(SIGINT, handle_interrupt);
  std::signal(SIGTERM, handle_interrupt);
}

InterruptGuard::~InterruptGuard() { stop_on_interrupt = nullptr; }

}  // namespace tilewright
