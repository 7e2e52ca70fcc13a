#include "mapper/program/objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "model/program.hpp"

namespace tilewright {

namespace {

struct MetricPair {
  Metric::Kind searched;
  ExactMetric exact;
};

constexpr std::array<MetricPair, 3> metric_pairs = {{{Metric::Kind::energy, ExactMetric::energy},
                                                     {Metric::Kind::delay, ExactMetric::delay},
                                                     {Metric::Kind::edp, ExactMetric::edp}}};

bool is_possible(const std::vector<ExactMetric>& objective) {
  if (objective.size() == 1) return true;
  return objective.size() == 2 && objective[0] != objective[1] &&
         std::count(objective.begin(), objective.end(), ExactMetric::edp) == 0;
}

/// Nothing for a metric or a list that the exact mapper does not have.
std::optional<std::vector<ExactMetric>> find_objective(const std::vector<Metric>& metrics) {
  std::vector<ExactMetric> objective;
  for (const Metric& metric : metrics) {
    const auto* found =
        std::find_if(metric_pairs.begin(), metric_pairs.end(),
                     [&](const MetricPair& pair) { return pair.searched == metric.kind; });
    if (found == metric_pairs.end()) return std::nullopt;
    objective.push_back(found->exact);
  }
  if (!is_possible(objective)) return std::nullopt;
  return objective;
}

}  // namespace

void set_objective(const std::string& text, MapperSection& section) {
  std::vector<Metric> metrics;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto* found =
        std::find_if(metric_pairs.begin(), metric_pairs.end(),
                     [&](const MetricPair& pair) { return to_text(pair.exact) == word; });
    if (found == metric_pairs.end()) {
      metrics.clear();
      break;
    }
    metrics.push_back({found->searched, 0});
  }
  if (!find_objective(metrics)) {
    throw UsageError(fmt::format("option 'objective' is '{}'; give {}", text, objective_choices));
  }
  section.metrics = metrics;
  section.has_metrics = true;
}

std::vector<ExactMetric> exact_objective(const MapperSection& section) {
  if (const auto objective = find_objective(section.metrics)) return *objective;
  throw Error(section.place, "the exact mapper cannot minimize these optimization metrics",
              fmt::format("give {}", objective_choices));
}

std::string to_text(const std::vector<ExactMetric>& objective) {
  std::string text;
  for (const ExactMetric metric : objective) {
    text += text.empty() ? "" : ",";
    text += to_text(metric);
  }
  return text;
}

}  // namespace tilewright
