#pragma once
// Shows on a terminal how a mapper's work goes on.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace tilewright {

/// While it lives, keeps a line on standard error up to date. When standard error is no terminal,
/// it shows nothing.
class ProgressMeter {
 public:
  /// `status` makes the line, from the seconds so far; it is called from another thread.
  explicit ProgressMeter(std::function<std::string(double)> status);
  ~ProgressMeter();
  ProgressMeter(const ProgressMeter&) = delete;
  ProgressMeter& operator=(const ProgressMeter&) = delete;

  /// Prints a line on standard error, above the progress.
  void print_line(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void draw();
  void erase();

  const std::function<std::string(double)> status_;
  const bool visible_;
  const Clock::time_point start_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::size_t drawn_ = 0;  // characters on the line
  std::thread thread_;
};

}  // namespace tilewright
