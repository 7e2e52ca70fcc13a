#pragma once
// A version 0.4 architecture for tests: a DRAM, a buffer, eight columns of a register and a MAC.

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {

/// Starts in line 16, behind conv_problem, whose dimensions R, P, C, K have bounds 3, 16, 4 and 8.
inline const std::string small_nodes = R"(architecture:
  version: 0.4
  nodes:
    - !Component
      name: DRAM
      class: DRAM
      attributes: {width: 64, datawidth: 8}
    - !Component
      name: Buffer
      class: SRAM
      attributes: {depth: 128, width: 64, datawidth: 8}
    - !Container
      name: Column
      spatial: {meshX: 8}
    - !Component
      name: Register
      class: regfile
      attributes: {depth: 4, width: 16, datawidth: 8}
    - !Component
      name: MAC
      class: intmac
)";

/// `small_nodes` with one replacement.
inline std::string nodes_with(const std::string& from, const std::string& to) {
  return conv_problem + replaced(small_nodes, from, to);
}

/// `small_nodes` with constraints of a node, behind the line that gives its name.
inline std::string constrained(const std::string& name, const std::string& constraints) {
  return nodes_with("name: " + name + "\n",
                    "name: " + name + "\n      constraints: {" + constraints + "}\n");
}

inline Spec nodes_spec(const std::string& text) {
  Spec spec = read_spec_text(text, "in.yaml");
  EXPECT_TRUE(spec.warnings.empty()) << spec.warnings[0];
  return spec;
}

inline const StorageLevel& level_of(const Spec& spec, const std::string& name) {
  const auto level = spec.architecture.find_level(name);
  EXPECT_TRUE(level.has_value()) << name;
  return spec.architecture.storage.at(level.value_or(0));
}

inline LevelConstraint loops_of(const Spec& spec, const std::string& name) {
  return spec.constraints.levels.at(spec.architecture.find_level(name).value());
}

/// The loops as "R=3 C<=2 | PK | split 1", what is not there left out.
inline std::string text_of(const LoopConstraint& loops, const Workload& workload) {
  std::string text;
  const auto add = [&](const std::map<int, FactorLimit>& limits, const char* sign) {
    for (const auto& [dimension, limit] : limits) {
      text += workload.dimensions[dimension] + sign + std::to_string(limit.value) + " ";
    }
  };
  add(loops.exact, "=");
  add(loops.at_most, "<=");
  add(loops.at_least, ">=");
  text += "|";
  if (!loops.prefix.empty()) text += " ";
  for (int dimension : loops.prefix) text += workload.dimensions[dimension];
  if (loops.split) text += " | split " + std::to_string(*loops.split);
  return text;
}

inline std::string temporal_of(const Spec& spec, const std::string& level) {
  return text_of(loops_of(spec, level).temporal, spec.workload);
}

inline std::string spatial_of(const Spec& spec, const std::string& level) {
  return text_of(loops_of(spec, level).spatial, spec.workload);
}

/// Keep and bypass bits of a level: "WIO" are Weights, Inputs, Outputs; capitals are kept, small
/// letters bypassed, dots free.
inline std::string bypass_of(const Spec& spec, const std::string& level) {
  std::string text = "...";
  for (const BypassConstraint& entry : spec.constraints.bypass) {
    if (entry.level != spec.architecture.find_level(level)) continue;
    for (int index = 0; index < 3; ++index) {
      if (contains(entry.keep, index)) text[index] = "WIO"[index];
      if (contains(entry.bypass, index)) text[index] = "wio"[index];
    }
  }
  return text;
}

}  // namespace tilewright::test
