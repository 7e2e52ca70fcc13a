#include "running_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace tilewright::test {

RunningProgram::RunningProgram(const std::string& name, std::vector<std::string> arguments,
                               ErrorStream stream) {
  arguments.insert(arguments.begin(), std::string(TILEWRIGHT_BIN_DIR) + "/" + name);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& word : arguments) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::array<int, 2> ends = {-1, -1};  // to read from, to write to
  const int failed = stream == ErrorStream::pipe
                         ? ::pipe(ends.data())
                         : ::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr);
  if (failed != 0) throw std::runtime_error("no pipe or terminal");
  error_ = ends[0];
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
}

RunningProgram::~RunningProgram() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(error_);
}

bool RunningProgram::wait_for(const std::string& text) {
  const Clock::time_point deadline = Clock::now() + patience;
  while (error_text_.find(text) == std::string::npos) {
    if (!read_more(deadline)) return false;
  }
  return true;
}

void RunningProgram::send(int signal) const { ::kill(process_, signal); }

int RunningProgram::finish() {
  const Clock::time_point deadline = Clock::now() + patience;
  while (read_more(deadline)) {
  }
  if (Clock::now() >= deadline) return -1;
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool RunningProgram::read_more(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waiting{error_, POLLIN, 0};
  if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 4096> buffer;
  const ssize_t count = ::read(error_, buffer.data(), buffer.size());
  if (count <= 0) return false;  // a terminal ends with an error
  error_text_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace tilewright::test
