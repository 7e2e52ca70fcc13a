// Fuzzes the reader of libconfig files.

#include "test/fuzz/reading.hpp"

// The name is libFuzzer's. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tilewright::test::try_reading(bytes, size, "input.cfg");
  return 0;
}
