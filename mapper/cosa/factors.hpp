#pragma once
// Prime factors of the bounds, and the columns that place them: what both formulations of the
// program are made of. Equal primes of a dimension are interchangeable, so that one integer counts
// them at a level and of a kind of loop.

#include <cstdint>
#include <vector>

#include "model/spec/mapping.hpp"

namespace tilewright::cosa {

/// `count` equal prime factors of the bound of a dimension. A dimension of bound 1 has the prime 1
/// once, as in the published program: strides and halos are charged for it.
struct PrimeFactor {
  int dimension = 0;
  std::int64_t prime = 1;
  int count = 1;
};

/// The prime factors of a bound >= 1, ascending.
std::vector<PrimeFactor> prime_factors(int dimension, std::int64_t bound);

/// The column that counts factors number `factor` at a level, of one kind of loop.
struct CountColumn {
  int factor = 0;
  int level = 0;
  LoopKind kind = LoopKind::temporal;
  int column = 0;
};

}  // namespace tilewright::cosa
