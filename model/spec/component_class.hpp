#pragma once
// What a component's class makes of it.

#include <string>

namespace tilewright::reader {

enum class ComponentKind { storage, compute, network, other };

/// As Timeloop decides, by parts of the class's name: "smartbuffer_SRAM" is a storage.
ComponentKind component_kind(const std::string& class_name);

}  // namespace tilewright::reader
