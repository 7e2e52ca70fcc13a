#pragma once
// Constraints on the loops of a level: factors, permutation, split, remainders.

#include <string>
#include <vector>

#include "model/spec/constraint_entry.hpp"
#include "model/spec/constraints.hpp"
#include "model/spec/factors.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::reader {

/// Throws Error: `problem`, found at `place`, because of what stands at `other`, too.
[[noreturn]] void fail_twice(const Place& place, const Place& other, const std::string& problem);

/// Collects the entries of type temporal and spatial.
class LoopConstraintReader {
 public:
  LoopConstraintReader(const Workload& workload, const Architecture& architecture)
      : workload_(workload), architecture_(architecture) {}

  /// Adds an entry. Throws Error when it gives again what an earlier one gave.
  void read(const ConstraintEntry& entry, MapspaceTemplate mapspace_template);
  /// What the entries say together, by storage level; empty when there were none. Throws Error
  /// when the factors contradict each other or the problem.
  std::vector<LevelConstraint> finish() &&;

 private:
  /// The constraint that an entry adds to, and what messages call its loops.
  struct Loops {
    LoopConstraint& constraint;
    std::string name;
  };

  void require_fanout(const ConstraintEntry& entry) const;
  void read_factors(const ConstraintEntry& entry, const Loops& loops) const;
  void read_default(const Node& node, FactorRelation relation, const std::vector<FactorTerm>& terms,
                    const Loops& loops) const;
  void add(const FactorTerm& term, const Node& node, const Loops& loops) const;
  void read_permutation(const ConstraintEntry& entry, const Loops& loops) const;
  void read_split(const ConstraintEntry& entry, const Loops& loops) const;
  void read_remainders(const ConstraintEntry& entry, const Loops& loops,
                       MapspaceTemplate mapspace_template) const;
  void check_contradictions(const LoopConstraint& constraint, const std::string& loops_name) const;
  void check_bound(const LoopConstraint& constraint, const std::string& loops_name,
                   int dimension) const;

  const Workload& workload_;
  const Architecture& architecture_;
  std::vector<LevelConstraint> levels_;
};

}  // namespace tilewright::reader
