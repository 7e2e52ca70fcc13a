#include "mapper/cosa/cosa.hpp"

#include <chrono>

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
  const auto start = std::chrono::steady_clock::now();
  CosaResult result;
  if (options.formulation == cosa_published) {
    cosa::map_published(spec, options, result);
  } else {
    cosa::improved::map(spec, options, result);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  result.solve_seconds = elapsed.count();
  return result;
}

}  // namespace tilewright
