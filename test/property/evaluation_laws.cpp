// Laws that every evaluation obeys, whatever the case.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "model/cost/evaluator.hpp"
#include "model/report/report.hpp"
#include "test/property/case_count.hpp"
#include "test/property/random_case.hpp"
#include "test/support/allocation_counter.hpp"

namespace tilewright::test {

namespace {

std::uint64_t case_count() { return static_cast<std::uint64_t>(test::case_count(2'000, 200)); }

Spec perfect_case(std::uint64_t seed) {
  RandomCaseOptions options;
  options.imperfect = false;
  options.directives = false;
  options.small_buffers = false;
  return random_case(seed, options);
}

std::string json(const Evaluator& evaluator, const Mapping& mapping, const Evaluation& evaluation) {
  return evaluation_json(evaluator.workload(), evaluator.architecture(), evaluator.costs(), mapping,
                         evaluation);
}

// The same case with every data space kept everywhere and one-to-many networks only.
Spec without_bypass(Spec spec) {
  const DataSpaceMask all = all_data_spaces(spec.workload.data_space_count());
  for (MappingNode& node : spec.mapping->nodes) {
    if (auto* storage = std::get_if<Storage>(&node)) storage->data_spaces = all;
  }
  for (StorageLevel& storage : spec.architecture.storage) {
    storage.network.type = NetworkType::unspecified;
    storage.reduction_supported = true;
  }
  return spec;
}

double delivered_words(const NetworkTraffic& traffic) {
  double words = 0;
  for (const AccessRecord& record : traffic.ingresses) {
    words += record.accesses * static_cast<double>(record.multicast);
  }
  return words;
}

double sent_words(const NetworkTraffic& traffic) {
  double words = 0;
  for (const AccessRecord& record : traffic.ingresses) words += record.accesses;
  return words;
}

bool has_links(const Evaluation& evaluation, std::size_t space) {
  for (const NetworkEvaluation& network : evaluation.networks) {
    if (network.data_spaces[space].link_transfers > 0) return true;
  }
  return false;
}

TEST(EvaluationLaws, EveryOperationIsDoneOnce) {
  Evaluation evaluation;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = perfect_case(seed);
    if (!Evaluator(spec).evaluate(*spec.mapping, evaluation)) continue;
    EXPECT_EQ(evaluation.compute.operations, spec.workload.operation_count()) << case_yaml(spec);
  }
}

// Without bypass and neighbours, what an outer level sends is what it reads, and what arrives is
// what the inner instances are filled with; each operation takes one word of each data space.
TEST(EvaluationLaws, WordsAreConservedBetweenLevels) {
  Evaluation evaluation;
  int checked = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = without_bypass(perfect_case(seed));
    if (!Evaluator(spec).evaluate(*spec.mapping, evaluation)) continue;
    for (std::size_t space = 0; space < spec.workload.data_spaces.size(); ++space) {
      if (has_links(evaluation, space)) continue;
      const NetworkTraffic& innermost = evaluation.networks[0].data_spaces[space];
      const double instances = evaluation.storage[0].data_spaces[space].utilized_instances;
      EXPECT_EQ(delivered_words(innermost) * instances,
                static_cast<double>(spec.workload.operation_count()))
          << case_yaml(spec);
      if (spec.workload.data_spaces[space].read_write) continue;
      for (std::size_t level = 1; level < evaluation.storage.size(); ++level) {
        const NetworkTraffic& traffic = evaluation.networks[level].data_spaces[space];
        const DataMovement& outer = evaluation.storage[level].data_spaces[space];
        const DataMovement& inner = evaluation.storage[level - 1].data_spaces[space];
        EXPECT_EQ(static_cast<double>(outer.reads), sent_words(traffic)) << case_yaml(spec);
        const double share = delivered_words(traffic) / static_cast<double>(traffic.fanout);
        EXPECT_EQ(static_cast<double>(inner.fills), std::trunc(share)) << case_yaml(spec);
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 100);
}

// Two neighbouring temporal loops that a data space does not depend on can change places.
TEST(EvaluationLaws, OrderOfIrrelevantLoopsDoesNotMatter) {
  int checked = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = perfect_case(seed);
    Evaluation before;
    Evaluation after;
    Evaluator evaluator(spec);
    if (!evaluator.evaluate(*spec.mapping, before)) continue;
    for (std::size_t i = 0; i + 1 < spec.mapping->nodes.size(); ++i) {
      Mapping swapped = *spec.mapping;
      const auto* outer = std::get_if<Loop>(&swapped.nodes[i]);
      const auto* inner = std::get_if<Loop>(&swapped.nodes[i + 1]);
      if (outer == nullptr || inner == nullptr || outer->kind != LoopKind::temporal ||
          inner->kind != LoopKind::temporal || outer->dimension == inner->dimension) {
        continue;
      }
      const std::array dimensions{outer->dimension, inner->dimension};
      std::swap(swapped.nodes[i], swapped.nodes[i + 1]);
      evaluator.evaluate(swapped, after);
      for (std::size_t space = 0; space < spec.workload.data_spaces.size(); ++space) {
        const DataSpace& data_space = spec.workload.data_spaces[space];
        if (data_space.depends_on(dimensions[0]) || data_space.depends_on(dimensions[1])) continue;
        for (std::size_t level = 0; level < before.storage.size(); ++level) {
          const DataMovement& a = before.storage[level].data_spaces[space];
          const DataMovement& b = after.storage[level].data_spaces[space];
          EXPECT_EQ(a.reads, b.reads) << case_yaml(spec);
          EXPECT_EQ(a.fills, b.fills) << case_yaml(spec);
          EXPECT_EQ(a.updates, b.updates) << case_yaml(spec);
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 100);
}

// From the second iteration on, each iteration of the outermost loop moves the same words.
TEST(EvaluationLaws, TrafficIsLinearInTheOutermostLoop) {
  int checked = 0;
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    Spec spec = without_bypass(perfect_case(seed));
    auto* outermost = std::get_if<Loop>(&spec.mapping->nodes[1]);
    if (outermost == nullptr || outermost->kind != LoopKind::temporal) continue;
    std::int64_t& bound = spec.workload.bounds[static_cast<std::size_t>(outermost->dimension)];
    const std::int64_t inside = bound / outermost->bound;
    std::vector<Evaluation> evaluations(3);
    bool valid = true;
    for (std::int64_t n = 2; n <= 4; ++n) {
      outermost->bound = outermost->residual = n;
      bound = inside * n;
      valid &=
          Evaluator(spec).evaluate(*spec.mapping, evaluations[static_cast<std::size_t>(n - 2)]);
    }
    if (!valid) continue;
    for (std::size_t level = 0; level < spec.architecture.storage.size(); ++level) {
      for (std::size_t space = 0; space < spec.workload.data_spaces.size(); ++space) {
        const auto words = [&](std::size_t i) {
          const NetworkTraffic& traffic = evaluations[i].networks[level].data_spaces[space];
          return sent_words(traffic) + traffic.link_transfers;
        };
        EXPECT_EQ(words(2) - words(1), words(1) - words(0)) << case_yaml(spec);
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 100);
}

// The numbers that dimensions go by are only names.
TEST(EvaluationLaws, NumberingOfDimensionsDoesNotMatter) {
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_case(seed);
    Spec renumbered = spec;
    const int last = spec.workload.dimension_count() - 1;
    std::reverse(renumbered.workload.dimensions.begin(), renumbered.workload.dimensions.end());
    std::reverse(renumbered.workload.bounds.begin(), renumbered.workload.bounds.end());
    for (DataSpace& space : renumbered.workload.data_spaces) {
      for (Rank& rank : space.ranks) {
        for (ProjectionTerm& term : rank) term.dimension = last - term.dimension;
      }
    }
    for (MappingNode& node : renumbered.mapping->nodes) {
      if (auto* loop = std::get_if<Loop>(&node)) loop->dimension = last - loop->dimension;
    }
    Evaluation evaluation;
    Evaluation same;
    Evaluator evaluator(spec);
    ASSERT_EQ(evaluator.evaluate(*spec.mapping, evaluation),
              Evaluator(renumbered).evaluate(*renumbered.mapping, same));
    if (!evaluation.valid()) continue;
    EXPECT_EQ(stats_text(spec.workload, spec.architecture, evaluator.costs(), evaluation),
              stats_text(spec.workload, spec.architecture, evaluator.costs(), same))
        << case_yaml(spec);
  }
}

TEST(EvaluationLaws, AnEvaluatorHasNoMemory) {
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_case(seed);
    const Spec plain = without_bypass(spec);  // another mapping of the same loops
    Evaluator evaluator(spec);
    Evaluation evaluation;
    if (!evaluator.evaluate(*spec.mapping, evaluation)) continue;
    const std::string first = json(evaluator, *spec.mapping, evaluation);
    evaluator.evaluate(*plain.mapping, evaluation);
    ASSERT_TRUE(evaluator.evaluate(*spec.mapping, evaluation));
    EXPECT_EQ(json(evaluator, *spec.mapping, evaluation), first) << case_yaml(spec);
  }
}

TEST(EvaluationLaws, EvaluationDoesNotAllocate) {
  for (std::uint64_t seed = 0; seed < case_count(); ++seed) {
    const Spec spec = random_case(seed);
    const Spec plain = without_bypass(spec);
    Evaluator evaluator(spec);
    Evaluation evaluation;
    for (int i = 0; i < 3; ++i) {
      evaluator.evaluate(*spec.mapping, evaluation);
      evaluator.evaluate(*plain.mapping, evaluation);
    }
    const std::int64_t before = allocation_count();
    evaluator.evaluate(*spec.mapping, evaluation);
    evaluator.evaluate(*plain.mapping, evaluation);
    EXPECT_EQ(allocation_count(), before) << case_yaml(spec);
  }
}

}  // namespace

}  // namespace tilewright::test
