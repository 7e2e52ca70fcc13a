#pragma once
// A systolic array register by register, clock by clock, that multiplies Z[M][N] = A[M][K] *
// B[K][N]. An operand waits in the input register of the array's edge, each processing element
// multiplies and adds once per cycle and hands its operand on to its neighbour with the clock.
// Results leave through the columns, one word per cycle and column.

#include <cstddef>
#include <optional>
#include <vector>

namespace tilewright::test {

using Matrix = std::vector<std::vector<long>>;

inline Matrix zeros(int rows, int columns) {
  const std::vector<long> row(static_cast<std::size_t>(columns), 0);
  Matrix matrix(static_cast<std::size_t>(rows), row);
  return matrix;
}

inline Matrix product(const Matrix& a, const Matrix& b) {
  Matrix z = zeros(static_cast<int>(a.size()), static_cast<int>(b[0].size()));
  for (std::size_t m = 0; m < z.size(); ++m) {
    for (std::size_t n = 0; n < z[m].size(); ++n) {
      for (std::size_t k = 0; k < b.size(); ++k) z[m][n] += a[m][k] * b[k][n];
    }
  }
  return z;
}

struct ArrayRun {
  Matrix results;
  int cycles = 0;  ///< until the last result is written
};

/// What the two arrays share: a register per processing element for what travels to the right, and
/// one for what travels down. Empty registers hold nothing.
class SystolicRegisters {
 public:
  using Register = std::optional<long>;
  using Grid = std::vector<std::vector<Register>>;

  SystolicRegisters(std::size_t rows, std::size_t columns)
      : right(rows, std::vector<Register>(columns)), down(right) {}

  Grid right;
  Grid down;

  /// The clock: every register takes over from its left (upper) neighbour or from the edge.
  static void shift_right(Grid& grid, const std::vector<Register>& edge) {
    for (std::size_t r = 0; r < grid.size(); ++r) {
      for (std::size_t c = grid[r].size(); c-- > 1;) grid[r][c] = grid[r][c - 1];
      grid[r][0] = edge[r];
    }
  }
  static void shift_down(Grid& grid, const std::vector<Register>& edge) {
    for (std::size_t r = grid.size(); r-- > 1;) grid[r] = grid[r - 1];
    grid[0] = edge;
  }
};

/// Element `index` of a row or column that enters `lane` lanes late, or nothing.
inline bool due(int cycle, std::size_t lane, std::size_t length, std::size_t& index) {
  const int since = cycle - static_cast<int>(lane);
  index = static_cast<std::size_t>(since < 0 ? 0 : since);
  return since >= 0 && index < length;
}

/// Z stays in the array of M x N elements; rows of A come from the left, columns of B from above.
/// When all elements are done the results move down, the bottom row's into the buffer.
inline ArrayRun run_output_stationary(const Matrix& a, const Matrix& b) {
  const std::size_t rows = a.size();
  const std::size_t columns = b[0].size();
  const std::size_t length = b.size();
  SystolicRegisters registers(rows, columns);
  Matrix sums = zeros(static_cast<int>(rows), static_cast<int>(columns));
  ArrayRun run;
  std::size_t operations = 0;
  while (operations < rows * columns * length) {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (!registers.right[r][c] || !registers.down[r][c]) continue;
        sums[r][c] += *registers.right[r][c] * *registers.down[r][c];
        ++operations;
      }
    }
    std::vector<SystolicRegisters::Register> left(rows);
    std::vector<SystolicRegisters::Register> top(columns);
    std::size_t k = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      if (due(run.cycles, r, length, k)) left[r] = a[r][k];
    }
    for (std::size_t c = 0; c < columns; ++c) {
      if (due(run.cycles, c, length, k)) top[c] = b[k][c];
    }
    SystolicRegisters::shift_right(registers.right, left);
    SystolicRegisters::shift_down(registers.down, top);
    ++run.cycles;
  }
  run.results = zeros(static_cast<int>(rows), static_cast<int>(columns));
  for (std::size_t written = 0; written < rows; ++written) {
    run.results[rows - 1 - written] = sums.back();
    for (std::size_t r = rows; r-- > 1;) sums[r] = sums[r - 1];
    ++run.cycles;
  }
  return run;
}

/// B stays in the array of K x N elements and comes first, through the columns, the last row ahead.
/// Columns of A come from the left; sums travel down and from the bottom row into the buffer.
inline ArrayRun run_weight_stationary(const Matrix& a, const Matrix& b) {
  const std::size_t rows = b.size();
  const std::size_t columns = b[0].size();
  const std::size_t length = a.size();
  SystolicRegisters registers(rows, columns);
  SystolicRegisters::Grid weights = registers.down;
  ArrayRun run;
  std::size_t k = 0;
  const auto feed = [&] {  // the first operand is latched with the last row of weights
    std::vector<SystolicRegisters::Register> left(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      if (due(run.cycles + 1 - static_cast<int>(rows), r, length, k)) left[r] = a[k][r];
    }
    SystolicRegisters::shift_right(registers.right, left);
    ++run.cycles;
  };
  for (std::size_t row = rows; row-- > 0;) {
    SystolicRegisters::shift_down(weights, {b[row].begin(), b[row].end()});
    feed();
  }
  run.results = zeros(static_cast<int>(length), static_cast<int>(columns));
  std::vector<std::size_t> written(columns, 0);
  std::size_t missing = length * columns;
  while (missing > 0) {
    for (std::size_t c = 0; c < columns; ++c) {  // what the last cycle left in the bottom row
      if (!registers.down[rows - 1][c]) continue;
      run.results[written[c]++][c] = *registers.down[rows - 1][c];
      --missing;
    }
    SystolicRegisters::Grid sums(rows, std::vector<SystolicRegisters::Register>(columns));
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        if (!registers.right[r][c]) continue;
        const long from_above = r == 0 ? 0 : registers.down[r - 1][c].value();
        sums[r][c] = from_above + *registers.right[r][c] * *weights[r][c];
      }
    }
    registers.down = sums;
    feed();
  }
  return run;
}

}  // namespace tilewright::test
