#pragma once
// How many random cases a property test takes.

#include <cstdlib>
#include <string>

namespace tilewright::test {

/// The environment variable TILEWRIGHT_PROPERTY_CASES if it is set, else `usual`, or `slow` in a
/// build with sanitizers.
inline int case_count(int usual, [[maybe_unused]] int slow) {
  if (const char* text = std::getenv("TILEWRIGHT_PROPERTY_CASES")) return std::stoi(text);
#ifdef TILEWRIGHT_SLOW_BUILD
  return slow;
#else
  return usual;
#endif
}

}  // namespace tilewright::test
