#include "model/spec/error.hpp"

#include <utility>

namespace tilewright {

namespace {

std::string message(const Place& place, const std::string& problem, const std::string& advice) {
  std::string text = place.text();
  if (!text.empty()) text += ": ";
  text += problem;
  if (!advice.empty()) text += "; " + advice;
  return text;
}

}  // namespace

std::string Place::text() const {
  std::string text = file;
  if (line > 0) text.append(":").append(std::to_string(line));
  if (line > 0 && column > 0) text.append(":").append(std::to_string(column));
  return text;
}

Error::Error(Place place, std::string problem, std::string advice)
    : std::runtime_error(message(place, problem, advice)),
      place_(std::move(place)),
      problem_(std::move(problem)),
      advice_(std::move(advice)) {}

Error::Error(std::string problem, std::string advice)
    : Error(Place{}, std::move(problem), std::move(advice)) {}

}  // namespace tilewright
