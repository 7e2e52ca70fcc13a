// Is the loop nest in the form that the Tenssella compiler reads?

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/report/tensella.hpp"
#include "report_example.hpp"

namespace tilewright::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text_of(const ReportExample& example) {
  return tensella_text(example.workload, example.mapping, example.architecture.level_count());
}

// Three errors: the level below bypasses all data spaces. The bounds are in the order of the
// problem's dimensions, the loops innermost first.
TEST(TensellaText, OutermostLevelFirst) {
  const std::string bypass = "#error Tenssella does not support bypass.\n";
  EXPECT_EQ(text_of(gemm_example()), bypass + bypass + bypass +
                                         "t1\nM 1 N 1 K 6 \nK\n"
                                         "s1\nM 2 N 2 K 1 \nMN\n1\n"
                                         "t0\nM 8 N 6 K 5 \nKMN\n");
}

TEST(TensellaText, WhatTheOutermostLevelBypassesIsNotTold) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b001}, Storage{0, 0b111},
                           Loop{2, LoopKind::temporal, 30, 30}};
  EXPECT_THAT(text_of(example), StartsWith("t1\n"));
}

TEST(TensellaText, ALevelWithoutLoopsHasOneOfBoundOne) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b111}, Storage{0, 0b111}};
  EXPECT_EQ(text_of(example), "t1\nM 1 N 1 K 1 \nK\nt0\nM 1 N 1 K 1 \nK\n");
}

TEST(TensellaText, LoopsAlongXDoNotLowerTheLastNumber) {
  ReportExample example = gemm_example();
  example.mapping.nodes = {Storage{1, 0b111}, Loop{1, LoopKind::spatial_y, 2, 2},
                           Loop{0, LoopKind::spatial_x, 4, 4}, Storage{0, 0b111}};
  EXPECT_THAT(text_of(example), HasSubstr("s1\nM 4 N 2 K 1 \nMN\n2\n"));
}

TEST(TensellaText, UnevenMappingsAreAnError) { EXPECT_THROW(text_of(uneven_example()), Error); }

}  // namespace
}  // namespace tilewright::test
