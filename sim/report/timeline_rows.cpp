#include "sim/report/timeline_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <tuple>

#include "sim/report/tracks.hpp"

namespace tilewright::sim {

namespace {

constexpr const char* other_work = "other work";
constexpr const char* other_waits = "other waits";

/// At least one.
std::vector<std::string> words_of(const std::string& name) {
  std::istringstream stream(name);
  std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
  if (words.empty()) words.emplace_back();
  return words;
}

/// Consecutive tracks of a kind, and how many of them share a row.
struct TrackGroup {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t per_row = 1;

  std::size_t rows() const { return (count + per_row - 1) / per_row; }
};

class TimelineMaker {
 public:
  TimelineMaker(const SimulationResult& result, std::size_t columns, std::size_t most_activities)
      : result_(result), columns_(columns), most_activities_(most_activities) {}

  Timeline make(std::size_t most_rows) {
    find_end();
    find_tracks();
    find_activities();
    make_rows(most_rows);
    for (const Interval& interval : result_.timeline) add(interval);
    for (std::size_t row = 0; row < timeline_.rows.size(); ++row) finish(row);
    return std::move(timeline_);
  }

 private:
  void find_end() {
    Cycle last = 0;
    for (const Interval& interval : result_.timeline) last = std::max(last, interval.end);
    timeline_.end =
        std::max<Cycle>(1, result_.timeline_cut ? last : std::max(last, result_.cycles));
  }

  void find_tracks() {
    tracks_ = ordered_tracks(result_.timeline);
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
      track_numbers_[tracks_[track]] = track;
    }
  }

  void find_activities() {
    std::map<std::pair<bool, std::string>, double> cycles;
    for (const Interval& interval : result_.timeline) {
      cycles[{interval.wait, interval.name}] += static_cast<double>(interval.end - interval.begin);
    }
    std::vector<std::pair<double, std::pair<bool, std::string>>> by_time;
    by_time.reserve(cycles.size());
    for (const auto& [key, time] : cycles) by_time.emplace_back(-time, key);
    std::sort(by_time.begin(), by_time.end());
    if (by_time.size() > most_activities_) by_time.resize(most_activities_);
    for (const auto& [time, key] : by_time) {
      const auto& [wait, name] = key;
      timeline_.activities.push_back(
          {name, words_of(name).back(), wait, name.starts_with("drain")});
    }
    if (cycles.size() > by_time.size()) {
      timeline_.activities.push_back({other_work, other_work, false, false});
      timeline_.activities.push_back({other_waits, other_waits, true, false});
    }
    const auto rank = [](const Activity& activity) {
      return std::tuple(activity.wait, activity.outwards, activity.name != "compute",
                        activity.name);
    };
    find_subjects_of_waits();
    std::sort(timeline_.activities.begin(), timeline_.activities.end(),
              [&](const Activity& a, const Activity& b) { return rank(a) < rank(b); });
    for (std::size_t index = 0; index < timeline_.activities.size(); ++index) {
      const Activity& activity = timeline_.activities[index];
      activity_numbers_[{activity.wait, activity.name}] = index;
    }
  }

