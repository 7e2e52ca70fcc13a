#include "mapper/program/certificate_run.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "mapper/certificate/certificate.hpp"
#include "model/program/side_file.hpp"

namespace tilewright {

namespace {

certificate::Objective objective_of(const std::vector<ExactMetric>& metrics) {
  if (metrics.size() > 1) {
    throw Error("a certificate does not cover two metrics", "give one to --objective");
  }
  switch (metrics.front()) {
    case ExactMetric::energy:
      return certificate::Objective::energy;
    case ExactMetric::delay:
      return certificate::Objective::delay;
    default:
      return certificate::Objective::edp;
  }
}

std::string text_of(const std::string& file) {
  if (std::filesystem::is_directory(file)) {
    throw Error("'" + file + "' is a folder", "give a file that --certificate wrote");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) throw Error("cannot read '" + file + "'", "give a file that --certificate wrote");
  return text;
}

}  // namespace

void write_certificate(const std::string& file, const Spec& spec, const ExactOptions& options,
                       const ExactResult& result) {
  if (!result.mapping) {
    throw Error("there is no certificate without a mapping", "raise --time-limit");
  }
  const certificate::Certificate claim = certificate::certify(spec, objective_of(options.objective),
                                                              *result.mapping, result.cost.front());
  write_side_file("certificate", file, certificate::to_text(claim));
}

void run_check(const std::string& file, const CommonOptions& common) {
  const Spec spec = read_spec(common.files);
  print_warnings(spec.warnings);
  const certificate::Certificate claim = certificate::parse_certificate(text_of(file), file);
  certificate::check(spec, claim);
  std::cout << fmt::format(
      "Certificate holds: no mapping has a lower {} than {} | steps checked = {}\n",
      certificate::to_text(claim.objective), claim.cost, claim.proof.size());
}

}  // namespace tilewright
