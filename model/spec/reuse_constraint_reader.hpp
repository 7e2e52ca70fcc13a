#pragma once
// Constraints on reuse: no_reuse and its kin, which hold for all mappings alike.

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "model/spec/constraint_entry.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// Collects the reuse directives of all entries.
class ReuseConstraintReader {
 public:
  ReuseConstraintReader(const Workload& workload, const Architecture& architecture)
      : workload_(workload),
        architecture_(architecture),
        directives_(architecture.storage.size()) {}

  /// Adds those of an entry. Throws Error when an earlier entry gave the same directive for the
  /// level.
  void read(const ConstraintEntry& entry);
  /// By storage level; empty when no directive sets anything.
  std::vector<ReuseDirectives> finish() &&;

 private:
  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<ReuseDirectives> directives_;
  std::map<std::pair<int, std::size_t>, Place> places_;  ///< by storage level and directive
};

}  // namespace tilewright::reader
