// Evaluations per second and thread: random valid mappings of the ResNet-50 layers on the shipped
// architectures. items_per_second counts evaluations as mappers ask for them (Detail::totals) or,
// under .../everything, with all that a report shows; allocations counts calls of operator new
// during the measurement.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "model/cost/evaluator.hpp"
#include "test/bench/benchmarks.hpp"
#include "test/bench/random_mappings.hpp"
#include "test/support/allocation_counter.hpp"

namespace tilewright::test {

namespace {

namespace fs = std::filesystem;

const fs::path specs_dir = fs::path(TILEWRIGHT_SOURCE_DIR) / "specs";
constexpr std::size_t mappings_per_layer = 200;

// A layer with the mappings to evaluate.
struct Case {
  explicit Case(const Spec& layer_spec)
      : evaluator(layer_spec), mappings(random_valid_mappings(layer_spec, mappings_per_layer, 1)) {}

  Evaluator evaluator;
  std::vector<Mapping> mappings;
};

// The distinct layers of ResNet-50, in network order: the entries "- name" of its list.
std::vector<std::string> resnet50_layers() {
  std::vector<std::string> names;
  std::ifstream list(specs_dir / "networks" / "resnet50" / "layers.yaml");
  std::string line;
  while (std::getline(list, line)) {
    if (line.rfind("- ", 0) != 0) continue;
    const std::string name = line.substr(2, line.find(' ', 2) - 2);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Spec read_layer(const std::string& architecture, const std::string& layer) {
  return read_spec({(specs_dir / "architectures" / (architecture + ".yaml")).string(),
                    (specs_dir / "constraints" / (architecture + "_bypass.yaml")).string(),
                    (specs_dir / "networks" / "resnet50" / (layer + ".yaml")).string()});
}

// Evaluates the mappings of all cases in turn, again and again.
void evaluate_all(benchmark::State& state, const std::string& architecture,
                  const std::vector<std::string>& layers, Detail detail) {
  std::vector<Case> cases;
  cases.reserve(layers.size());
  for (const std::string& layer : layers) cases.emplace_back(read_layer(architecture, layer));
  Evaluation evaluation;
  const auto round = [&] {
    for (Case& layer : cases) {
      for (const Mapping& mapping : layer.mappings) {
        benchmark::DoNotOptimize(layer.evaluator.evaluate(mapping, evaluation, detail));
      }
    }
  };
  round();
  std::int64_t allocations = 0;
  for (auto _ : state) {
    const std::int64_t before = allocation_count();
    round();
    allocations += allocation_count() - before;
  }
  state.counters["allocations"] = static_cast<double>(allocations);
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(cases.size() * mappings_per_layer));
}

}  // namespace

void register_evaluator_benchmarks() {
  const std::vector<std::string> layers = resnet50_layers();
  for (const std::string architecture : {"simba", "eyeriss"}) {
    benchmark::RegisterBenchmark((architecture + "/resnet50").c_str(), evaluate_all, architecture,
                                 layers, Detail::totals);
    benchmark::RegisterBenchmark((architecture + "/resnet50/everything").c_str(), evaluate_all,
                                 architecture, layers, Detail::everything);
    for (const std::string& layer : layers) {
      benchmark::RegisterBenchmark((architecture + "/resnet50/" + layer).c_str(), evaluate_all,
                                   architecture, std::vector<std::string>{layer}, Detail::totals);
    }
  }
}

}  // namespace tilewright::test
