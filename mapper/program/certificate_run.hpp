#pragma once
// --certificate and --check of tilewright-mapper.

#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Proves the result's mapping to be optimal with the checker's own code, whether or not the mapper
/// has proved it, and writes the claim to `file`. Throws Error when a mapping may cost less, or the
/// checker does not cover the input.
void write_certificate(const std::string& file, const Spec& spec, const ExactOptions& options,
                       const ExactResult& result);

/// Checks the certificate in `file` against the input files and prints what it proves. Throws Error
/// that says what does not hold.
void run_check(const std::string& file, const CommonOptions& common);

}  // namespace tilewright
