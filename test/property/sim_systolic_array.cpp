// Systolic networks against arrays that are played register by register.

#include <gtest/gtest.h>

#include "test/property/random_case.hpp"
#include "test/support/sim_machine.hpp"
#include "test/support/systolic_array.hpp"

namespace tilewright::test {

namespace {

Matrix random_matrix(Dice& dice, int rows, int columns) {
  Matrix matrix = zeros(rows, columns);
  for (auto& row : matrix) {
    for (long& value : row) value = dice.between(-9, 9);
  }
  return matrix;
}

Spec systolic(Spec spec) {
  NetworkSection network;
  network.kind = NetworkKind::systolic;
  spec.simulation.networks.push_back(network);
  return spec;
}

// An R x C array with T steps. SCALE-Sim (Samajdar et al., 2018) gives 2R + C + T - 2; here
// the cycle that latches the first operand, or writes the last result, counts, too.
class SystolicArray : public testing::TestWithParam<int> {
 protected:
  static int closed_form(int rows, int columns, int steps) {
    return 2 * rows + columns + steps - 1;
  }

  template <class Check>
  void for_all_shapes(const Check& check) const {
    for (int columns = 1; columns <= 9; ++columns) {
      for (int steps = 1; steps <= 9; ++steps) {
        SCOPED_TRACE(testing::Message() << GetParam() << " x " << columns << ", T = " << steps);
        check(GetParam(), columns, steps);
      }
    }
  }
};

TEST_P(SystolicArray, OutputStationary) {
  Dice dice(1);
  for_all_shapes([&](int m, int n, int k) {
    const Matrix a = random_matrix(dice, m, k);
    const Matrix b = random_matrix(dice, k, n);
    const ArrayRun literal = run_output_stationary(a, b);
    EXPECT_EQ(literal.results, product(a, b));
    EXPECT_EQ(literal.cycles, closed_form(m, n, k));
    // In a single step of a single column nothing tells streams from what stays.
    if (m > 1 && n == 1 && k == 1) return;
    EXPECT_EQ(cycles_of(systolic(machine(
                  gemm(m, n, k),
                  {{"Buffer", {temporal(dim_k, k), rows(dim_m, m), columns(dim_n, n)}}, {"PE"}}))),
              literal.cycles);
  });
}

TEST_P(SystolicArray, WeightStationary) {
  Dice dice(2);
  for_all_shapes([&](int k, int n, int m) {
    const Matrix a = random_matrix(dice, m, k);
    const Matrix b = random_matrix(dice, k, n);
    const ArrayRun literal = run_weight_stationary(a, b);
    EXPECT_EQ(literal.results, product(a, b));
    EXPECT_EQ(literal.cycles, closed_form(k, n, m));
    EXPECT_EQ(cycles_of(systolic(machine(
                  gemm(m, n, k),
                  {{"Buffer", {temporal(dim_m, m), rows(dim_k, k), columns(dim_n, n)}}, {"PE"}}))),
              literal.cycles);
  });
}

INSTANTIATE_TEST_SUITE_P(Rows, SystolicArray, testing::Range(1, 10));

}  // namespace

}  // namespace tilewright::test
