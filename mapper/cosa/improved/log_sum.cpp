#include "mapper/cosa/improved/log_sum.hpp"

#include <algorithm>
#include <cmath>

namespace tilewright::cosa::improved {

namespace {

/// Terms with smaller shares are left out of a tangent, which is then that of the sum of the
/// others: such coefficients only cost the solver accuracy.
constexpr double least_share = 1e-6;

std::vector<double> exponents(const LogSum& sum, const std::vector<double>& columns) {
  std::vector<double> values;
  for (const LogTerm& term : sum.terms) values.push_back(term.exponent.value(columns));
  return values;
}

}  // namespace

double LogSum::value(const std::vector<double>& columns) const {
  const std::vector<double> values = exponents(*this, columns);
  const double most = *std::max_element(values.begin(), values.end());
  double total = 0;
  for (const double value : values) total += std::exp2(value - most);
  return most + std::log2(total);
}

std::vector<double> LogSum::shares(const std::vector<double>& columns) const {
  std::vector<double> shares = exponents(*this, columns);
  const double total = value(columns);
  for (double& share : shares) share = std::exp2(share - total);
  return shares;
}

Row LogSum::tangent(const std::vector<double>& shares) const {
  double total = 0;
  for (const double share : shares) total += share < least_share ? 0 : share;
  Linear form = bound;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (shares[t] < least_share) continue;
    const double share = shares[t] / total;
    form.add(terms[t].exponent, -share);
    form.add_constant(share * std::log2(share));
  }
  return form.row(0, unbounded);
}

}  // namespace tilewright::cosa::improved
