#pragma once
// The components of an architecture: attributes of storage levels and of compute units.

#include <optional>
#include <string>

#include "model/spec/architecture.hpp"
#include "model/spec/node.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// A component as the list form or the tree form describes it.
struct Component {
  Node node;
  Node attributes;  ///< the `attributes:` map, or the component itself when it has none
  std::string name;
  std::string class_name;                 ///< empty where the form does not look at classes
  std::optional<std::int64_t> instances;  ///< from `name[a..b]` in the tree form
};

/// "buffer[0..15]" -> "buffer".
std::string component_name(const std::string& name);

/// The number of elements that "PE[0..15]" stands for (16); 1 without a range.
std::int64_t element_count(const Node& name);

StorageLevel read_storage_level(const Component& component, const Workload& workload);
Compute read_compute(const Component& component);

}  // namespace tilewright::reader
