#pragma once
// Goes through the mappings that a search proposes, as a search thread does, and shows each.

#include <cstdint>
#include <limits>
#include <memory>

#include "mapper/search/search.hpp"
#include "mapper/space/mapping_builder.hpp"
#include "model/cost/evaluator.hpp"

namespace tilewright::test {

struct WalkOptions {
  SearchSettings search;
  int share = 0;
  int shares = 1;
  std::int64_t max_temporal_loops = -1;
  std::uint64_t most_tries = std::numeric_limits<std::uint64_t>::max();
  bool call_all_valid = false;  ///< report each mapping as valid, so that the search skips none
};

/// One share of a mapspace, its search and its evaluator.
class Walk {
 public:
  Walk(const Spec& spec, const Mapspace& space, const WalkOptions& options)
      : options_(options),
        builder_(space, options.share, options.shares, options.max_temporal_loops),
        search_(make_search(options.search, builder_)),
        evaluator_(spec) {}

  /// Calls visit(id, builder, outcome) for each mapping. Can be continued where it has ended
  /// because of `most_tries`.
  template <typename Visit>
  void run(Visit visit) {
    for (std::uint64_t tried = 0; tried < options_.most_tries; ++tried) {
      const auto id = search_->next();
      if (!id) return;
      const Outcome outcome = attempt(*id);
      visit(*id, builder_, outcome);
      search_->report(options_.call_all_valid ? Outcome::valid : outcome);
    }
  }

  /// Starts the search again, with the same builder and evaluator.
  void restart() { search_ = make_search(options_.search, builder_); }

  MappingBuilder& builder() { return builder_; }

 private:
  Outcome attempt(const MappingId& id) {
    if (!builder_.select(id)) return Outcome::not_constructed;
    const bool valid =
        builder_.fits() && evaluator_.evaluate(builder_.mapping(), evaluation_, Detail::totals);
    return valid ? Outcome::valid : Outcome::rejected;
  }

  WalkOptions options_;
  MappingBuilder builder_;
  std::unique_ptr<Search> search_;
  Evaluator evaluator_;
  Evaluation evaluation_;
};

/// Calls visit(mapping, evaluation) for each valid mapping of the spec's mapspace, evaluated in
/// full.
template <typename Visit>
void for_each_valid(const Spec& spec, const ModelOptions& model, Visit visit) {
  const Mapspace space(spec);
  WalkOptions options;
  options.search.algorithm = Algorithm::exhaustive;
  options.max_temporal_loops = spec.mapper.max_temporal_loops;
  options.call_all_valid = true;
  Walk walk(spec, space, options);
  Evaluator evaluator(spec, model);
  Evaluation evaluation;
  walk.run([&](const MappingId&, MappingBuilder& builder, Outcome outcome) {
    if (outcome != Outcome::valid || !evaluator.evaluate(builder.mapping(), evaluation)) return;
    visit(builder.mapping(), evaluation);
  });
}

/// A member of an unpruned space has a place in the order of all of them.
inline uint128 number_of(const MappingId& id, const MappingId& sizes) {
  return id.factorization +
         sizes.factorization *
             (id.permutation + sizes.permutation * (id.split + sizes.split * id.bypass));
}

}  // namespace tilewright::test
