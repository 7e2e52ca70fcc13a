// What names stand for, and the expressions of version 0.4.

#include <algorithm>

#include "model/spec/node.hpp"

namespace tilewright::reader {

namespace {

constexpr int deepest_name = 32;

}  // namespace

std::optional<Node> Node::find_name(const std::string& name) const {
  for (const Value* names : {value_->scope, context_->variables}) {
    if (names == nullptr) continue;
    for (const Value::Entry& entry : names->entries) {
      const bool is_this = entry.value == value_;
      if (entry.key != name || is_this || entry.value->kind != Value::Kind::scalar) continue;
      const bool is_variable = names == context_->variables;
      return Node(*entry.value, (is_variable ? "variable '" : "'") + name + "'", *context_);
    }
  }
  return std::nullopt;
}

std::optional<Node> Node::find_path(const std::string& path) const {
  std::size_t dot = path.find('.');
  if (dot == std::string::npos) return find_name(path);
  const bool from_root = path.substr(0, dot) == "spec";
  std::optional<Node> node(std::in_place, *context_->expression_root, "'spec'", *context_);
  std::size_t start = from_root ? dot + 1 : 0;
  if (!from_root && path.substr(0, dot) != "variables") return std::nullopt;
  while (node && start <= path.size()) {
    dot = std::min(path.find('.', start), path.size());
    node = node->is_map() ? node->find(path.substr(start, dot - start)) : std::nullopt;
    start = dot + 1;
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
