#pragma once
// The readers of the sections of an input document. Each takes the section's Node and gives the
// typed value, or throws Error at the place of what is wrong. read_spec (spec.hpp) calls them in
// order.

#include <optional>
#include <string>

#include "model/spec/node.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::reader {

/// `problem:`: shape (a map, or the name of a shape) and instance.
Workload read_problem(const Node& problem);

/// Fills names, dimensions, coefficients (with their defaults) and data spaces of a shape map.
void read_shape(const Node& shape, Workload& workload);

/// Finds a shape by name: in the directories that Timeloop searches (TIMELOOP_PROBLEM_SHAPE_DIR,
/// TIMELOOP_PROBLEM_SHAPE_DIRS, TIMELOOP_DIR/problem-shapes), else among the built-in ones.
void read_named_shape(const Node& name, Workload& workload);

/// `architecture:` or `arch:`, list form or tree form.
Architecture read_architecture(const Node& architecture, const Workload& workload);

/// `ERT:` and `ART:`.
EnergyTable read_energy_table(const Node& table);
AreaTable read_area_table(const Node& table);

/// `mapping:`, a list of directives.
Mapping read_mapping(const Node& mapping, const Workload& workload,
                     const Architecture& architecture);

/// `mapper:`.
MapperSection read_mapper(const Node& mapper, const Architecture& architecture);

/// `simulation:` or `sim:`.
SimulationSection read_simulation(const Node& simulation, const Architecture& architecture);

/// The sections of constraints, each in any of its container forms: `mapspace` or
/// `mapspace_constraints`, then those of the architecture.
MappingConstraints read_constraints(const std::optional<Node>& mapspace,
                                    const std::optional<Node>& of_architecture,
                                    const Workload& workload, const Architecture& architecture);

/// The storage level that a directive's `target` names, or whose number it is.
int read_level(const Node& target, const Architecture& architecture);

/// A list of names of data spaces that a directive for a level gives.
DataSpaceMask read_data_spaces(const Node& list, const Workload& workload,
                               const std::string& level_name);

}  // namespace tilewright::reader
