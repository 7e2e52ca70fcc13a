#include "broken_cases.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tilewright::test {

namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The text with \n, \t, \r, \\ and \xHH replaced by what they stand for.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'x' && i + 3 < text.size()) {
      result += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else if (const auto code = std::string_view("ntr\\").find(next);
               next != '\0' && code != std::string_view::npos) {
      result += "\n\t\r\\"[code];
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string::npos) return parts;
    start = end + separator.size();
  }
}

class CaseFile {
 public:
  explicit CaseFile(fs::path path) : path_(std::move(path)) {}

  std::vector<BrokenCase> read() {
    std::istringstream lines(content_of(path_));
    for (std::string line; std::getline(lines, line);) {
      ++line_number_;
      if (line.empty() || line[0] == '#') continue;
      const std::size_t space = std::min(line.find(' '), line.size());
      read_line(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
    }
    return std::move(cases_);
  }

 private:
  void read_line(const std::string& word, const std::string& argument) {
    if (word == "run") {
      words_ = split(argument, " ");
    } else if (word == "file") {
      input_name_ = argument;
    } else if (word == "case") {
      start_case(argument);
    } else if (cases_.empty()) {
      fail("this stands before the first case");
    } else {
      extend_case(word, argument);
    }
  }

  void start_case(const std::string& name) {
    BrokenCase& started = cases_.emplace_back();
    started.name = path_.stem().string() + "_" + name;
    started.input_name = input_name_;
    started.words = words_;
    std::replace(started.words.begin(), started.words.end(), std::string("{}"), input_name_);
  }

  void extend_case(const std::string& word, const std::string& argument) {
    BrokenCase& broken = cases_.back();
    if (word == "base") {
      broken.input = content_of(path_.parent_path() / argument);
    } else if (word == "change") {
      change(broken.input, argument);
    } else if (word == "|") {
      broken.input += argument + "\n";
    } else if (word == "\\") {
      broken.input += unescaped(argument);
    } else if (word == "*") {
      const std::size_t space = argument.find(' ');
      const std::string text = unescaped(argument.substr(space + 1));
      for (int count = std::stoi(argument); count > 0; --count) broken.input += text;
    } else if (word == "error" || word == "usage") {
      broken.exit_status = word == "error" ? 1 : 2;
      broken.message_parts = split(argument, " ... ");
    } else {
      fail("unknown word '" + word + "'");
    }
  }

  void change(std::string& input, const std::string& argument) const {
    const std::size_t arrow = argument.find(" => ");
    if (arrow == std::string::npos) fail("no ' => '");
    const std::string from = unescaped(argument.substr(0, arrow));
    const std::size_t position = input.find(from);
    if (position == std::string::npos) fail("the base does not hold '" + from + "'");
    input.replace(position, from.size(), unescaped(argument.substr(arrow + 4)));
  }

  [[noreturn]] void fail(const std::string& problem) const {
    throw std::runtime_error(path_.string() + ":" + std::to_string(line_number_) + ": " + problem);
  }

  fs::path path_;
  int line_number_ = 0;
  std::string input_name_ = "in.yaml";
  std::vector<std::string> words_ = {"tilewright-model", "{}"};
  std::vector<BrokenCase> cases_;
};

}  // namespace

std::vector<BrokenCase> read_broken_cases(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<BrokenCase> cases;
  for (const fs::path& file : files) {
    for (BrokenCase& broken : CaseFile(file).read()) cases.push_back(std::move(broken));
  }
  return cases;
}

}  // namespace tilewright::test
