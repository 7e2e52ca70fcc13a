#include "mapper/program/job_processes.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>

#include "model/spec/error.hpp"

namespace tilewright {

namespace {

using Clock = std::chrono::steady_clock;

/// While it lives, an ended child and the signals that would end the program wait to be asked for.
class SignalQueue {
 public:
  SignalQueue() {
    sigemptyset(&awaited_);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM}) sigaddset(&awaited_, signal);
    sigprocmask(SIG_BLOCK, &awaited_, &before_);
  }
  ~SignalQueue() { restore(); }
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;

  /// Waits for the next one.
  int next() const {
    int signal = -1;
    while (signal < 0) signal = sigwaitinfo(&awaited_, nullptr);
    return signal;
  }
  void restore() const { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t awaited_{};
  sigset_t before_{};
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

TemporaryFile temporary_file() {
  TemporaryFile file(std::tmpfile());
  if (!file) throw Error(std::string("cannot make a temporary file: ") + std::strerror(errno));
  return file;
}

std::string content(std::FILE* file) {
  std::string text;
  std::array<char, 65536> buffer{};
  std::rewind(file);
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    text.append(buffer.data(), count);
  }
  return text;
}

struct Job {
  int number = 0;
  Clock::time_point start;
  TemporaryFile output;
  TemporaryFile messages;
};

class JobProcesses {
 public:
  explicit JobProcesses(const JobHooks& hooks) : hooks_(hooks) {}
  ~JobProcesses() {
    for (const auto& [process, job] : running_) kill(process, SIGKILL);
    for (const auto& [process, job] : running_) waitpid(process, nullptr, 0);
  }
  JobProcesses(const JobProcesses&) = delete;
  JobProcesses& operator=(const JobProcesses&) = delete;

  int count() const { return static_cast<int>(running_.size()); }
  bool interrupted() const { return interrupted_; }

  void start(int number) {
    Job job = {number, Clock::now(), temporary_file(), temporary_file()};
    std::cout.flush();
    const pid_t process = fork();
    if (process < 0) throw Error(std::string("cannot start a process: ") + std::strerror(errno));
    if (process == 0) become(job);
    running_.emplace(process, std::move(job));
  }

  /// Waits until jobs have ended or a signal has come, which it hands on.
  void wait() {
    const int signal = signals_.next();
    if (signal != SIGCHLD) {
      interrupted_ = true;
      for (const auto& [process, job] : running_) kill(process, signal);
      return;
    }
    int status = 0;
    for (pid_t process = 0; (process = waitpid(-1, &status, WNOHANG)) > 0;) end(process, status);
  }

 private:
  /// The job's process. Its own process group: a terminal's Ctrl-C reaches it once, through us.
  [[noreturn]] void become(const Job& job) const {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
    signals_.restore();
    dup2(fileno(job.output.get()), STDOUT_FILENO);
    dup2(fileno(job.messages.get()), STDERR_FILENO);
    const int status = hooks_.work(job.number);
    std::cout.flush();
    _exit(status);
  }

  void end(pid_t process, int status) {
    const auto at = running_.find(process);
    const Job job = std::move(at->second);
    running_.erase(at);
    JobResult result;
    result.exit_status =
        WIFSIGNALED(status) ? signal_status + WTERMSIG(status) : WEXITSTATUS(status);
    result.standard_output = content(job.output.get());
    result.standard_error = content(job.messages.get());
    result.seconds = std::chrono::duration<double>(Clock::now() - job.start).count();
    hooks_.ended(job.number, result);
  }

  const JobHooks& hooks_;
  const SignalQueue signals_;
  std::map<pid_t, Job> running_;
  bool interrupted_ = false;
};

}  // namespace

int run_jobs(int count, int at_once, const JobHooks& hooks) {
  JobProcesses processes(hooks);
  int next = 0;
  while (processes.count() > 0 || (next < count && !processes.interrupted())) {
    if (next < count && !processes.interrupted() && processes.count() < at_once) {
      processes.start(next++);
    } else {
      processes.wait();
    }
  }
  return next;
}

}  // namespace tilewright
