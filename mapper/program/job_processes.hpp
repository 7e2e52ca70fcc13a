#pragma once
// Runs jobs side by side, each in a process of its own, so that a job that fails, even one that
// crashes or runs out of memory, leaves the others alone.

#include <functional>
#include <string>

namespace tilewright {

/// A shell's exit status for a signal, less the signal's number.
inline constexpr int signal_status = 128;

/// How a job ended.
struct JobResult {
  int exit_status = 0;  ///< signal_status + the signal's number when a signal ended it
  std::string standard_output;
  std::string standard_error;
  double seconds = 0;  ///< wall clock
};

/// What run_jobs() calls.
struct JobHooks {
  std::function<int(int)> work;  ///< in the job's process; returns its exit status
  std::function<void(int, const JobResult&)> ended;
};

/// Runs jobs 0 to `count` - 1 in this order, at most `at_once` at the same time, and calls `ended`
/// as they end. A job starts without the caller's signal handlers; SIGINT and SIGTERM are handed to
/// the running jobs, and no more are started. Returns how many were started. The calling process
/// must have no other children and no other threads. Throws Error when the machine allows no more
/// processes or temporary files; running jobs are ended then.
int run_jobs(int count, int at_once, const JobHooks& hooks);

}  // namespace tilewright
