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

/// The dimension that a letter of a permutation names; adds it to those `seen`.
int read_dimension(char letter, const Node& node, const Workload& workload, std::set<int>& seen) {
  const std::string name(1, letter);
  const int dimension = find_dimension(node, workload, name);
  if (!seen.insert(dimension).second) {
    node.fail("dimension " + name + " stands twice in " + node.name(),
              "name each dimension once, the innermost first");
  }
  return dimension;
}

/// Mappings give factors, and their last pass; constraints give factors, and limits of them.
enum class FactorGrammar { mapping, constraint };

class FactorParser {
 public:
  FactorParser(const Node& node, const Workload& workload, FactorGrammar grammar)
      : node_(node), workload_(workload), grammar_(grammar), text_(joined_text(node, ",")) {
    text_ = text_.substr(0, text_.find('#'));
  }

  std::vector<Factor> parse_factors() {
    std::vector<Factor> factors;
    std::set<int> seen;
    while (find_term()) {
      factors.push_back(parse_factor());
      if (!seen.insert(factors.back().dimension).second) {
        node_.warn("dimension " + workload_.dimensions[factors.back().dimension] +
                   " has several factors in " + node_.name() + "; the last one counts");
      }
    }
    return factors;
  }

  std::vector<FactorTerm> parse_terms() {
    std::vector<FactorTerm> terms;
    while (find_term()) terms.push_back(parse_term());
    return terms;
  }

 private:
  /// Goes to the next term, if there is one.
  bool find_term() {
    skip([](char letter) { return is_space(letter) || letter == ','; });
    return position_ < text_.size();
  }

  template <typename Predicate>
  std::string_view skip(Predicate predicate) {
    const std::size_t start = position_;
    while (position_ < text_.size() && predicate(text_[position_])) ++position_;
    return std::string_view(text_).substr(start, position_ - start);
  }

  [[noreturn]] void fail_at(std::size_t start) const {
    const std::size_t end = std::min(text_.find(' ', start), text_.size());
    node_.fail("'" + text_.substr(start, end - start) + "' is no factor",
               grammar_ == FactorGrammar::constraint
                   ? "write for example 'C=4', 'C<=8' or 'C>=2'"
                   : "write for example 'C=4', or 'C=4,3' for 3 iterations in the last pass");
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

  FactorRelation parse_relation() {
    const std::string_view sign = std::string_view(text_).substr(position_, 2);
    if (grammar_ == FactorGrammar::constraint && (sign == "<=" || sign == ">=")) {
      position_ += sign.size();
      return sign == "<=" ? FactorRelation::at_most : FactorRelation::at_least;
    }
    skip([](char letter) { return letter == '='; });
    return FactorRelation::equal;
  }

  FactorTerm parse_term() {
    const std::size_t start = position_;
    const std::string name(skip(is_letter));
    skip(is_space);
    FactorTerm term;
    term.relation = parse_relation();
    skip(is_space);
    if (name.empty()) fail_at(start);
    term.value = parse_number(start);
    term.dimension = find_dimension(node_, workload_, name);
    if (term.value == 0) term.value = value_of_zero(term);
    return term;
  }

  std::int64_t value_of_zero(const FactorTerm& term) const {
    const std::string& name = workload_.dimensions[term.dimension];
    if (term.relation != FactorRelation::equal) {
      node_.fail("0 is no limit for a factor of dimension " + name, "give 1 or more");
    }
    const std::int64_t bound = workload_.bounds[term.dimension];
    node_.warn("factor " + name + "=0 stands for the whole bound " + std::to_string(bound) +
               " of " + name + ", not for what is left of it");
    return bound;
  }

  Factor parse_factor() {
    const std::size_t start = position_;
    const FactorTerm term = parse_term();
    const std::string& name = workload_.dimensions[term.dimension];
    Factor factor{term.dimension, term.value, term.value};
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
  FactorGrammar grammar_;
  std::string text_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<Factor> read_factors(const Node& node, const Workload& workload) {
  return FactorParser(node, workload, FactorGrammar::mapping).parse_factors();
}

std::vector<FactorTerm> read_factor_terms(const Node& node, const Workload& workload) {
  return FactorParser(node, workload, FactorGrammar::constraint).parse_terms();
}

PartialOrder read_partial_order(const Node& node, const Workload& workload) {
  PartialOrder order;
  std::set<int> seen;
  std::vector<int>* part = &order.prefix;
  const std::string text = joined_text(node, "");
  for (char letter : text.substr(0, text.find('#'))) {
    if (letter == '_') part = &order.suffix;
    if (letter == '_' || is_space(letter)) continue;
    part->push_back(read_dimension(letter, node, workload, seen));
  }
  return order;
}

std::vector<int> read_permutation(const Node& node, const Workload& workload) {
  std::vector<int> order;
  std::set<int> seen;
  const std::string text = joined_text(node, "");
  for (char letter : text.substr(0, text.find('#'))) {
    if (!is_space(letter)) order.push_back(read_dimension(letter, node, workload, seen));
  }
  for (int dimension = 0; dimension < workload.dimension_count(); ++dimension) {
    if (seen.count(dimension) == 0) order.push_back(dimension);
  }
  return order;
}

}  // namespace tilewright::reader
