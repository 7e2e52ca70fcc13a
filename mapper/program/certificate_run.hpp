#pragma once
// --certificate and --check of tilewright-mapper.

#include <string>
#include <vector>

#include "mapper/exact/exact.hpp"
#include "model/program.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// Throws Error where no certificate can be written to, before the work is done.
void check_certificate_place(const std::string& file);

/// Proves the result with the checker's own code, and writes the claim to `file`. Throws Error when
/// the result is not proven, or the checker does not cover it. The result must have a mapping.
void write_certificate(const std::string& file, const Spec& spec, const ExactOptions& options,
                       const ExactResult& result);

/// Checks the certificate in `file` against the input files and prints what it proves. Throws Error
/// that says what does not hold.
void run_check(const std::string& file, const CommonOptions& common);

}  // namespace tilewright
