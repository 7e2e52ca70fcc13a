#pragma once
// How a Program works, for its own source files: program.cpp (labels, bounds, results),
// program_spread.cpp (spatial loops) and program_loops.cpp (temporal loops, and what is kept).

#include "mapper/exact/numbered.hpp"
#include "mapper/exact/pending_bound.hpp"
#include "mapper/exact/program.hpp"

namespace tilewright::exact {

class Program::Impl {
 public:
  Impl(const Shared& shared, std::int64_t units);

  Outcome run(const Goal& goal);
  std::vector<double> least_cost() const;

  LabelStore labels;
  std::int64_t transitions = 0;
  std::int64_t configuration_count() const {
    return static_cast<std::int64_t>(configurations_.size());
  }

 private:
  /// A configuration with its statuses spelled out, while it is being changed.
  struct Partial {
    Configuration configuration;
    std::array<const Status*, max_data_spaces> statuses{};  // those of the configuration, or own
    std::array<Status, max_data_spaces> own;
    Values values{};
    std::uint32_t shape = 0;
    std::uint32_t label = no_label;  // that it comes from
  };

  /// A spatial choice of the current level that fits around the current shape.
  struct Fitting {
    std::uint32_t choice = 0;
    const std::vector<Arrangement>* arrangements = nullptr;  // null: not yet looked at
  };

  Partial load(const Stage& stage, std::uint32_t shape, std::uint32_t state,
               std::uint32_t label) const;
  void save(Stage& stage, Partial& partial, Move move);
  Partial copy(const Partial& partial) const;
  static Status& change(Partial& partial, std::size_t space);
  std::uint32_t number_of(Partial& partial);
  void close_levels(int level, Partial& partial) const;

  void start(Stage& stage);
  void spread_all(int level, const Stage& inner, Stage& outer);
  void spread(int level, const Partial& partial, Stage& outer);
  bool may_reduce(const Partial& partial, const SpatialChoice& choice,
                  const std::vector<std::int64_t>& outside) const;
  void list_choices(int level, std::uint32_t shape);
  const std::vector<Arrangement>& arrangements(int level, std::uint32_t shape,
                                               std::uint32_t choice);
  void iterate_all(int level, Stage& stage, Stage& outer);
  void iterate(int level, const Partial& partial, Stage& stage);
  void place_loops(int level, int dimension, const Partial& partial, Stage& stage);
  int phase_of(const Level& level, int dimension) const;
  void leave(int level, const Partial& partial, Stage& outer);
  void choose_kept(int level, int space, DataSpaceMask mask, std::int64_t words,
                   const Partial& partial, Stage& outer);
  std::vector<std::int64_t> reductions(int level, int space, const Partial& partial) const;
  void finish(const Partial& partial, std::uint32_t label);
  bool exceeds(const Partial& partial, Move::Kind kind);
  bool exceeds_after(const Partial& partial, std::uint32_t shape) const;
  bool stopped();

  const Problem& problem_;
  const Bound& bound_;
  const Objective& objective_;
  Memory& memory_;
  std::function<bool()> stop_;
  Account account_;
  bool counts_units_;
  std::vector<StatusRules> rules_;
  std::vector<PendingBound> pending_;
  Numbered<Configuration> configurations_;
  std::vector<Numbered<Status>> statuses_;
  Key key_;
  Goal goal_;
  double best_cost_ = 0;
  std::vector<double> found_cost_;
  std::uint32_t best_label_ = no_label;
  std::vector<Fitting> choices_;
  int level_ = 0;
  bool stopped_ = false;
};

}  // namespace tilewright::exact
