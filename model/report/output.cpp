#include "model/report/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "model/spec/error.hpp"

namespace tilewright {

namespace fs = std::filesystem;

namespace {

Error write_error(const fs::path& path, int error_number) {
  return Error(fmt::format("cannot write '{}': {}", path.string(), std::strerror(error_number)),
               "name a folder with room and write permission with -o");
}

/// A file under a temporary name, removed unless it was given its final one.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& final_path, const std::string& text)
      : final_path_(final_path), path_(final_path.string() + fmt::format(".{}.tmp", ::getpid())) {
    std::FILE* file = std::fopen(path_.c_str(), "wx");
    if (file == nullptr) throw write_error(final_path_, errno);
    const bool is_complete = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int write_errno = errno;
    // Buffered bytes reach the disk here at the latest: a full disk may show only now.
    const bool is_closed = std::fclose(file) == 0;
    if (is_complete && is_closed) return;
    const int error_number = is_complete ? errno : write_errno;
    discard();
    throw write_error(final_path_, error_number);
  }

  TemporaryFile(TemporaryFile&& other) noexcept
      : final_path_(std::move(other.final_path_)), path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryFile& operator=(TemporaryFile&&) = delete;

  ~TemporaryFile() { discard(); }

  void give_final_name() {
    std::error_code error;
    fs::rename(path_, final_path_, error);
    if (error) throw write_error(final_path_, error.value());
    path_.clear();
  }

 private:
  void discard() noexcept {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
    path_.clear();
  }

  fs::path final_path_;
  fs::path path_;
};

void require_folder(const std::string& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) {
    throw Error(fmt::format("the output folder '{}' does not exist", folder),
                "create it first, or name another one with -o");
  }
  if (!fs::is_directory(status)) {
    throw Error(fmt::format("the output folder '{}' is not a folder", folder),
                "name a folder with -o");
  }
}

}  // namespace

void check_output_folder(const std::string& folder) {
  require_folder(folder);
  // Permissions do not tell everything: a file is made, and removed at once.
  try {
    const TemporaryFile probe(fs::path(folder) / ".tilewright", "");
  } catch (const Error& error) {
    throw Error(fmt::format("cannot write into the output folder '{}'", folder), error.advice());
  }
}

void write_files(const std::string& folder, const std::vector<OutputFile>& files) {
  require_folder(folder);
  std::vector<TemporaryFile> written;
  written.reserve(files.size());
  for (const OutputFile& file : files) {
    const fs::path path = fs::path(folder) / file.name;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw write_error(path, EISDIR);
    written.emplace_back(path, file.text);
  }
  for (TemporaryFile& file : written) file.give_final_name();
}

}  // namespace tilewright
