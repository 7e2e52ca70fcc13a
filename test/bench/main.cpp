// The benchmark program: --benchmark_filter=REGEX chooses.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>

#include "test/bench/benchmarks.hpp"

int main(int argc, char** argv) {
  try {
    tilewright::test::register_evaluator_benchmarks();
    tilewright::test::register_search_benchmarks();
    tilewright::test::register_sim_noc_benchmarks();
    tilewright::test::register_dram_benchmarks();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tilewright_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
