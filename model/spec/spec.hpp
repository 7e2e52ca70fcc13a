#pragma once
// Everything that the input files say, typed. Reading is the only thing that happens here: no
// costs.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/constraints.hpp"
#include "model/spec/mapper_section.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/simulation_section.hpp"
#include "model/spec/tables.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

namespace reader {
class ValueTree;
}

struct Spec {
  Workload workload;
  Architecture architecture;
  std::optional<Mapping> mapping;
  Place mapping_place;
  /// Why an empty `mapping`, or the constraints of an architecture with `nodes`, are no mapping.
  std::optional<Error> mapping_fault;
  bool auto_bypass_on_failure = false;  ///< `model:`: bypass the levels that a mapping does not fit
  std::optional<EnergyTable> energy_table;
  std::optional<AreaTable> area_table;
  MapperSection mapper;
  SimulationSection simulation;
  MappingConstraints constraints;
  std::vector<std::string> warnings;  ///< what was read but is suspicious, "file:line:column: text"
  /// The whole input when it is libconfig, which the mapper's *.map.cfg repeats; else null.
  std::shared_ptr<const reader::ValueTree> libconfig_input;
};

/// Reads input files, all YAML or all libconfig (*.cfg), in any order, as one document (anchors
/// reach across files). Sections may be spread over the files. `problem` and `architecture` (or
/// `arch`) must be there. Throws Error for anything that is not a valid input.
Spec read_spec(const std::vector<std::string>& files);

/// The same from text, for tests; `name` stands for the file, in messages and for the language.
Spec read_spec_text(const std::string& text, const std::string& name = "input.yaml");

}  // namespace tilewright
