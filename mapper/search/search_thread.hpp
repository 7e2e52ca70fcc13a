#pragma once
// One of the searches that run side by side: proposes, checks and evaluates mappings of its share,
// and keeps the best.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mapper/search/orojenesis.hpp"
#include "mapper/search/rejections.hpp"
#include "mapper/search/search_options.hpp"
#include "mapper/search/search_state.hpp"
#include "mapper/space/mapping_builder.hpp"
#include "model/cost/evaluator.hpp"

namespace tilewright {

/// The best mapping so far, if any.
struct Incumbent {
  bool found = false;
  Mapping mapping;
  std::vector<double> costs;  ///< of the metrics

  /// Takes over a better one. True when it did.
  bool update(const Mapping& candidate, const std::vector<double>& candidate_costs);
  bool update(const Incumbent& other);
};

/// After the first mappings, trying one allocates nothing unless it is logged or becomes the best.
class SearchThread {
 public:
  /// `space` and `state` must outlive it.
  SearchThread(const Spec& spec, const Mapspace& space, const SearchOptions& options, int thread,
               SearchState& state);

  /// Searches until the end, or until the next exchange of bests is due. True: to be called again
  /// after the exchange.
  bool run();

  Incumbent& best() { return best_; }
  const RejectionCounts& rejections() const { return rejections_; }
  /// Why the search ended, in Timeloop's words; usually one line.
  const std::vector<std::string>& statements() const { return statements_; }
  /// The mappings that the options want listed; once, after the end.
  OrojenesisList take_orojenesis_list();
  std::uint64_t tried() const { return tried_; }
  std::uint64_t valid() const { return valid_; }

 private:
  std::optional<MappingId> next();
  bool stop_requested();
  bool is_stuck() const;
  void state_reason(const std::string& reason);
  void publish_progress();
  Outcome attempt(const MappingId& id);
  bool evaluate();
  void count_against_search(std::int64_t& counter);
  void judge();
  void log(const std::string& line) const;
  void log_results();

  const SearchOptions& options_;
  int thread_;
  SearchState& state_;
  const Workload& workload_;
  MappingBuilder builder_;
  std::unique_ptr<Search> search_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  Incumbent best_;
  std::optional<OrojenesisRecorder> orojenesis_;
  std::vector<double> costs_;
  RejectionCounts rejections_;
  std::vector<std::string> statements_;
  std::int64_t search_size_;

  std::optional<MappingId> pending_;  // proposed before an exchange, to be tried after it
  MappingId previous_;
  bool only_bypass_changed_ = false;
  std::uint64_t tried_ = 0;
  std::uint64_t valid_ = 0;
  int work_since_look_ = 0;
  std::uint64_t published_tried_ = 0;
  std::uint64_t published_valid_ = 0;
  std::int64_t unconstructed_in_a_row_ = 0;
  std::int64_t rejected_in_a_row_ = 0;
  std::int64_t since_improvement_ = 0;
  std::int64_t idle_ = 0;  // mappings in a row that moved none of the counters above
};

}  // namespace tilewright
