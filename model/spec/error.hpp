#pragma once
// The one error type of the project, and the place in the user's files that it points at.

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tilewright {

/// A place in an input file. Lines and columns count from 1; 0 means "not known".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  /// "file:line:column", shortened to what is known; empty when nothing is.
  std::string text() const;
};

/// What the user did wrong, where, and what would be right.
/// what() reads "file:line:column: problem; advice".
class Error : public std::runtime_error {
 public:
  Error(Place place, std::string problem, std::string advice = {});
  explicit Error(std::string problem, std::string advice = {});

  const Place& place() const { return place_; }
  const std::string& problem() const { return problem_; }
  const std::string& advice() const { return advice_; }

  /// What was suspicious in the input before the error; often its cause.
  const std::vector<std::string>& warnings() const { return warnings_; }
  void set_warnings(std::vector<std::string> warnings) { warnings_ = std::move(warnings); }

 private:
  Place place_;
  std::string problem_;
  std::string advice_;
  std::vector<std::string> warnings_;
};

}  // namespace tilewright
