#include "model/program/side_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "model/report/output.hpp"
#include "model/spec/error.hpp"

namespace tilewright {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& file) {
  const fs::path folder = fs::path(file).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

/// A pipe or a device must not be replaced by a file.
bool is_special(const std::string& file) {
  std::error_code ignored;
  return fs::is_other(fs::status(file, ignored));
}

Error write_error(const std::string& option, const std::string& problem) {
  return Error(problem, "name a file in a folder with room and write permission with --" + option +
                            "; the results in the output folder are complete");
}

void write_special_file(const std::string& option, const std::string& file,
                        const std::string& text) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << text << std::flush;
  if (stream) return;
  throw write_error(option, fmt::format("cannot write '{}': {}", file, std::strerror(errno)));
}

}  // namespace

void check_side_file(const std::string& option, const std::string& file) {
  if (file.empty()) return;
  if (!fs::is_directory(folder_of(file))) {
    throw Error(fmt::format("the folder of '{}' does not exist", file),
                "create it first, or name another file with --" + option);
  }
  if (fs::is_directory(file)) {
    throw Error(fmt::format("'{}' is a folder", file), "name a file with --" + option);
  }
}

void write_side_file(const std::string& option, const std::string& file, const std::string& text) {
  if (is_special(file)) return write_special_file(option, file, text);
  try {
    write_files(folder_of(file).string(), {{fs::path(file).filename().string(), text}});
  } catch (const Error& error) {
    throw write_error(option, error.problem());
  }
}

}  // namespace tilewright
