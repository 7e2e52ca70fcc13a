#include "sim/report/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "sim/report/tracks.hpp"

namespace tilewright::sim {

namespace {

using Json = nlohmann::ordered_json;

/// Room for the file's end.
constexpr std::int64_t tail_bytes = 400;

std::string one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The threads of a track: an interval goes to the first one that is free at its begin.
class TrackThreads {
 public:
  explicit TrackThreads(int order) : order_(order) {}

  int order() const { return order_; }

  std::size_t place(const Interval& interval) {
    const auto free =
        std::find_if(ends_.begin(), ends_.end(), [&](Cycle end) { return end <= interval.begin; });
    const auto index = static_cast<std::size_t>(free - ends_.begin());
    if (free == ends_.end()) ends_.emplace_back();
    ends_[index] = interval.end;
    return index;
  }

 private:
  int order_;
  std::vector<Cycle> ends_;
};

class TraceWriter {
 public:
  TraceWriter(const SimulationResult& result, double clock_ghz, std::int64_t limit_bytes)
      : result_(result), clock_ghz_(clock_ghz), limit_(limit_bytes - tail_bytes) {
    for (const std::string& track : ordered_tracks(result.timeline)) {
      tracks_.emplace(track, TrackThreads(static_cast<int>(tracks_.size())));
    }
  }

  Trace write() {
    std::vector<std::size_t> order(result_.timeline.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return result_.timeline[a].begin < result_.timeline[b].begin;
    });
    trace_.text = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
    trace_.text += one_line(metadata("process_name", 0, "tilewright-sim"));
    trace_.cut = result_.timeline_cut;
    for (const std::size_t index : order) {
      if (!add(result_.timeline[index])) break;
    }
    finish();
    return std::move(trace_);
  }

 private:
  static Json metadata(const char* what, int thread, const std::string& name) {
    return {{"ph", "M"}, {"name", what}, {"pid", 1}, {"tid", thread}, {"args", {{"name", name}}}};
  }

  /// Returns whether there was room.
  bool add(const Interval& interval) {
    std::string lines;
    const int thread = thread_of(interval, lines);
    lines += ",\n" + one_line({{"ph", "X"},
                               {"name", interval.name},
                               {"cat", interval.wait ? "wait" : "work"},
                               {"pid", 1},
                               {"tid", thread},
                               {"ts", interval.begin},
                               {"dur", interval.end - interval.begin}});
    if (static_cast<std::int64_t>(trace_.text.size() + lines.size()) > limit_) {
      trace_.cut = true;
      return false;
    }
    trace_.text += lines;
    trace_.last_cycle = interval.begin;
    return true;
  }

  int thread_of(const Interval& interval, std::string& lines) {
    TrackThreads& track = tracks_.at(interval.track);
    const std::size_t place = track.place(interval);
    const auto [entry, is_new] = threads_.try_emplace(std::pair(track.order(), place),
                                                      static_cast<int>(threads_.size()) + 1);
    if (is_new) {
      const std::string name =
          place == 0 ? interval.track : fmt::format("{} ({})", interval.track, place + 1);
      lines += ",\n" + one_line(metadata("thread_name", entry->second, name));
      lines += ",\n" + one_line({{"ph", "M"},
                                 {"name", "thread_sort_index"},
                                 {"pid", 1},
                                 {"tid", entry->second},
                                 {"args", {{"sort_index", track.order()}}}});
    }
    return entry->second;
  }

  void finish() {
    Json other = {{"time", "1 us is 1 cycle"},
                  {"clock_ghz", clock_ghz_},
                  {"cycles", result_.cycles},
                  {"complete", !trace_.cut}};
    if (trace_.cut) {
      const std::string note =
          fmt::format("the trace ends at cycle {}: it reached its limit", trace_.last_cycle);
      other["note"] = note;
      trace_.text += ",\n" + one_line({{"ph", "i"},
                                       {"name", note},
                                       {"s", "g"},
                                       {"pid", 1},
                                       {"tid", 0},
                                       {"ts", trace_.last_cycle}});
    }
    trace_.text += "\n],\n\"otherData\":" + one_line(other) + "}\n";
  }

  const SimulationResult& result_;
  const double clock_ghz_;
  const std::int64_t limit_;
  std::map<std::string, TrackThreads> tracks_;
  std::map<std::pair<int, std::size_t>, int> threads_;
  Trace trace_;
};

}  // namespace

Trace chrome_trace(const SimulationResult& result, double clock_ghz, std::int64_t limit_bytes) {
  return TraceWriter(result, clock_ghz, limit_bytes).write();
}

}  // namespace tilewright::sim
