#pragma once
// Everything that the input files say, typed. Reading is the only thing that happens here: no
// costs.

#include <optional>
#include <string>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/tables.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// The `mapper:` section, as far as it chooses a mapper.
struct MapperSection {
  std::string algorithm;  ///< empty when not given
  Place place;
};

/// Keep and bypass bits that a mapper must respect (`mapspace`, `mapspace_constraints`,
/// `architecture_constraints`; entries of type datatype, dataspace, bypass).
struct BypassConstraint {
  int level = 0;
  DataSpaceMask keep = 0;
  DataSpaceMask bypass = 0;
  Place place;
};

struct Spec {
  Workload workload;
  Architecture architecture;
  std::optional<Mapping> mapping;
  Place mapping_place;
  bool auto_bypass_on_failure = false;  ///< `model:`: bypass the levels that a mapping does not fit
  std::optional<EnergyTable> energy_table;
  std::optional<AreaTable> area_table;
  MapperSection mapper;
  std::vector<BypassConstraint> bypass_constraints;
  /// Constraints that no mapper honours yet (all but keep and bypass), as warnings for mappers.
  std::vector<std::string> ignored_constraints;
  std::vector<std::string> warnings;  ///< what was read but is suspicious, "file:line:column: text"
};

/// Reads input files in any order, as one document (anchors reach across files). Sections may be
/// spread over the files. `problem` and `architecture` (or `arch`) must be there.
/// Throws Error for anything that is not a valid input.
Spec read_spec(const std::vector<std::string>& files);

/// The same from text, for tests; `name` stands for the file in messages.
Spec read_spec_text(const std::string& text, const std::string& name = "input.yaml");

}  // namespace tilewright
