#include "mapper/search/orojenesis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "mapper/search/metrics.hpp"
#include "mapper/search/search_log.hpp"
#include "model/report/report.hpp"
#include "model/report/stats_sections.hpp"

namespace tilewright {

namespace {

constexpr const char* no_file = "None";

std::int64_t held_words(const DataMovement& moved) {
  return moved.all_accesses() > 0 ? moved.tile_size_words : 0;
}

/// The most words of a data space that a level inside of the outermost one holds.
std::int64_t buffered_words(const Evaluation& evaluation, int data_space) {
  std::int64_t most = 0;
  for (std::size_t level = 0; level + 1 < evaluation.storage.size(); ++level) {
    most = std::max(most, held_words(evaluation.storage[level].data_spaces[data_space]));
  }
  return most;
}

std::int64_t all_buffered_words(const Evaluation& evaluation, int data_space_count) {
  std::int64_t words = 0;
  for (int d = 0; d < data_space_count; ++d) words += buffered_words(evaluation, d);
  return words;
}

std::int64_t innermost_words(const Evaluation& evaluation) {
  std::int64_t words = 0;
  for (const DataMovement& moved : evaluation.storage.front().data_spaces) {
    words += moved.tile_share_words;
  }
  return words;
}

/// Of the outermost level; -1 when nothing is accessed there.
double operations_per_byte(const Evaluator& evaluator, const Evaluation& evaluation) {
  const std::int64_t words = evaluation.storage.back().accesses;
  if (words == 0) return -1;
  const std::uint64_t operations = total_operations(
      {evaluator.workload(), evaluator.architecture(), evaluator.costs(), evaluation});
  const std::int64_t bytes = words * evaluator.architecture().storage.back().word_bits / 8;
  return static_cast<double>(operations) / static_cast<double>(bytes);
}

}  // namespace

void OrojenesisList::add(OrojenesisList&& other) {
  rows += other.rows;
  mappings.merge(other.mappings);
}

std::string orojenesis_row(const OrojenesisSettings& settings, const Evaluator& evaluator,
                           const Mapping& mapping, const Evaluation& evaluation,
                           const std::string& file) {
  const int spaces = evaluator.workload().data_space_count();
  std::string row =
      fmt::format("{:g},{},{}", operations_per_byte(evaluator, evaluation),
                  all_buffered_words(evaluation, spaces), evaluation.storage.back().accesses);
  const auto add_pair = [&](std::int64_t words, const DataMovement& moved) {
    fmt::format_to(std::back_inserter(row), ",{},{}", words, moved.all_accesses());
  };
  for (int d = 0; d < spaces; ++d) {
    add_pair(buffered_words(evaluation, d), evaluation.storage.back().data_spaces[d]);
  }
  for (int d = 0; settings.verbose && d < spaces; ++d) {
    for (std::size_t level = 0; level + 1 < evaluation.storage.size(); ++level) {
      const DataMovement& moved = evaluation.storage[level].data_spaces[d];
      add_pair(held_words(moved), moved);
    }
  }
  return row + "," + compact_text(evaluator.workload(), mapping) + "," + file + "\n";
}

OrojenesisRecorder::OrojenesisRecorder(const OrojenesisSettings& settings, std::string folder,
                                       int thread, Evaluator& evaluator)
    : settings_(settings), folder_(std::move(folder)), thread_(thread), evaluator_(evaluator) {}

void OrojenesisRecorder::take(const Mapping& mapping, const Evaluation& evaluation,
                              const std::vector<double>& costs) {
  if (settings_.all) {
    add(mapping, evaluation);
  } else if (!best_.empty() && innermost_words(evaluation) != innermost_words_) {
    end_run();
  }
  if (!settings_.best) return;
  if (best_.empty() || is_better(costs, best_costs_)) {
    best_.clear();
  } else if (!is_tie(costs, best_costs_)) {
    return;
  }
  best_.push_back(mapping);
  best_costs_ = costs;
  innermost_words_ = innermost_words(evaluation);
}

void OrojenesisRecorder::finish() {
  innermost_words_ = -1;  // the last run is listed in full
  end_run();
}

void OrojenesisRecorder::end_run() {
  Evaluation evaluation;
  for (const Mapping& mapping : best_) {
    evaluator_.evaluate(mapping, evaluation, Detail::totals);
    add(mapping, evaluation);
    if (innermost_words_ == 0) break;
  }
  best_.clear();
}

void OrojenesisRecorder::add(const Mapping& mapping, const Evaluation& evaluation) {
  if (!settings_.files) {
    list_.rows += orojenesis_row(settings_, evaluator_, mapping, evaluation, no_file);
    return;
  }
  const Workload& workload = evaluator_.workload();
  const std::string name =
      fmt::format("timeloop-mapper.orojenesis.{}_{}_{:x}.yaml",
                  all_buffered_words(evaluation, workload.data_space_count()), thread_,
                  std::hash<std::string>()(compact_text(workload, mapping)));
  list_.rows += orojenesis_row(settings_, evaluator_, mapping, evaluation, folder_ + "/" + name);
  list_.mappings.try_emplace(name, map_yaml(workload, evaluator_.architecture(), mapping));
}

}  // namespace tilewright
