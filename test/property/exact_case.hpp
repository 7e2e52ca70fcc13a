#pragma once
// Random mapspaces for the exact mapper: those of mapspace_case.hpp with all that costs may depend
// on.

#include <cstdint>
#include <string>

#include "model/spec/spec.hpp"

namespace tilewright::test {

Spec random_exact_case(std::uint64_t seed);

/// The same with reuse directives, M:N networks, network energies or a limit of the temporal loops.
Spec random_rare_case(std::uint64_t seed);

/// What case_text() leaves out.
std::string exact_case_text(const Spec& spec);

}  // namespace tilewright::test