  /// "wait: fill of Weights in Buffer" is about what "fill Weights" is about.
  void find_subjects_of_waits() {
    std::set<std::string> subjects;
    for (const Activity& activity : timeline_.activities) {
      if (!activity.wait) subjects.insert(activity.subject);
    }
    for (Activity& activity : timeline_.activities) {
      if (!activity.wait) continue;
      const std::vector<std::string> words = words_of(activity.name);
      const auto known = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
        return subjects.count(word) > 0;
      });
      if (known != words.end()) activity.subject = *known;
    }
  }

  std::size_t activity_of(const Interval& interval) const {
    const auto found = activity_numbers_.find({interval.wait, interval.name});
    if (found != activity_numbers_.end()) return found->second;
    return activity_numbers_.at({interval.wait, interval.wait ? other_waits : other_work});
  }

  std::vector<TrackGroup> make_groups(std::size_t most_rows) const {
    std::vector<TrackGroup> groups;
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
      if (track == 0 || track_kind(tracks_[track]) != track_kind(tracks_[track - 1])) {
        groups.push_back({track});
      }
      ++groups.back().count;
    }
    const auto fewer_rows = [](const TrackGroup& a, const TrackGroup& b) {
      return a.rows() < b.rows();
    };
    const auto rows = [&] {
      return std::accumulate(
          groups.begin(), groups.end(), std::size_t{0},
          [](std::size_t sum, const TrackGroup& group) { return sum + group.rows(); });
    };
    while (rows() > most_rows) {
      TrackGroup& largest = *std::max_element(groups.begin(), groups.end(), fewer_rows);
      if (largest.rows() == 1) break;
      largest.per_row *= 2;
    }
    return groups;
  }

  void make_rows(std::size_t most_rows) {
    row_of_track_.resize(tracks_.size());
    for (const TrackGroup& group : make_groups(most_rows)) {
      for (std::size_t at = 0; at < group.count; at += group.per_row) {
        const std::size_t first = group.first + at;
        const std::size_t last = group.first + std::min(at + group.per_row, group.count) - 1;
        for (std::size_t track = first; track <= last; ++track) {
          row_of_track_[track] = timeline_.rows.size();
        }
        TimelineRow row;
        row.label = tracks_[first];
        if (last > first) row.label += "-" + tracks_[last].substr(track_kind(tracks_[last]).size());
        row.activity_cycles.assign(timeline_.activities.size(), 0);
        row.shares.assign(columns_, std::vector<float>(timeline_.activities.size(), 0));
        timeline_.rows.push_back(std::move(row));
        tracks_in_row_.push_back(last - first + 1);
      }
    }
  }

  double column_cycles() const {
    return static_cast<double>(timeline_.end) / static_cast<double>(columns_);
  }

  void add(const Interval& interval) {
    const std::size_t activity = activity_of(interval);
    const std::size_t row_number = row_of_track_[track_numbers_.at(interval.track)];
    TimelineRow& row = timeline_.rows[row_number];
    const auto begin = static_cast<double>(interval.begin);
    const auto end = static_cast<double>(interval.end);
    row.activity_cycles[activity] += end - begin;
    const double width = column_cycles();
    const double capacity = width * static_cast<double>(tracks_in_row_[row_number]);
    const auto first = static_cast<std::size_t>(begin / width);
    for (std::size_t column = first; column < columns_; ++column) {
      const double left = static_cast<double>(column) * width;
      if (left >= end) break;
      const double covered = std::min(end, left + width) - std::max(begin, left);
      row.shares[column][activity] += static_cast<float>(covered / capacity);
    }
  }

  /// Overlapping intervals take more than the whole time.
  void finish(std::size_t row_number) {
    TimelineRow& row = timeline_.rows[row_number];
    double busy = 0;
    for (std::vector<float>& shares : row.shares) {
      const float sum = std::accumulate(shares.begin(), shares.end(), 0.0F);
      if (sum > 1) {
        for (float& share : shares) share /= sum;
      }
      for (std::size_t activity = 0; activity < shares.size(); ++activity) {
        if (!timeline_.activities[activity].wait) busy += shares[activity];
      }
    }
    row.busy_share = busy / static_cast<double>(columns_);
  }

  const SimulationResult& result_;
  const std::size_t columns_;
  const std::size_t most_activities_;
  std::vector<std::string> tracks_;
  std::map<std::string, std::size_t> track_numbers_;
  std::map<std::pair<bool, std::string>, std::size_t> activity_numbers_;
  std::vector<std::size_t> row_of_track_;
  std::vector<std::size_t> tracks_in_row_;
  Timeline timeline_;
};

}  // namespace

Timeline make_timeline(const SimulationResult& result, std::size_t columns, std::size_t most_rows,
                       std::size_t most_activities) {
  return TimelineMaker(result, columns, most_activities).make(most_rows);
}

}  // namespace tilewright::sim
