#include "model/spec/component_class.hpp"

#include <algorithm>
#include <initializer_list>

namespace tilewright::reader {

namespace {

bool contains_any(const std::string& text, std::initializer_list<const char*> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const char* part) { return text.find(part) != std::string::npos; });
}

}  // namespace

ComponentKind component_kind(const std::string& class_name) {
  if (contains_any(class_name, {"DRAM", "SRAM", "regfile", "smartbuffer", "storage"})) {
    return ComponentKind::storage;
  }
  if (contains_any(class_name, {"mac", "compute"})) return ComponentKind::compute;
  if (contains_any(class_name, {"XY_NoC", "Legacy", "ReductionTree", "SimpleMulticast"})) {
    return ComponentKind::network;
  }
  return ComponentKind::other;
}

}  // namespace tilewright::reader
