// Banks of a buffer: one block in a cycle each, in the order of the calls.

#include <gtest/gtest.h>

#include "sim/machine/bank_set.hpp"

namespace tilewright::sim {

namespace {

TEST(SimBanks, BlocksInDifferentBanksPassInOneCycle) {
  BankSet banks(4, 8);
  EXPECT_EQ(banks.access(0, 32, 10), 11);
  EXPECT_EQ(banks.accesses(), 4);
  EXPECT_EQ(banks.conflict_cycles(), 0);
}

TEST(SimBanks, OneMoreBlockThanBanksTakesASecondCycle) {
  BankSet banks(4, 8);
  EXPECT_EQ(banks.access(0, 33, 10), 12);
  EXPECT_EQ(banks.conflict_cycles(), 0);
}

TEST(SimBanks, AWordAcrossABorderTouchesTwoBlocks) {
  BankSet banks(4, 8);
  banks.access(7, 2, 0);
  EXPECT_EQ(banks.accesses(), 2);
}

TEST(SimBanks, AccessesToTheSameBankWaitForEachOther) {
  BankSet banks(4, 8);
  EXPECT_EQ(banks.access(0, 8, 5), 6);
  EXPECT_EQ(banks.access(32, 8, 5), 7);
  EXPECT_EQ(banks.access(8, 8, 5), 6);
  EXPECT_EQ(banks.access(0, 8, 7), 8);
  EXPECT_EQ(banks.conflict_cycles(), 1);
}

}  // namespace

}  // namespace tilewright::sim
