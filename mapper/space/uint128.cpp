#include "mapper/space/uint128.hpp"

#include <algorithm>

namespace tilewright {

std::string to_text(uint128 number) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace tilewright
