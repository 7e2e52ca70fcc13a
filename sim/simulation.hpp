#pragma once
// The simulator behind one door: plays a mapping and says what happened.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/cost/evaluation.hpp"
#include "model/cost/evaluator.hpp"
#include "model/spec/simulation_section.hpp"
#include "model/spec/spec.hpp"
#include "sim/engine/engine.hpp"

namespace tilewright::sim {

/// How far and how to play.
struct SimulationLimits {
  double seconds = 0;          ///< of real time; 0: no limit
  Cycle cycles = 0;            ///< simulated; 0: no limit
  bool skip = true;            ///< play repeated phases once; false: play every one
  std::size_t timeline = 0;    ///< intervals to keep for pictures and traces at the most
  std::function<bool()> stop;  ///< asked now and then: shall the run end early? May be empty
  /// Told now and then: share of the operations done (0 to 1), and the present cycle. May be empty
  std::function<void(double, Cycle)> progress;
};

/// A part of the run time and what it was spent on. All shares add up to the cycles of the run.
struct TimeShare {
  std::string cause;  ///< "compute", "fill of Weights in WeightBuffer", "port of GlobalBuffer", ...
  Cycle cycles = 0;
};

/// How busy a component was.
struct ComponentUse {
  std::string kind;  ///< "port", "link", "bank", "bus", "compute"
  std::string name;  ///< "GlobalBuffer read", "(0,1)->(1,1)", "channel 0 bank 3"
  double busy_cycles = 0;
};

/// A named number of a component: {"DRAM", "row hits", 1234}.
struct Counter {
  std::string component;
  std::string name;
  std::int64_t value = 0;
};

/// Something that took time, for traces and pictures.
struct Interval {
  std::string track;  ///< "PE 3", "GlobalBuffer", "DRAM", ...
  std::string name;   ///< "compute", "fill Weights", "drain Outputs", "wait for Inputs"
  Cycle begin = 0;
  Cycle end = 0;
  bool wait = false;  ///< the track waited for something
};

/// Exact words at one storage level for one data space, all instances together.
struct Traffic {
  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  std::int64_t link_words = 0;  ///< of the fills: from a neighbouring instance
};

struct SimulationResult {
  bool finished = true;
  std::string stop_reason;  ///< when not finished: the limit that ended the run
  double done = 1;          ///< share of the operations that were played
  Cycle cycles = 0;
  Cycle first_operation_cycle = 0;            ///< until then the machine fills
  Cycle last_operation_cycle = 0;             ///< from then on it drains
  Cycle compute_cycles = 0;                   ///< in which the compute units work
  std::vector<TimeShare> time;                ///< descending; "compute" is one of them
  std::vector<std::vector<Traffic>> traffic;  ///< [storage level][data space]
  std::vector<ComponentUse> components;
  std::vector<Counter> counters;
  std::vector<Interval> timeline;   ///< by track, then by time
  bool timeline_cut = false;        ///< there were more intervals than the limit
  std::int64_t phases_played = 0;   ///< loop bodies
  std::int64_t phases_skipped = 0;  ///< loop bodies that repeat one that was played
  Evaluation model;                 ///< the analytical model's result for the same mapping
  Evaluation evaluation;  ///< the same fields with the simulated counts, cycles and energy
};

/// Plays `mapping` on the hardware of `spec`. Throws Error: a mapping that the hardware cannot run
/// (the model's rejection), settings that contradict the architecture, a deadlock (with the cycle
/// of waits).
SimulationResult simulate(const Spec& spec, const Mapping& mapping,
                          const SimulationSection& settings, const SimulationLimits& limits = {});

}  // namespace tilewright::sim
