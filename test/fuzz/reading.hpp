#pragma once
// What a fuzzer tries: an input is read as a user's file is, and nothing but an Error may come out.

#include <cstddef>
#include <cstdint>
#include <string>

namespace tilewright::test {

/// Reads the bytes as the whole specification in a file called `name`, whose end decides the
/// language, and converts it into both languages. Lets only what is not an Error out.
void try_reading(const std::uint8_t* bytes, std::size_t size, const std::string& name);

}  // namespace tilewright::test
