#pragma once
// Writing the result files: all of them or none.

#include <string>
#include <vector>

namespace tilewright {

/// A file to be written: its name inside the output folder, and its content.
struct OutputFile {
  std::string name;
  std::string text;
};

/// Throws Error when `folder` is missing or not a folder. Lets a long run fail before it starts.
void check_output_folder(const std::string& folder);

/// Writes the files into `folder`, replacing older ones. Every text is first written in full under
/// a temporary name in the same folder; only then are all of them renamed. When anything fails
/// (folder missing, no permission, disk full), the temporary files are removed, older files stay as
/// they are, and an Error says why.
void write_files(const std::string& folder, const std::vector<OutputFile>& files);

}  // namespace tilewright
