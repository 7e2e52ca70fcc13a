#pragma once
// The proof that no mapping costs less than a claim: a tree of cases. Each case either splits into
// others that together leave nothing out, or its least cost is no less than the claim.

#include <string>
#include <vector>

#include "mapper/certificate/least_cost.hpp"

namespace tilewright::certificate {

enum class Objective { energy, delay, edp };

/// What happens to a case; the cases in the order in which they are met, each one's parts after it.
struct ProofStep {
  int split = -1;           ///< the level whose choices are divided; -1: the case is closed
  int dimension = -1;       ///< whose extents in the level's tiles are; -1: its spatial loops
  std::vector<int> limits;  ///< closed by the cycles that these bandwidths allow, too

  bool operator==(const ProofStep&) const = default;
};

/// Throws the Error of a certificate that does not hold.
[[noreturn]] void fail(const std::string& what);

/// Finds the steps that prove that no mapping costs less than `claim` (pJ, cycles, pJ x cycles).
/// Throws Error if it cannot.
std::vector<ProofStep> find_proof(const Instance& instance, Objective objective, double claim);

/// Throws Error unless the steps prove it.
void check_proof(const Instance& instance, Objective objective, double claim,
                 const std::vector<ProofStep>& steps);

}  // namespace tilewright::certificate
