#pragma once
// The best mappings of small mapspaces, found by evaluating all of them.

#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"

namespace tilewright::test {

/// All objectives of the exact mapper.
const std::vector<std::vector<ExactMetric>>& exact_objectives();

struct BestOfAll {
  std::vector<double> cost;  ///< empty where no mapping is valid
  Mapping mapping;
};

/// By objective.
std::vector<BestOfAll> try_all(const Spec& spec, const ModelOptions& model = {});

std::string text_of(const std::vector<double>& cost);

}  // namespace tilewright::test
