// Fuzzes the reader of libconfig files.

#include "test/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tilewright::test::try_reading(bytes, size, "input.cfg");
  return 0;
}
