// Grouped and depthwise convolutions are mapped as what they are: the shipped problems, with fewer
// groups or channels, by the exact mapper and by CoSA.

#include <gtest/gtest.h>

#include <string>

#include "mapper/cosa/cosa.hpp"
#include "mapper/exact/exact.hpp"
#include "model/cost/evaluator.hpp"
#include "model/spec/spec.hpp"
#include "sim/verify/verify.hpp"

namespace tilewright {
namespace {

struct GroupedLayer {
  std::string file;  ///< in specs/networks
  std::string dimension;
  std::int64_t bound;  ///< of the dimension, less than in the file
  std::int64_t macs, weights, inputs, outputs;
};

/// 3x3 kernels, stride 2, 7x7 outputs of 15x15 inputs; 2 groups of 32 channels and 32 filters.
const GroupedLayer grouped = {"resnext50_32x4d/layer4.0.conv2", "G", 2,
                              /*macs=*/2LL * 32 * 32 * 9 * 49,
                              /*weights=*/2LL * 32 * 32 * 9,
                              /*inputs=*/2LL * 32 * 15 * 15,
                              /*outputs=*/2LL * 32 * 49};

/// 3x3 kernels, stride 1, 7x7 outputs of 9x9 inputs; 5 channels.
const GroupedLayer depthwise = {"mobilenet_v2/features.15.conv.1.0",
                                "C",
                                5,
                                /*macs=*/5LL * 9 * 49,
                                /*weights=*/5LL * 9,
                                /*inputs=*/5LL * 9 * 9,
                                /*outputs=*/5LL * 49};

Spec read_layer(const GroupedLayer& layer) {
  const std::string specs = std::string(TILEWRIGHT_SOURCE_DIR) + "/specs/";
  Spec spec =
      read_spec({specs + "architectures/simba.yaml", specs + "constraints/simba_bypass.yaml",
                 specs + "networks/" + layer.file + ".yaml"});
  spec.workload.bounds[spec.workload.find_dimension(layer.dimension).value()] = layer.bound;
  return spec;
}

/// The mapping fits, computes what the layer computes, and DRAM holds the whole tensors.
void expect_mapping_of(const GroupedLayer& layer, const Spec& spec, const Mapping& mapping) {
  Evaluator evaluator(spec);
  Evaluation evaluation;
  ASSERT_TRUE(evaluator.evaluate(mapping, evaluation))
      << describe(evaluation.rejection, spec.architecture);
  EXPECT_EQ(evaluation.compute.operations, layer.macs);
  const auto& tensors = evaluation.storage.back().data_spaces;
  EXPECT_EQ(tensors[0].tile_size_words, layer.weights);
  EXPECT_EQ(tensors[1].tile_size_words, layer.inputs);
  EXPECT_EQ(tensors[2].tile_size_words, layer.outputs);
  const sim::VerifyResult result =
      sim::verify(spec.workload, mapping, spec.architecture.level_count());
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.operations, layer.macs);
}

class GroupedLayers : public testing::TestWithParam<GroupedLayer> {};

TEST_P(GroupedLayers, AreMappedByTheExactMapper) {
  const Spec spec = read_layer(GetParam());
  const ExactResult result = find_exact_mapping(spec, {});
  ASSERT_EQ(result.status, ExactStatus::optimal);
  expect_mapping_of(GetParam(), spec, result.mapping.value());
}

TEST_P(GroupedLayers, AreMappedByCosa) {
  const Spec spec = read_layer(GetParam());
  const CosaResult result = map_with_cosa(spec);
  ASSERT_TRUE(result.has_mapping()) << result.reason;
  expect_mapping_of(GetParam(), spec, result.mapping);
}

INSTANTIATE_TEST_SUITE_P(Convolution, GroupedLayers, testing::Values(grouped, depthwise),
                         [](const auto& test_case) {
                           return test_case.index == 0 ? "Grouped" : "Depthwise";
                         });

}  // namespace
}  // namespace tilewright
