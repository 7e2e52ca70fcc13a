// No mapping that another mapper finds costs less than what the exact mapper proves: on layers of
// specs/networks and both architectures of specs/. A few layers usually; all of them when the
// environment variable TILEWRIGHT_ALL_LAYERS gives the seconds for each of their objectives
// (scripts/exact_checks.sh).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "mapper/cosa/cosa.hpp"
#include "mapper/exact/incumbent.hpp"
#include "mapper/search/search_mapper.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_brute_force.hpp"

namespace tilewright::test {
namespace {

const std::filesystem::path specs = std::filesystem::path(TILEWRIGHT_SOURCE_DIR) / "specs";

/// Set when all layers are wanted.
std::optional<double> seconds_for_all_layers() {
  const char* seconds = std::getenv("TILEWRIGHT_ALL_LAYERS");
  if (seconds == nullptr) return std::nullopt;
  return std::stod(seconds);
}

std::vector<std::string> layers() {
  if (!seconds_for_all_layers()) {
    return {"alexnet/input.6",
            "alexnet/223",
            "resnet50/input.39",
            "resnet50/3356",
            "mobilenet_v2/classifier.1",
            "mobilenet_v2/features.17.conv.2",
            "resnext50_32x4d/layer4.0.conv2",
            "bert_base/encoder.layer.0.attention.scores.0"};
  }
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(specs / "networks")) {
    if (!entry.is_regular_file() || entry.path().stem() == "layers") continue;
    const auto path = entry.path().lexically_relative(specs / "networks");
    names.insert((path.parent_path() / path.stem()).generic_string());
  }
  return {names.begin(), names.end()};
}

Spec spec_of(const std::string& architecture, const std::string& layer) {
  return read_spec({(specs / "architectures" / (architecture + ".yaml")).string(),
                    (specs / "constraints" / (architecture + "_bypass.yaml")).string(),
                    (specs / "networks" / (layer + ".yaml")).string()});
}

struct Found {
  std::string mapper;
  Mapping mapping;
};

// CoSA as published does not know all constraints.
bool is_member(const Mapspace& space, const Mapping& mapping) {
  const auto levels = to_level_nests(mapping, static_cast<int>(space.always_kept().size()));
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (levels[level].keep != space.always_kept()[level]) return false;
  }
  return true;
}

void add_cosa(const Spec& spec, const Mapspace& space, std::vector<Found>& found) {
  for (const std::string_view formulation : {cosa_published, cosa_improved}) {
    CosaOptions options;
    options.formulation = formulation;
    options.time_limit_seconds = 10;
    const CosaResult result = map_with_cosa(spec, options);
    if (!result.has_mapping()) continue;
    const bool member = is_member(space, result.mapping);
    EXPECT_TRUE(member || formulation == cosa_published);
    if (member) {
      found.push_back({fmt::format("cosa, {}", formulation), result.mapping});
    }
  }
}

void add_searches(const Spec& spec, const Mapspace& space, std::vector<Found>& found) {
  for (const Algorithm algorithm : {Algorithm::random, Algorithm::hybrid}) {
    for (const Metric::Kind metric :
         {Metric::Kind::energy, Metric::Kind::delay, Metric::Kind::edp}) {
      SearchOptions options;
      options.search.algorithm = algorithm;
      options.metrics = {Metric{metric, 0}};
      set_best_of(options, 300);
      options.timeout = 20'000;
      SearchState state;
      SearchResult result = search_mapspace(spec, space, options, state);
      if (!result.best) continue;
      found.push_back({algorithm == Algorithm::random ? "random" : "hybrid", *result.best});
    }
  }
}

void add_annealing(const Spec& spec, std::vector<Found>& found) {
  for (const auto& objective : exact_objectives()) {
    ExactOptions options;
    options.objective = objective;
    const exact::Problem problem(spec, options);
    auto mapping = exact::find_incumbent(problem, exact::Objective(objective), 3'000);
    if (mapping) found.push_back({"annealing", std::move(*mapping)});
  }
}

void expect_not_beaten(const Spec& spec, const std::vector<ExactMetric>& metrics,
                       const std::vector<Found>& found) {
  ExactOptions options;
  options.objective = metrics;
  options.time_limit_s = seconds_for_all_layers().value_or(1);
  const ExactResult best = find_exact_mapping(spec, options);
  const exact::Objective objective(metrics);
  Evaluator evaluator(spec);
  Evaluation evaluation;
  for (const Found& other : found) {
    if (!evaluator.evaluate(other.mapping, evaluation)) continue;
    const std::vector<double> cost =
        objective.cost(evaluation.energy_pj, static_cast<double>(evaluation.cycles));
    EXPECT_FALSE(exact::clearly_less(cost.front(), best.lower_bound.front()))
        << other.mapper << " beats the bound on " << to_text(metrics.front()) << ": "
        << text_of(cost) << "< " << text_of(best.lower_bound);
    if (best.status != ExactStatus::optimal) continue;
    EXPECT_FALSE(exact::Objective::less(cost, best.cost))
        << other.mapper << " beats the optimum of " << to_text(metrics.front()) << ": "
        << text_of(cost) << "< " << text_of(best.cost);
  }
}

class ExactAgainstMappers : public testing::TestWithParam<std::string> {};

TEST_P(ExactAgainstMappers, IsNotBeaten) {
  if (slow_build) GTEST_SKIP() << "takes minutes with sanitizers";
  for (const std::string& layer : layers()) {
    SCOPED_TRACE(layer);
    const Spec spec = spec_of(GetParam(), layer);
    const Mapspace space(spec);
    std::vector<Found> found;
    add_cosa(spec, space, found);
    add_searches(spec, space, found);
    add_annealing(spec, found);
    EXPECT_FALSE(found.empty());
    for (const auto& objective : exact_objectives()) expect_not_beaten(spec, objective, found);
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, ExactAgainstMappers, testing::Values("simba", "eyeriss"),
                         [](const auto& architecture) { return architecture.param; });

}  // namespace
}  // namespace tilewright::test
