#include "model/spec/checked.hpp"

#include <fmt/format.h>

namespace tilewright {

void throw_overflow(std::int64_t a, const char* operation, std::int64_t b) {
  throw Error(fmt::format("a count exceeds 2^63: {} {} {}", a, operation, b),
              "reduce the problem's bounds");
}

}  // namespace tilewright
