#pragma once
// Linear forms over the columns of a program.

#include <map>
#include <vector>

#include "mapper/cosa/solver.hpp"

namespace tilewright::cosa {

/// constant + sum of coefficient * column.
class Linear {
 public:
  Linear() = default;
  explicit Linear(double constant) : constant_(constant) {}

  void add(int column, double coefficient) { coefficients_[column] += coefficient; }
  void add(const Linear& other, double scale = 1) {
    constant_ += scale * other.constant_;
    for (const auto& [column, coefficient] : other.coefficients_) add(column, scale * coefficient);
  }
  void add_constant(double value) { constant_ += value; }

  double constant() const { return constant_; }
  bool has_columns() const { return !coefficients_.empty(); }
  const std::map<int, double>& coefficients() const { return coefficients_; }
  std::vector<Term> terms() const {
    std::vector<Term> terms;
    terms.reserve(coefficients_.size());
    for (const auto& [column, coefficient] : coefficients_) {
      if (coefficient != 0) terms.push_back({column, coefficient});
    }
    return terms;
  }
  double value(const std::vector<double>& columns) const {
    double sum = constant_;
    for (const auto& [column, coefficient] : coefficients_) {
      sum += coefficient * columns[static_cast<std::size_t>(column)];
    }
    return sum;
  }
  /// The row lower <= form <= upper.
  Row row(double lower, double upper) const {
    return {.lower = lower - constant_, .upper = upper - constant_, .terms = terms()};
  }

 private:
  double constant_ = 0;
  std::map<int, double> coefficients_;
};

}  // namespace tilewright::cosa
