#include "sim/report/tracks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace tilewright::sim {

namespace {

/// Digits in the order of their number.
std::string without_zeros(const std::string& digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? std::string() : digits.substr(first);
}

}  // namespace

std::string track_kind(const std::string& track) {
  const std::size_t last = track.find_last_not_of("0123456789");
  return track.substr(0, last == std::string::npos ? 0 : last + 1);
}

std::vector<std::string> ordered_tracks(const std::vector<Interval>& timeline) {
  std::map<std::string, std::size_t> kinds;
  std::set<std::string> names;
  for (const Interval& interval : timeline) {
    if (names.insert(interval.track).second) {
      kinds.try_emplace(track_kind(interval.track), kinds.size());
    }
  }
  std::vector<std::string> tracks(names.begin(), names.end());
  const auto rank = [&](const std::string& track) {
    const std::string kind = track_kind(track);
    const std::string number = without_zeros(track.substr(kind.size()));
    return std::tuple(kinds.at(kind), number.size(), number, track);
  };
  std::sort(tracks.begin(), tracks.end(),
            [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return tracks;
}

}  // namespace tilewright::sim
