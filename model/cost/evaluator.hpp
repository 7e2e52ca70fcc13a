#pragma once
// The analytical model behind one door: made once for a workload and an architecture, then
// evaluates mapping after mapping. All mappers use it; none has a cost model of its own.

#include <memory>
#include <string>

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/nest/timeloop_year.hpp"
#include "model/spec/spec.hpp"

namespace tilewright {

/// What evaluate() fills in.
enum class Detail {
  totals,  ///< all but what only a report shows: the traffic of networks that cost nothing, and
           ///< the bandwidths of levels without a limit
  everything,
};

/// What a user chooses of the model itself.
struct ModelOptions {
  TimeloopYear timeloop = TimeloopYear::y2025;
};

/// Evaluates mappings. Holds scratch memory: use one per thread. After a few evaluations,
/// evaluate() no longer allocates.
class Evaluator {
 public:
  /// Throws Error when the architecture's costs cannot be resolved.
  explicit Evaluator(const Spec& spec, const ModelOptions& options = {});
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  const Workload& workload() const;
  const Architecture& architecture() const;
  const CostTable& costs() const;
  const ModelOptions& options() const;

  /// Evaluates an even mapping whose loops cover the problem (check_mapping). Returns
  /// evaluation.valid(); when false, evaluation.rejection says why and the rest is unspecified.
  bool evaluate(const Mapping& mapping, Evaluation& evaluation, Detail detail = Detail::everything);

  /// From now on, evaluations depend on those before, as in Timeloop's mapper: the network records
  /// of partial sums above levels that cannot add add up (NetworkHistory in network_cost.hpp).
  void accumulate_network_records();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// "mapped tile size 324 exceeds buffer capacity 16": the reason in Timeloop's words.
std::string describe(const Rejection& rejection);

/// "couldn't map level GlobalBuffer: <reason>", Timeloop's message without its "ERROR: ".
std::string describe(const Rejection& rejection, const Architecture& architecture);

}  // namespace tilewright
