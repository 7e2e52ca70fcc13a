#include "mapper/search/search_mapper.hpp"

#include <algorithm>
#include <exception>
#include <memory>

#include "mapper/search/search_thread.hpp"

namespace tilewright {

namespace {

using Threads = std::vector<std::unique_ptr<SearchThread>>;

/// Runs all threads that are not over until their end or their next exchange. An exception in one
/// stops the others and is thrown again.
void run_round(Threads& threads, std::vector<char>& waiting, SearchState& state) {
  const int count = static_cast<int>(threads.size());
  std::exception_ptr failure;
#pragma omp parallel for num_threads(count) schedule(static, 1)
  for (int thread = 0; thread < count; ++thread) {
    const auto index = static_cast<std::size_t>(thread);
    if (waiting[index] == 0) continue;
    try {
      waiting[index] = threads[index]->run() ? 1 : 0;
    } catch (...) {
      state.stop = true;
#pragma omp critical(tilewright_search_failure)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

/// Each thread takes over the shared best if that is better than its own, else offers its own.
void exchange(Threads& threads, const std::vector<char>& waiting, Incumbent& shared) {
  for (std::size_t index = 0; index < threads.size(); ++index) {
    if (waiting[index] == 0) continue;
    Incumbent& own = threads[index]->best();
    if (!own.update(shared)) shared.update(own);
  }
}

}  // namespace

SearchResult search_mapspace(const Spec& spec, const Mapspace& space, const SearchOptions& options,
                             SearchState& state) {
  Threads threads;
  for (int thread = 0; thread < options.threads; ++thread) {
    threads.push_back(std::make_unique<SearchThread>(spec, space, options, thread, state));
  }
  std::vector<char> waiting(threads.size(), 1);
  Incumbent shared;
  do {
    run_round(threads, waiting, state);
    exchange(threads, waiting, shared);
  } while (std::any_of(waiting.begin(), waiting.end(), [](char wait) { return wait != 0; }));

  SearchResult result{.best = {},
                      .statements = {},
                      .tried = 0,
                      .valid = 0,
                      .rejections = RejectionCounts(space.architecture().level_count()),
                      .orojenesis = {}};
  Incumbent best;
  for (const auto& thread : threads) {
    best.update(thread->best());
    result.tried += thread->tried();
    result.valid += thread->valid();
    result.rejections.add(thread->rejections());
    result.orojenesis.add(thread->take_orojenesis_list());
    result.statements.insert(result.statements.end(), thread->statements().begin(),
                             thread->statements().end());
  }
  if (best.found) result.best = std::move(best.mapping);
  return result;
}

}  // namespace tilewright
