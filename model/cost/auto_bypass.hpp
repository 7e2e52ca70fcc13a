#pragma once
// `model: {auto_bypass_on_failure: true}`: a mapping that does not fit is made to fit.

#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright {

/// The mapping with every level bypassed by all data spaces whose tiles exceed its capacity or stay
/// below its minimum utilization there. (All of them, as Timeloop does, even where bypassing one
/// would do.) Throws Error when the mapping is not even.
Mapping bypass_unfit_levels(const Mapping& mapping, const Workload& workload,
                            const Architecture& architecture);

}  // namespace tilewright
