// Mappings tried and valid per second of one search thread, with all that a search does for them:
// ResNet-50's 3x3 layer with 64 x 64 channels and 56 x 56 outputs on the Simba-like architecture.
// items_per_second counts tried mappings.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mapper/search/search_mapper.hpp"
#include "test/bench/benchmarks.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

const fs::path specs_dir = fs::path(TILEWRIGHT_SOURCE_DIR) / "specs";
constexpr std::int64_t valid_mappings = 10'000;

Spec read_layer() {
  return read_spec({(specs_dir / "architectures" / "simba.yaml").string(),
                    (specs_dir / "constraints" / "simba_bypass.yaml").string(),
                    (specs_dir / "networks" / "resnet50" / "input.8.yaml").string()});
}

// Buffers that hold everything, and spatial factors that fill the fan-outs (C = 8, K = 8, and 4 x 4
// of both from the inside out): every mapping is valid.
Spec read_layer_where_all_is_valid() {
  Spec spec = read_layer();
  spec.constraints.levels.resize(spec.architecture.storage.size());
  const int c = *spec.workload.find_dimension("C");
  const int k = *spec.workload.find_dimension("K");
  std::vector<std::pair<int, int>> factors = {{4, 4}, {1, 8}, {8, 1}};  // of C and K
  for (std::size_t index = 0; index < spec.architecture.storage.size(); ++index) {
    spec.architecture.storage[index].size_words = std::int64_t{1} << 40;
    if (spec.architecture.fanout(static_cast<int>(index)) == 1) continue;
    LoopConstraint& spatial = spec.constraints.levels[index].spatial;
    for (int dimension = 0; dimension < spec.workload.dimension_count(); ++dimension) {
      spatial.exact[dimension] = {1, {}};
    }
    spatial.exact[c] = {factors.back().first, {}};
    spatial.exact[k] = {factors.back().second, {}};
    spatial.split = spec.workload.dimension_count();
    factors.pop_back();
  }
  return spec;
}

void search(benchmark::State& state, const Spec& spec, Algorithm algorithm) {
  const Mapspace space(spec);
  SearchOptions options;
  options.search.algorithm = algorithm;
  set_best_of(options, valid_mappings);
  std::uint64_t tried = 0;
  std::uint64_t valid = 0;
  for (auto _ : state) {
    SearchState search_state;
    const SearchResult result = search_mapspace(spec, space, options, search_state);
    tried += result.tried;
    valid += result.valid;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(tried));
  state.counters["valid"] =
      benchmark::Counter(static_cast<double>(valid), benchmark::Counter::kIsRate);
  state.counters["valid_share"] = static_cast<double>(valid) / static_cast<double>(tried);
}

}  // namespace

void register_search_benchmarks() {
  for (const Algorithm algorithm :
       {Algorithm::random, Algorithm::random_pruned, Algorithm::hybrid}) {
    const std::string name(algorithm_names[static_cast<std::size_t>(algorithm)]);
    benchmark::RegisterBenchmark(("search/" + name).c_str(), search, read_layer(), algorithm);
    benchmark::RegisterBenchmark(("search/all_valid/" + name).c_str(), search,
                                 read_layer_where_all_is_valid(), algorithm);
  }
}

}  // namespace tilewright::test
