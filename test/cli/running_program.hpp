#pragma once
// A program that runs beside the test.

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace tilewright::test {

using Clock = std::chrono::steady_clock;

inline constexpr std::chrono::seconds patience(60);  // for slow machines; longer than a test takes

/// What standard error of a program is connected to.
enum class ErrorStream { pipe, terminal };

/// A program that runs beside the test, which reads its standard error. Its standard output goes
/// nowhere. Killed at the end if it still runs.
class RunningProgram {
 public:
  RunningProgram(const std::string& name, std::vector<std::string> arguments, ErrorStream stream);
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Reads until `text` has appeared. False: the program ended first, or patience did.
  bool wait_for(const std::string& text);

  void send(int signal) const;

  /// Waits for the end; returns the exit status, -1 when a signal ended it or patience did.
  int finish();

  /// What has been read so far.
  const std::string& error_text() const { return error_text_; }

 private:
  // False at the end of the stream or after the deadline.
  bool read_more(Clock::time_point deadline);

  int error_ = -1;
  pid_t process_ = -1;
  std::string error_text_;
};

}  // namespace tilewright::test
