// What names stand for, and the expressions of version 0.4.

#include <algorithm>
#include <charconv>

#include "model/spec/node.hpp"

namespace tilewright::reader {

namespace {

constexpr int deepest_name = 32;

/// The value of a map's key, or the element of a list by its number, from 0.
std::optional<Node> step_into(const Node& node, const std::string& step) {
  if (node.is_map()) return node.find(step);
  std::size_t index = 0;
  const char* end = step.data() + step.size();
  const auto [parsed, error] = std::from_chars(step.data(), end, index);
  const bool is_number = parsed == end && error == std::errc();
  if (!node.is_list() || !is_number || index >= node.items().size()) return std::nullopt;
  return node.items()[index];
}

}  // namespace

std::optional<Node> Node::find_name(const std::string& name, bool also_containers) const {
  for (const Value* names : {value_->scope, context_->variables}) {
    if (names == nullptr) continue;
    for (const Value::Entry& entry : names->entries) {
      const bool is_this = entry.value == value_;
      const bool fits = also_containers || entry.value->kind == Value::Kind::scalar;
      if (entry.key != name || is_this || !fits) continue;
      const bool is_variable = names == context_->variables;
      return Node(*entry.value, (is_variable ? "variable '" : "'") + name + "'", *context_);
    }
  }
  return std::nullopt;
}

std::optional<Node> Node::find_path(const std::string& path) const {
  std::size_t dot = std::min(path.find('.'), path.size());
  const std::string first = path.substr(0, dot);
  const Node root(*context_->expression_root, "'spec'", *context_);
  std::optional<Node> node = first == "spec"        ? root
                             : first == "variables" ? root.find(first)
                                                    : find_name(first, true);
  while (node && dot < path.size()) {
    const std::size_t start = dot + 1;
    dot = std::min(path.find('.', start), path.size());
    node = step_into(*node, path.substr(start, dot - start));
  }
  return node;
}

std::optional<std::int64_t> Node::size_of(const std::string& path) const {
  const auto node = find_path(path);
  if (!node || node->is_scalar()) return std::nullopt;
  const std::size_t size = node->value_->items.size() + node->value_->entries.size();
  // The front end adds the densities of an instance before it counts.
  const bool adds_densities = path == "spec.problem.instance" && !node->find("densities");
  return static_cast<std::int64_t>(size) + (adds_densities ? 1 : 0);
}

ExpressionValue Node::evaluate(int depth) const {
  if (depth > deepest_name) throw Error("its names stand for each other in a circle");
  if (!is_scalar() || value_->quoted) throw Error(name_ + " is no number");
  ExpressionNames names;
  names.value = [this, depth](const std::string& path) -> std::optional<ExpressionValue> {
    const auto node = find_path(path);
    if (!node) return std::nullopt;
    return node->evaluate(depth + 1);
  };
  names.size = [this](const std::string& path) { return size_of(path); };
  return evaluate_expression(value_->text, names);
}

std::optional<std::string> Node::computed_text() const {
  if (context_->expression_root == nullptr || value_->quoted) return std::nullopt;
  try {
    return expression_text(evaluate(0));
  } catch (const Error& error) {
    fail(name_ + " is '" + value_->text + "', which cannot be computed: " + error.problem(),
         error.advice());
  }
}

}  // namespace tilewright::reader
