#include "program_run.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tilewright::test {

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

fs::path make_temporary_folder() {
  std::string pattern = ::testing::TempDir() + "/tilewright-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return pattern;
}

void redirect(int descriptor, const fs::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(127);
  ::close(file);
}

/// The child's part of fork(): never returns.
[[noreturn]] void execute(const std::vector<std::string>& words, const fs::path& working_folder,
                          const fs::path& out, const fs::path& err) {
  redirect(STDOUT_FILENO, out);
  redirect(STDERR_FILENO, err);
  if (::chdir(working_folder.c_str()) != 0) ::_exit(127);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

ProgramResult run_program_file(const std::string& name, const std::vector<std::string>& arguments,
                               const fs::path& working_folder, const fs::path& output) {
  const fs::path streams = make_temporary_folder();
  std::vector<std::string> words = {std::string(TILEWRIGHT_BIN_DIR) + "/" + name};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const fs::path out = output.empty() ? streams / "out" : output;
  const pid_t child = ::fork();
  if (child == 0) execute(words, working_folder, out, streams / "err");
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ProgramResult result;
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (output.empty()) result.standard_output = read_file(out);
  result.standard_error = read_file(streams / "err");
  fs::remove_all(streams);
  return result;
}

std::string small_spec() {
  return R"(architecture:
  version: 0.3
  subtree:
    - name: system
      local:
        - name: DRAM
          class: DRAM
          attributes: {word_bits: 16}
        - name: Buffer
          class: SRAM
          attributes:
            depth: 64
            word_bits: 16
        - name: MAC
          class: intmac
          attributes: {datawidth: 16}
problem:
  shape:
    name: conv1d
    dimensions: [R, P, C]
    data_spaces:
      - name: Weights
        projection: [[[C]], [[R]]]
      - name: Inputs
        projection: [[[C]], [[R], [P]]]
      - name: Outputs
        projection: [[[P]]]
        read_write: true
  instance:
    R: 3
    P: 16
    C: 1
mapping:
  - target: DRAM
    type: temporal
    factors: R=1 P=4 C=1
    permutation: RPC
  - target: Buffer
    type: temporal
    factors: R=3 P=4 C=1
    permutation: PRC
  - target: Buffer
    type: bypass
    keep: [Weights, Inputs, Outputs]
    bypass: []
)";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t position = text.find(from);
  EXPECT_NE(position, std::string::npos) << from;
  return position == std::string::npos ? text : text.replace(position, from.size(), to);
}

void ProgramTest::SetUp() {
  folder_ = make_temporary_folder();
  input_folder_ = folder_ / "in";
  output_folder_ = folder_ / "out";
  fs::create_directory(input_folder_);
  fs::create_directory(output_folder_);
}

void ProgramTest::TearDown() { fs::remove_all(folder_); }

std::string ProgramTest::write_input(const std::string& name, const std::string& content) const {
  std::ofstream(input_folder_ / name, std::ios::binary) << content;
  return name;
}

ProgramResult ProgramTest::run(const std::string& program,
                               const std::vector<std::string>& arguments) const {
  return run_program_file(program, arguments, input_folder_);
}

ProgramResult ProgramTest::run_model(const std::string& spec,
                                     const std::vector<std::string>& more_arguments) const {
  std::vector<std::string> arguments = {write_input("in.yaml", spec), "-o",
                                        output_folder_.string()};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  return run("tilewright-model", arguments);
}

std::vector<std::string> ProgramTest::output_names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(output_folder_)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ProgramTest::output_text(const std::string& name) const {
  return read_file(output_folder_ / name);
}

}  // namespace tilewright::test
