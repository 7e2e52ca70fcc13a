#include "mapper/search/search_thread.hpp"

#include <fmt/format.h>

#include "mapper/search/metrics.hpp"
#include "mapper/search/search_log.hpp"

namespace tilewright {

namespace {

// Work between looks at the clock and updates of the progress: a mapping that is turned away by its
// factors counts 1, an evaluation (which may be slow for imperfect loops) more.
constexpr int progress_interval = 1024;
constexpr int evaluation_work = 64;

// Mappings in a row that count for no limit, before a search that only a limit can end gives up.
constexpr std::int64_t most_idle = 1'000'000;

SearchSettings share_of_memory(const SearchOptions& options) {
  SearchSettings settings = options.search;
  settings.visited_bytes /= static_cast<std::size_t>(options.threads);
  return settings;
}

bool differs_only_in_bypass(const MappingId& a, const MappingId& b) {
  return a.bypass != b.bypass && a.factorization == b.factorization &&
         a.permutation == b.permutation && a.split == b.split;
}

}  // namespace

bool Incumbent::update(const Mapping& candidate, const std::vector<double>& candidate_costs) {
  if (found && !is_better(candidate_costs, costs)) return false;
  found = true;
  mapping = candidate;
  costs = candidate_costs;
  return true;
}

bool Incumbent::update(const Incumbent& other) {
  return other.found && update(other.mapping, other.costs);
}

SearchThread::SearchThread(const Spec& spec, const Mapspace& space, const SearchOptions& options,
                           int thread, SearchState& state)
    : options_(options),
      thread_(thread),
      state_(state),
      workload_(space.workload()),
      builder_(space, thread, options.threads, options.max_temporal_loops),
      search_(make_search(share_of_memory(options), builder_)),
      evaluator_(spec, options.model),
      rejections_(space.architecture().level_count()),
      search_size_(options.search_size_per_thread()) {
  evaluator_.accumulate_network_records();
  if (options.orojenesis.enabled()) {
    orojenesis_.emplace(options.orojenesis, options.output_folder, thread, evaluator_);
  }
}

bool SearchThread::run() {
  while (true) {
    std::optional<MappingId> id;
    if (pending_) {
      std::swap(id, pending_);
    } else {
      id = next();
      if (!id) break;
      const auto interval = static_cast<std::uint64_t>(options_.sync_interval);
      if (interval > 0 && tried_ > 0 && tried_ % interval == 0) {
        pending_ = id;
        return true;
      }
    }
    only_bypass_changed_ = tried_ > 1 && differs_only_in_bypass(*id, previous_);
    previous_ = *id;
    ++tried_;
    search_->report(attempt(*id));
  }
  publish_progress();
  return false;
}

OrojenesisList SearchThread::take_orojenesis_list() {
  if (!orojenesis_) return {};
  orojenesis_->finish();
  return std::move(*orojenesis_).list();
}

// All reasons to stop are looked at (and stated), and the search is asked in any case.
std::optional<MappingId> SearchThread::next() {
  bool over = stop_requested();
  if (search_size_ > 0 && valid_ >= static_cast<std::uint64_t>(search_size_)) {
    state_reason(fmt::format("{} valid mappings found", search_size_));
    over = true;
  }
  if (options_.victory_condition > 0 && since_improvement_ >= options_.victory_condition) {
    state_reason(fmt::format("{} suboptimal mappings found since the last upgrade",
                             options_.victory_condition));
    over = true;
  }
  const std::int64_t invalid = unconstructed_in_a_row_ + rejected_in_a_row_;
  if (invalid > 0 && invalid >= options_.timeout) {
    state_reason(fmt::format(
        "{} invalid mappings ({} fanout, {} capacity) found since the last valid mapping",
        options_.timeout, unconstructed_in_a_row_, rejected_in_a_row_));
    over = true;
  }
  if (is_stuck()) {
    state_reason(fmt::format("{} mappings tried that count for no limit", most_idle));
    over = true;
  }
  const auto id = search_->next();
  if (!id) state_reason("search algorithm is done");
  if (over) return std::nullopt;
  return id;
}

// Where one factorization is all there is, mappings that differ only in bypass count for neither
// the victory condition nor the timeout, and Timeloop's random searches would visit them for ever.
bool SearchThread::is_stuck() const {
  const bool may_end = options_.search.algorithm == Algorithm::exhaustive ||
                       options_.search.algorithm == Algorithm::linear_pruned;
  return !may_end && search_size_ == 0 && options_.victory_condition > 0 && idle_ >= most_idle;
}

bool SearchThread::stop_requested() {
  if (work_since_look_ >= progress_interval) {
    work_since_look_ = 0;
    publish_progress();
    if (state_.deadline && SearchState::Clock::now() >= *state_.deadline) {
      state_reason("time limit reached");
      return true;
    }
  }
  if (!state_.stop.load(std::memory_order_relaxed)) return false;
  state_reason("global termination flag activated");
  return true;
}

void SearchThread::state_reason(const std::string& reason) {
  statements_.push_back(statement_line(thread_, reason));
  log(statements_.back());
}

void SearchThread::log(const std::string& line) const {
  if (!state_.log) return;
#pragma omp critical(tilewright_search_log)
  state_.log(line);
}

void SearchThread::log_results() {
  if (!state_.log_results) return;
  const std::string lines =
      result_lines(workload_, builder_.mapping(), evaluation_, evaluator_.costs().area_um2);
#pragma omp critical(tilewright_search_log)
  state_.log_results(lines);
}

void SearchThread::publish_progress() {
  state_.tried += tried_ - published_tried_;
  state_.valid += valid_ - published_valid_;
  published_tried_ = tried_;
  published_valid_ = valid_;
}

Outcome SearchThread::attempt(const MappingId& id) {
  ++work_since_look_;
  ++idle_;
  if (!builder_.select(id)) {
    rejections_.add(builder_.rejection());
    ++unconstructed_in_a_row_;
    idle_ = 0;
    return Outcome::not_constructed;
  }
  if (!builder_.fits()) {
    rejections_.add(builder_.rejection());
  } else if (evaluate()) {
    judge();
    return Outcome::valid;
  } else {
    rejections_.add(evaluation_.rejection);
  }
  count_against_search(rejected_in_a_row_);
  return Outcome::rejected;
}

bool SearchThread::evaluate() {
  work_since_look_ += evaluation_work;
  return evaluator_.evaluate(builder_.mapping(), evaluation_, Detail::totals);
}

// Failures that differ only in what is bypassed count once, unless the user wants otherwise.
void SearchThread::count_against_search(std::int64_t& counter) {
  if (only_bypass_changed_ && !options_.penalize_consecutive_bypass_fails) return;
  ++counter;
  idle_ = 0;
}

// A valid mapping: is it the best?
void SearchThread::judge() {
  ++valid_;
  if (options_.log_stats) {
    log(fmt::format("[{}] INVALID {} {} {}", thread_, tried_, valid_,
                    unconstructed_in_a_row_ + rejected_in_a_row_));
  }
  unconstructed_in_a_row_ = 0;
  rejected_in_a_row_ = 0;
  if (options_.log_suboptimal && options_.log_interval > 0 &&
      tried_ % static_cast<std::uint64_t>(options_.log_interval) == 0) {
    log(mapping_line(thread_, workload_, builder_.mapping(), evaluation_, true));
    log_results();
  }
  find_costs(options_.metrics, evaluation_, costs_);
  if (orojenesis_) orojenesis_->take(builder_.mapping(), evaluation_, costs_);
  if (!best_.update(builder_.mapping(), costs_)) {
    count_against_search(since_improvement_);
    return;
  }
  if (options_.log_stats) {
    // Timeloop compares the new best with itself here: the improvement is always 0.
    log(fmt::format("[{}] UPDATE {} {} {} 0", thread_, tried_, valid_, since_improvement_));
  }
  if (!options_.log_suboptimal) {
    log(mapping_line(thread_, workload_, best_.mapping, evaluation_, false));
  }
  since_improvement_ = 0;
  idle_ = 0;
  if (costs_.front() < state_.best_cost) state_.best_cost = costs_.front();
}

}  // namespace tilewright
