#pragma once
// Who waits for whom when nothing moves any more.

#include <string>
#include <vector>

#include "sim/machine/parts.hpp"

namespace tilewright::sim {

/// The cycle of waits, "A waits for B (why); B waits for A (why)", or, where none closes, the chain
/// of waits from the first one on.
std::string describe_deadlock(const std::vector<Blocked>& blocked);

}  // namespace tilewright::sim
