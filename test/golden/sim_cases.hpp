#pragma once
// The golden cases with a valid mapping, for the simulator.

#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "model/spec/spec.hpp"
#include "test/golden/cases.hpp"

namespace tilewright::test {

struct PlayableCase {
  std::string name;
  Spec spec;
  Evaluation model;
};

inline std::vector<PlayableCase> playable_cases(const std::string& folder) {
  std::vector<PlayableCase> cases;
  for (const std::string& name : case_names(folder)) {
    PlayableCase playable{name, read_spec({(golden_dir() / name / "case.yaml").string()}), {}};
    Evaluator evaluator(playable.spec);
    if (evaluator.evaluate(*playable.spec.mapping, playable.model)) {
      cases.push_back(std::move(playable));
    }
  }
  return cases;
}

}  // namespace tilewright::test
