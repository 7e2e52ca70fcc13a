#pragma once
// The picture of a mapping: which loops run where, what stays where, how full the buffers are.

#include <string>

#include "model/cost/evaluation.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// An SVG with a band for each storage level, outermost first: instances in use, use of the buffer,
/// temporal and spatial loops, and its part of the energy; through the bands runs a lane for each
/// data space with its tiles, and what each loop does to them (model/report/loop_effects.hpp).
/// Readable on a light and on a dark ground; many pictures can stand in one HTML page. Throws Error
/// when the mapping is not even.
std::string mapping_picture_svg(const Workload& workload, const Architecture& architecture,
                                const Mapping& mapping, const Evaluation& evaluation,
                                TimeloopYear year);

}  // namespace tilewright
