#include "mapper/cosa/cosa.hpp"

#include "mapper/cosa/clock.hpp"
#include "mapper/cosa/improved/improved.hpp"
#include "mapper/cosa/published/published.hpp"

namespace tilewright {

std::string_view to_text(CosaStatus status) {
  switch (status) {
    case CosaStatus::optimal:
      return "optimal";
    case CosaStatus::feasible:
      return "feasible";
    case CosaStatus::infeasible:
      return "infeasible";
    case CosaStatus::no_solution:
      return "no solution";
    case CosaStatus::internal_error:
      break;
  }
  return "internal error";
}

CosaResult map_with_cosa(const Spec& spec, const CosaOptions& options) {
  check_cosa_options(options);
  const cosa::Clock clock(0);
  CosaResult result;
  if (options.formulation == cosa_published) {
    cosa::map_published(spec, options, result);
  } else {
    cosa::improved::map(spec, options, result);
  }
  result.solve_seconds = clock.seconds();
  return result;
}

}  // namespace tilewright
