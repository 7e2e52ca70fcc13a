#pragma once
// The claim that a mapping costs the least of all, as a file, and its check by separate code
// (docs/certificate.md). Nothing of the search is trusted, and nothing of the file but what the
// check itself finds to hold.

#include <cstdint>
#include <string>
#include <vector>

#include "mapper/certificate/proof.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::certificate {

struct Certificate {
  Objective objective = Objective::energy;
  std::uint64_t input = 0;  ///< digest of the instance
  Mapping mapping;
  Energy energy = 0;  ///< of the mapping, exactly
  Count cycles = 0;   ///< the same
  double cost = 0;    ///< as the Evaluator says: pJ, cycles or pJ x cycles
  std::vector<ProofStep> proof;
};

/// Proves that no mapping costs less than this one, to 1 part in 10^9. Throws Error where the
/// checker does not cover the input, where the cost is not the mapping's, and where a mapping may
/// cost less.
Certificate certify(const Spec& spec, Objective objective, const Mapping& mapping, double cost);

/// Throws Error that says what does not hold.
void check(const Spec& spec, const Certificate& certificate);

std::string to_text(const Certificate& certificate);
/// Throws Error for anything that to_text() did not write. `name` is the file's, for messages.
Certificate parse_certificate(const std::string& text, const std::string& name);

std::string to_text(Objective objective);

}  // namespace tilewright::certificate
