#pragma once
// The trace for Perfetto and chrome://tracing: what each track did when.

#include <cstdint>
#include <string>

#include "sim/simulation.hpp"

namespace tilewright::sim {

/// No event is shorter in the file.
inline constexpr std::int64_t smallest_trace_event_bytes = 60;

struct Trace {
  std::string text;      ///< a JSON object in Chrome's trace event format
  bool cut = false;      ///< there were more intervals than the limit leaves room for
  Cycle last_cycle = 0;  ///< up to which all intervals are there
};

/// The intervals of the result's timeline in the order of their begin until the file has
/// `limit_bytes`. A track is a thread with its name; intervals that overlap on a track go to
/// further threads. A microsecond of the trace is a cycle. A trace that was cut says so in its
/// "otherData" and by an event at its end.
Trace chrome_trace(const SimulationResult& result, double clock_ghz, std::int64_t limit_bytes);

}  // namespace tilewright::sim
