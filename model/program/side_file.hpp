#pragma once
// Files that the user names one by one, beside the results in the output folder.

#include <string>

namespace tilewright {

/// Throws Error when `file`, given to `option`, cannot be one: its folder is missing, or it is a
/// folder. Lets a long run fail before it starts.
void check_side_file(const std::string& option, const std::string& file);

/// Writes the file, in full or not at all; a device is written to directly. Throws Error.
void write_side_file(const std::string& option, const std::string& file, const std::string& text);

}  // namespace tilewright
