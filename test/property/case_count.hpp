#pragma once
// How many random cases a property test takes.

#include <cstdlib>
#include <string>

namespace tilewright::test {

#ifdef TILEWRIGHT_SLOW_BUILD
inline constexpr bool slow_build = true;
#else
inline constexpr bool slow_build = false;
#endif

/// The environment variable TILEWRIGHT_PROPERTY_CASES if it is set, else `usual`, or `slow` in a
/// build with sanitizers.
inline int case_count(int usual, int slow) {
  if (const char* text = std::getenv("TILEWRIGHT_PROPERTY_CASES")) return std::stoi(text);
  return slow_build ? slow : usual;
}

}  // namespace tilewright::test
