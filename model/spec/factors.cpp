#include "model/spec/factors.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

bool is_letter(char letter) { return std::isalpha(static_cast<unsigned char>(letter)) != 0; }
bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_space(char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }

/// A scalar, or a list of scalars joined by `separator`.
std::string joined_text(const Node& node, const char* separator) {
  if (!node.is_list()) return node.text();
  std::string text;
  for (const Node& item : node.items()) text += (text.empty() ? "" : separator) + item.raw_text();
  return text;
}

int find_dimension(const Node& node, const Workload& workload, const std::string& name) {
  if (const auto dimension = workload.find_dimension(name)) return *dimension;
  node.fail("unknown dimension '" + name + "' in " + node.name(),
            "the problem's dimensions are " + join(workload.dimensions));
}

class FactorParser {
 public:
  FactorParser(const Node& node, const Workload& workload)
      : node_(node), workload_(workload), text_(joined_text(node, ",")) {
    text_ = text_.substr(0, text_.find('#'));
  }

  std::vector<Factor> parse() {
    std::vector<Factor> factors;
    std::set<int> seen;
    skip([](char letter) { return is_space(letter) || letter == ','; });
    while (position_ < text_.size()) {
      factors.push_back(parse_factor());
      if (!seen.insert(factors.back().dimension).second) {
        node_.warn("dimension " + workload_.dimensions[factors.back().dimension] +
                   " has several factors in " + node_.name() + "; the last one counts");
      }
      skip([](char letter) { return is_space(letter) || letter == ','; });
    }
    return factors;
  }

 private:
  template <typename Predicate>
  std::string_view skip(Predicate predicate) {
    const std::size_t start = position_;
    while (position_ < text_.size() && predicate(text_[position_])) ++position_;
    return std::string_view(text_).substr(start, position_ - start);
  }

  [[noreturn]] void fail_at(std::size_t start) const {
    const std::size_t end = std::min(text_.find(' ', start), text_.size());
    node_.fail("'" + text_.substr(start, end - start) + "' is no factor",
               "write for example 'C=4', or 'C=4,3' for 3 iterations in the last pass");
  }

  std::int64_t parse_number(std::size_t start) {
    const std::string_view digits = skip(is_digit);
    if (digits.empty()) fail_at(start);
    std::int64_t number = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (result.ec != std::errc()) {
      node_.fail("factor " + std::string(digits) + " is too large",
                 "the largest possible value is " + std::to_string(largest_integer));
    }
    return number;
  }

  Factor parse_factor() {
    const std::size_t start = position_;
    const std::string name(skip(is_letter));
    skip(is_space);
    skip([](char letter) { return letter == '='; });
    skip(is_space);
    if (name.empty()) fail_at(start);
    Factor factor;
    factor.bound = parse_number(start);
    factor.dimension = find_dimension(node_, workload_, name);
    if (factor.bound == 0) {
      factor.bound = workload_.bounds[factor.dimension];
      node_.warn("factor " + name + "=0 stands for the whole bound " +
                 std::to_string(factor.bound) + " of " + name + ", not for what is left of it");
    }
    factor.residual = factor.bound;
    const bool has_residual =
        position_ + 1 < text_.size() && text_[position_] == ',' && is_digit(text_[position_ + 1]);
    if (has_residual) {
      ++position_;
      factor.residual = parse_number(start);
    }
    if (factor.residual < 1 || factor.residual > factor.bound) {
      node_.fail("the last pass of factor " + name + "=" + std::to_string(factor.bound) + "," +
                     std::to_string(factor.residual) + " has " + std::to_string(factor.residual) +
                     " iterations",
                 "give 1 to " + std::to_string(factor.bound) +
                     " after the comma, or put a space before the next dimension");
    }
    return factor;
  }

  const Node& node_;
  const Workload& workload_;
  std::string text_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<Factor> read_factors(const Node& node, const Workload& workload) {
  return FactorParser(node, workload).parse();
}

std::vector<int> read_permutation(const Node& node, const Workload& workload) {
  std::vector<int> order;
  const std::string text = joined_text(node, "");
  for (char letter : text.substr(0, text.find('#'))) {
    if (is_space(letter)) continue;
    const int dimension = find_dimension(node, workload, std::string(1, letter));
    if (std::find(order.begin(), order.end(), dimension) != order.end()) {
      node.fail("dimension " + std::string(1, letter) + " stands twice in " + node.name(),
                "name each dimension once, the innermost first");
    }
    order.push_back(dimension);
  }
  for (int dimension = 0; dimension < workload.dimension_count(); ++dimension) {
    if (std::find(order.begin(), order.end(), dimension) == order.end()) {
      order.push_back(dimension);
    }
  }
  return order;
}

}  // namespace tilewright::reader
