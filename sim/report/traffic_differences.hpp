#pragma once
// The model's traffic beside the exact one, with each difference explained: the exact play is
// repeated with the model's approximations switched on one after the other, and what a field
// changes by at each step is put down to that approximation.

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/cost/evaluation.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"

namespace tilewright::sim {

/// Why the model's number is another one, in the order in which the causes are looked for.
enum class Cause : std::uint8_t {
  boxes,          ///< holes of strided tiles count as words
  stride_rule,    ///< a tile that changes its step is loaded anew, whatever it has in common
  extrapolation,  ///< the second iteration stands for the later ones, the first child for all
  bypass,       ///< accesses through bypassed levels are averages; sharing beyond them is not seen
  shares,       ///< first visits from an instance's share of the tensor, truncation, rounding
  unexplained,  ///< what is left: a fault of the model, of the simulator or of this list
};

enum class Quantity : std::uint8_t { reads, fills, updates };

struct Attribution {
  Cause cause = Cause::unexplained;
  double words = 0;  ///< that the cause adds on the way from the exact count to the model's
};

/// One count of one data space at one level that keeps it, in words per utilized instance.
struct TrafficField {
  int level = 0;
  int space = 0;
  Quantity quantity = Quantity::reads;
  std::int64_t model = 0;
  double simulated = 0;
  std::vector<Attribution> causes;  ///< without zeros; their sum is model - simulated

  bool agrees() const { return causes.empty(); }
};

/// All counts of a valid evaluation of `mapping`: by level, data space and quantity. Updates only
/// of results. Throws Error for what TileFlow cannot play, for no_coalesce and M:N networks, and
/// for over 2^26 steps of an edge.
std::vector<TrafficField> compare_traffic(const Workload& workload,
                                          const Architecture& architecture, const Mapping& mapping,
                                          const Evaluation& evaluation,
                                          TimeloopYear year = TimeloopYear::y2025);

/// "reads" and so on; "bounding boxes" and so on.
std::string_view name_of(Quantity quantity);
std::string_view name_of(Cause cause);

}  // namespace tilewright::sim
