#pragma once
// Do we say what the real Timeloop said? Each function fails the test where its answers in a case's
// folder differ from ours.

#include <filesystem>

#include "model/spec/spec.hpp"

namespace tilewright::test {

/// Evaluates the mapping of the input: error.txt, or stats.txt and map.txt.
void expect_evaluation(const Spec& spec, const std::filesystem::path& folder);

/// Runs the search of the input: end.txt, map.yaml, map.txt and stats.txt.
void expect_search(const Spec& spec, const std::filesystem::path& folder);

}  // namespace tilewright::test
