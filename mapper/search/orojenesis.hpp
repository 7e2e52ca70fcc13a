#pragma once
// The list of mappings that Orojenesis, a study of how few accesses a buffer of a given size
// allows, is made from: a row of sizes and accesses for each mapping.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/spec/mapper_section.hpp"

namespace tilewright {

/// The content of `*.orojenesis.csv` and the files that its rows name.
struct OrojenesisList {
  std::string rows;
  std::map<std::string, std::string> mappings;  ///< text by file name

  void add(OrojenesisList&& other);
};

/// One row: operations per byte of the outermost level; words that the levels inside of it hold
/// (of each data space the most that one of them does); accesses of the outermost level, in all
/// and, after that size, of each data space; with settings.verbose size and accesses of each data
/// space at each level but the outermost, innermost first; the mapping in one line; `file`. Levels
/// without accesses to a data space hold nothing of it. Accesses are words of all instances.
std::string orojenesis_row(const OrojenesisSettings& settings, const Evaluator& evaluator,
                           const Mapping& mapping, const Evaluation& evaluation,
                           const std::string& file);

/// Chooses the mappings of one search thread that are listed.
class OrojenesisRecorder {
 public:
  /// `evaluator` is the thread's; it must outlive this. Files are named as standing in `folder`.
  OrojenesisRecorder(const OrojenesisSettings& settings, std::string folder, int thread,
                     Evaluator& evaluator);

  /// Takes the next valid mapping. Unless all mappings are asked for, those that tie for the best
  /// of a run of mappings with equally much data in the innermost level are listed at the end of
  /// the run; if that level holds nothing, one of them.
  void take(const Mapping& mapping, const Evaluation& evaluation, const std::vector<double>& costs);

  /// Ends the last run.
  void finish();

  OrojenesisList&& list() && { return std::move(list_); }

 private:
  void end_run();
  void add(const Mapping& mapping, const Evaluation& evaluation);

  OrojenesisSettings settings_;
  std::string folder_;
  int thread_;
  Evaluator& evaluator_;
  OrojenesisList list_;
  std::vector<Mapping> best_;  // of the run; the last one has best_costs_
  std::vector<double> best_costs_;
  std::int64_t innermost_words_ = 0;  // in the run
};

}  // namespace tilewright
