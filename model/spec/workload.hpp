#pragma once
// What is computed: the dimensions of an einsum and the data spaces (tensors) that it touches.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright {

/// The most data spaces that a workload can have (Timeloop's limit).
inline constexpr int max_data_spaces = 5;

/// A set of data spaces: bit d stands for data space d.
using DataSpaceMask = std::uint32_t;

/// One summand of a rank's index: coefficient * index of a dimension.
struct ProjectionTerm {
  int dimension = 0;             ///< position in Workload::dimensions
  std::int64_t coefficient = 1;  ///< value after look-up; may be negative or 0
  std::string coefficient_name;  ///< as in the file ("Wstride"); empty when there is none
};

/// One rank (axis) of a data space: the sum of its terms is the coordinate.
using Rank = std::vector<ProjectionTerm>;

/// A tensor, as an affine projection of the operation space.
struct DataSpace {
  std::string name;
  bool read_write = false;  ///< true for an output, which is read, added to and written
  std::vector<Rank> ranks;  ///< outermost first, as in the file

  /// True when `dimension` appears in a rank with a coefficient other than 0.
  bool depends_on(int dimension) const;
};

/// A named constant of the projections (stride, dilation).
struct Coefficient {
  std::string name;
  std::int64_t value = 1;
};

/// A loop nest without order: dimensions with bounds, and the data spaces that it reads and writes.
/// Ids are positions: dimension d is dimensions[d], data space s is data_spaces[s].
struct Workload {
  std::string shape_name;
  std::vector<std::string> dimensions;  ///< single characters, in the file's order
  std::vector<std::int64_t> bounds;     ///< one per dimension, >= 1
  std::vector<Coefficient> coefficients;
  std::vector<DataSpace> data_spaces;
  Place place;

  int dimension_count() const { return static_cast<int>(dimensions.size()); }
  int data_space_count() const { return static_cast<int>(data_spaces.size()); }
  /// Position of a name, or nothing when there is none.
  std::optional<int> find_dimension(std::string_view name) const;
  std::optional<int> find_data_space(std::string_view name) const;
  /// Product of all bounds: the multiply-accumulates of the layer. Throws Error beyond 2^63.
  std::int64_t operation_count() const;
};

/// The mask with the lowest `count` bits set.
constexpr DataSpaceMask all_data_spaces(int count) {
  return static_cast<DataSpaceMask>((1ULL << count) - 1);
}

constexpr bool contains(DataSpaceMask mask, int data_space) {
  return (mask >> data_space & 1U) != 0;
}

}  // namespace tilewright
