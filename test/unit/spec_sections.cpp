// The root of the input: which sections there are.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

const std::string base = conv_problem + small_architecture;

Spec spec_with(const std::string& sections) { return read_spec_text(base + sections, "in.yaml"); }

TEST(SpecSections, MisspeltAndUnknownSections) {
  expect_fault({"problm:\n  R: 3\n", "in.yaml:1:1", {"'problm'", "did you mean 'problem'?"}});
  expect_fault({base + "maping: []\n", "in.yaml:30:1", {"did you mean 'mapping'?"}});
  expect_fault({base + "ert: {}\n", "in.yaml:30:1", {"did you mean 'ERT'?"}});
  const Spec spec = spec_with("notes: text\ncomponents: []\n");
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_EQ(spec.warnings[0], "in.yaml:30:1: unknown key 'notes' in the input's root is ignored");
}

TEST(SpecSections, UnsupportedSections) {
  expect_fault({base + "sparse_optimizations: {}\n", "in.yaml:30:23", {"sparse", "remove"}});
  expect_fault({base + "layout: []\n", "in.yaml:30:9", {"'layout' is not supported"}});
  EXPECT_EQ(error_of(base + "sparse_optimizations:\nmodel: {verbose: false}\n"), "");
}

TEST(SpecSections, Model) {
  EXPECT_FALSE(spec_with("model: {verbose: true}\n").auto_bypass_on_failure);
  EXPECT_TRUE(spec_with("model: {auto_bypass_on_failure: true}\n").auto_bypass_on_failure);
}

}  // namespace
}  // namespace tilewright::test
