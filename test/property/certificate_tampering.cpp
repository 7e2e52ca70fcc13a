// Honest certificates of small random cases are accepted, changed ones are not.

#include <gtest/gtest.h>

#include <iostream>

#include "mapper/certificate/certificate.hpp"
#include "mapper/exact/exact.hpp"
#include "test/property/case_count.hpp"
#include "test/property/exact_case.hpp"
#include "test/property/random_case.hpp"

namespace tilewright::test {
namespace {

using certificate::Certificate;
using certificate::Objective;

bool accepted(const Spec& spec, const Certificate& claim) {
  try {
    certificate::check(spec, claim);
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool text_accepted(const Spec& spec, const std::string& text) {
  try {
    certificate::check(spec, certificate::parse_certificate(text, "test"));
    return true;
  } catch (const Error&) {
    return false;
  }
}

// Changes one thing that the claim rests on.
void change(Dice& dice, Certificate& claim) {
  const auto at =
      static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(claim.proof.size()) - 1));
  switch (dice.between(0, 7)) {
    case 0:
      claim.cost *= dice.chance(50) ? 0.999999 : 1.000001;
      break;
    case 1:
      claim.energy -= 1;
      break;
    case 2:
      claim.cycles += 1;
      break;
    case 3:
      claim.proof.pop_back();
      break;
    case 4:
      claim.proof.erase(claim.proof.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 5:
      claim.proof.insert(claim.proof.begin() + static_cast<std::ptrdiff_t>(at),
                         certificate::ProofStep{});
      break;
    case 6:
      claim.proof[at].split = claim.proof[at].split == -1 ? 99 : -2;
      break;
    default:
      claim.input ^= 1;
  }
}

class Tampering {
 public:
  // False when there is no certificate of the case.
  bool run(std::uint64_t seed, ExactMetric metric, Objective objective) {
    Spec spec = random_exact_case(seed);
    ExactOptions options;
    options.objective = {metric};
    options.incumbent_tries = 0;
    std::optional<Certificate> claim;
    try {
      const ExactResult result = find_exact_mapping(spec, options);
      if (!result.mapping) return false;
      claim = certificate::certify(spec, objective, *result.mapping, result.cost.front());
    } catch (const Error&) {
      return false;
    }
    if (claim->proof.empty() || claim->cost == 0) return false;
    const std::string text = certificate::to_text(*claim);
    EXPECT_TRUE(text_accepted(spec, text)) << "seed " << seed;
    Dice dice(seed);
    for (int i = 0; i < 12; ++i) {
      Certificate changed = *claim;
      change(dice, changed);
      reject(accepted(spec, changed), seed, i);
      std::string changed_text = text;
      const auto at = dice.between(0, static_cast<std::int64_t>(text.size()) - 1);
      changed_text[static_cast<std::size_t>(at)] ^= 1;
      reject(text_accepted(spec, changed_text), seed, 100 + i);
    }
    Spec other = spec;
    StorageLevel& level = other.architecture.storage.front();
    level.vector_access_energy_pj = 1 + level.vector_access_energy_pj.value_or(0);
    reject(accepted(other, *claim), seed, 200);
    reject(text_accepted(spec, text.substr(0, text.size() / 2)), seed, 201);
    return true;
  }

  int rejected() const { return rejected_; }

 private:
  void reject(bool was_accepted, std::uint64_t seed, int kind) {
    EXPECT_FALSE(was_accepted) << "seed " << seed << ", change " << kind;
    ++rejected_;
  }

  int rejected_ = 0;
};

TEST(Certificate, ChangedOnesAreRejected) {
  const int cases = case_count(300, 20);
  Tampering tampering;
  int honest = 0;
  for (int seed = 1; seed <= cases; ++seed) {
    const auto number = static_cast<std::uint64_t>(seed);
    honest += tampering.run(number, ExactMetric::energy, Objective::energy) ? 1 : 0;
    honest += tampering.run(number, ExactMetric::edp, Objective::edp) ? 1 : 0;
    honest += tampering.run(number, ExactMetric::delay, Objective::delay) ? 1 : 0;
  }
  std::cout << honest << " certificates accepted, " << tampering.rejected()
            << " changed ones rejected\n";
  EXPECT_GT(honest, 0);
}

}  // namespace
}  // namespace tilewright::test
