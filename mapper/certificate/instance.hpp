#pragma once
// What the certificate's checker knows of the input. It is read from the Spec and the cost table
// alone, shares no code with the search, and leaves out what can only raise a cost (order and split
// constraints, bandwidths, leakage, networks), so that what it proves holds for more mappings, and
// cheaper ones, than there are.

#include <cstdint>
#include <string>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright::certificate {

/// Energies are whole numbers of this unit, rounded down.
inline constexpr int energy_fraction_bits = 60;
__extension__ using Energy = __int128;

using Count = std::int64_t;
using Shape = std::vector<Count>;  ///< by dimension

/// In units of 2^-60 pJ. Throws Error for what is no energy or too much.
Energy to_energy(double energy_pj);
double to_pj(Energy energy);
/// Checked, for energies >= 0.
Energy add(Energy a, Energy b);
Energy multiply(Energy a, Count b);

struct Tensor {
  std::string name;
  bool read_write = false;
  struct Term {
    int dimension = 0;
    Count step = 1;  ///< words that the dimension's next index lies further on
  };
  using Rank = std::vector<Term>;
  std::vector<Rank> ranks;
  std::vector<bool> moved_by;  ///< by dimension
  Count whole_words = 1;

  Count words(const Shape& shape) const;
  /// Has a rank that is a window?
  bool has_windows() const;
  /// Is the dimension one of those that move a window?
  bool moves_window(int dimension) const;
};

/// Several dimensions move the rank, or one by more than a word: tiles may overlap or have holes.
bool is_window(const Tensor::Rank& rank);

/// Words of a rank of a tile.
Count extent(const Tensor::Rank& rank, const Shape& shape);

struct Level {
  std::string name;
  Count capacity = -1;  ///< words; -1: no limit
  double least_words = 0;
  Count block = 1;
  Count memories = 1;
  Count instances = 1;
  Energy read = 0;
  Energy fill = 0;
  Energy update = 0;
  Energy address = 0;
  Count fanout_x = 1;
  Count fanout_y = 1;
  std::vector<Shape> spatial;     ///< factors by dimension; all ones is among them if allowed
  std::vector<bool> may_iterate;  ///< by dimension: temporal factors above 1
  DataSpaceMask keep = 0;
  DataSpaceMask free = 0;  ///< may be kept or not
};

/// What limits the cycles of a level: words that one instance may exchange in a cycle.
struct Bandwidth {
  int level = 0;
  bool reads = false;
  bool writes = false;
  double words_per_cycle = 0;
};

struct Instance {
  /// Throws Error where the checker does not cover the input.
  explicit Instance(const Spec& spec);

  Shape bounds;
  Count operations = 1;
  Energy operation_energy = 0;  ///< of all of them
  std::vector<Tensor> tensors;
  std::vector<Level> levels;
  std::vector<Bandwidth> bandwidths;
  double least_utilization = 0;

  int dimension_count() const { return static_cast<int>(bounds.size()); }
  int level_count() const { return static_cast<int>(levels.size()); }
  int tensor_count() const { return static_cast<int>(tensors.size()); }
  /// One instance for each choice of the free keep bits. Throws Error beyond 2^10 of them.
  std::vector<Instance> with_fixed_bits() const;
  /// The same with cycles in the place of energy: those that the words which one instance of the
  /// level exchanges take, with 1 "pJ" for a cycle.
  Instance in_cycles(const Bandwidth& bandwidth) const;
};

}  // namespace tilewright::certificate
