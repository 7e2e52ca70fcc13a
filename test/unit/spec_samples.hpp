#pragma once
// Input texts for the tests of the reader, and ways to look at what it says.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright::test {

inline const std::string conv_problem = R"(problem:
  shape:
    name: conv1d
    dimensions: [R, P, C, K]
    coefficients:
      - {name: Stride, default: 1}
    data_spaces:
      - name: Weights
        projection: [C, K, R]
      - name: Inputs
        projection: [[[C]], [[R], [P, Stride]]]
      - name: Outputs
        projection: [K, P]
        read_write: true
  instance: {R: 3, P: 16, C: 4, K: 8}
)";

/// Eight MACs below a buffer below a DRAM.
inline const std::string small_architecture = R"(architecture:
  version: 0.3
  subtree:
    - name: system
      local:
        - name: DRAM
          class: DRAM
          attributes: {word_bits: 8, block_size: 4}
        - name: Buffer
          class: SRAM
          attributes: {word_bits: 8, entries: 1024}
        - name: MAC[0..7]
          class: intmac
          attributes: {word_bits: 8}
)";

inline const std::string small_mapping = R"(mapping:
  - {target: DRAM, type: temporal, factors: P=4 K=1, permutation: PK}
  - {target: Buffer, type: temporal, factors: R=3 P=4 C=4}
  - {target: Buffer, type: spatial, factors: K=8}
  - {target: Buffer, type: bypass, bypass: [Weights]}
)";

/// `text` with its first `from` replaced by `to`; the test fails when there is no `from`.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t position = text.find(from);
  EXPECT_NE(position, std::string::npos) << "no '" << from << "' in the text";
  if (position != std::string::npos) text.replace(position, from.size(), to);
  return text;
}

/// The text of the Error that reading causes; empty when there is none.
inline std::string error_of(const std::string& text) {
  try {
    read_spec_text(text, "in.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

/// One input with a fault: where it must be found, and what must be said.
struct FaultyInput {
  std::string text;
  std::string place;               ///< "in.yaml:3:5"
  std::vector<std::string> parts;  ///< of the message
};

inline void expect_fault(const FaultyInput& input) {
  const std::string message = error_of(input.text);
  SCOPED_TRACE(message.empty() ? "no error for:\n" + input.text : message);
  EXPECT_EQ(message.substr(0, message.find(": ")), input.place);
  for (const std::string& part : input.parts) {
    EXPECT_NE(message.find(part), std::string::npos) << "expected: " << part;
  }
}

}  // namespace tilewright::test
