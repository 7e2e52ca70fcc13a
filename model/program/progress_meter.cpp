#include "model/program/progress_meter.hpp"

#include <unistd.h>

#include <iostream>

namespace tilewright {

namespace {

constexpr std::chrono::milliseconds refresh_interval(200);

}  // namespace

ProgressMeter::ProgressMeter(std::function<std::string(double)> status)
    : status_(std::move(status)), visible_(isatty(STDERR_FILENO) != 0), start_(Clock::now()) {
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
  const std::string line = status_(std::chrono::duration<double>(Clock::now() - start_).count());
  erase();
  std::cerr << line << std::flush;
  drawn_ = line.size();
}

void ProgressMeter::erase() {
  if (drawn_ == 0) return;
  std::cerr << '\r' << std::string(drawn_, ' ') << '\r' << std::flush;
  drawn_ = 0;
}

}  // namespace tilewright
