#pragma once
// The mapping of the input, for the programs that do not search for one.

#include <string>
#include <vector>

#include "model/spec/spec.hpp"

namespace tilewright {

/// The mapping that the input has, with what does not fit bypassed where the input asks for that.
/// Throws Error when there is none; `files` are the input's.
Mapping given_mapping(const Spec& spec, const std::vector<std::string>& files);

}  // namespace tilewright
