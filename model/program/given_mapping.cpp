#include "model/program/given_mapping.hpp"

#include "model/cost/auto_bypass.hpp"

namespace tilewright {

Mapping given_mapping(const Spec& spec, const std::vector<std::string>& files) {
  if (!spec.mapping && spec.mapping_fault) throw Error(*spec.mapping_fault);
  if (!spec.mapping) {
    throw Error(Place{files.front()}, "there is no 'mapping' in the input",
                "add one, or let tilewright-mapper find one");
  }
  if (!spec.auto_bypass_on_failure) return *spec.mapping;
  return bypass_unfit_levels(*spec.mapping, spec.workload, spec.architecture);
}

}  // namespace tilewright
