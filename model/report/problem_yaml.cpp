// A workload as the `problem:` of an input, in YAML.

#include "model/report/convert.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

using reader::Value;
using reader::ValueBuilder;

class ProblemMaker {
 public:
  ProblemMaker(reader::ValueTree& tree, const Workload& workload)
      : tree_(tree), workload_(workload), build_(tree, workload.place) {}

  const Value& make() const {
    Value& problem = build_.map();
    build_.add(problem, "shape", shape());
    build_.add(problem, "instance", instance());
    Value& root = build_.map();
    build_.add(root, "problem", problem);
    return root;
  }

 private:
  const std::string& name_of(int dimension) const {
    return workload_.dimensions[static_cast<std::size_t>(dimension)];
  }

  const Value& shape() const {
    Value& shape = build_.map();
    if (!workload_.shape_name.empty()) build_.add(shape, "name", workload_.shape_name);
    Value& dimensions = build_.list();
    for (const std::string& name : workload_.dimensions) {
      dimensions.items.push_back(&build_.scalar(name));
    }
    build_.add(shape, "dimensions", dimensions);
    if (!workload_.coefficients.empty()) build_.add(shape, "coefficients", coefficients());
    Value& data_spaces = build_.list();
    for (const DataSpace& data_space : workload_.data_spaces) {
      data_spaces.items.push_back(&description(data_space));
    }
    build_.add(shape, "data_spaces", data_spaces);
    return shape;
  }

  const Value& coefficients() const {
    Value& list = build_.list();
    for (const Coefficient& coefficient : workload_.coefficients) {
      Value& entry = build_.map();
      build_.add(entry, "name", coefficient.name);
      build_.add(entry, "default", build_.number(coefficient.value));
      list.items.push_back(&entry);
    }
    return list;
  }

  const Value& description(const DataSpace& data_space) const {
    Value& entry = build_.map();
    build_.add(entry, "name", data_space.name);
    Value& projection = build_.list();
    for (const Rank& rank : data_space.ranks) {
      Value& terms = build_.list();
      for (const ProjectionTerm& term : rank) terms.items.push_back(&description(term));
      projection.items.push_back(&terms);
    }
    build_.add(entry, "projection", projection);
    if (data_space.read_write) build_.add(entry, "read_write", yes());
    return entry;
  }

  const Value& description(const ProjectionTerm& term) const {
    Value& entry = build_.list();
    entry.items.push_back(&build_.scalar(name_of(term.dimension)));
    if (!term.coefficient_name.empty()) {
      entry.items.push_back(&build_.scalar(term.coefficient_name));
    }
    return entry;
  }

  const Value& yes() const {
    Value& value = tree_.add(Value::Kind::scalar, workload_.place);
    value.text = "true";
    return value;
  }

  const Value& instance() const {
    Value& map = build_.map();
    for (int d = 0; d < workload_.dimension_count(); ++d) {
      build_.add(map, name_of(d), build_.number(workload_.bounds[static_cast<std::size_t>(d)]));
    }
    return map;
  }

  reader::ValueTree& tree_;
  const Workload& workload_;
  const ValueBuilder build_;
};

}  // namespace

std::string problem_yaml(const Workload& workload) {
  reader::ValueTree tree;
  return yaml_text(ProblemMaker(tree, workload).make(), ListStyle::inline_brackets) + "\n";
}

}  // namespace tilewright
