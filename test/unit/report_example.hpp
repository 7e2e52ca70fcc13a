#pragma once
// A small result made by hand, for the tests of the reports: the GEMM of test/golden/model/147 on
// four MACs with a buffer that keeps nothing. The numbers come from that case's stats.txt.

#include "model/cost/cost_table.hpp"
#include "model/cost/evaluation.hpp"
#include "model/spec/architecture.hpp"
#include "model/spec/mapping.hpp"
#include "model/spec/workload.hpp"

namespace tilewright::test {

struct ReportExample {
  Workload workload;
  Architecture architecture;
  CostTable costs;
  Mapping mapping;
  Evaluation evaluation;
};

ReportExample gemm_example();

/// The same with a mapping that is not even, which some reports refuse.
ReportExample uneven_example();

}  // namespace tilewright::test
