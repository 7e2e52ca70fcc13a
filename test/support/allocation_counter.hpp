#pragma once
// Counts what a program allocates. Linking allocation_counter.cpp replaces the global operator new
// of the executable.

#include <cstdint>

namespace tilewright::test {

/// Calls of operator new on the calling thread since it started.
std::int64_t allocation_count();

}  // namespace tilewright::test
