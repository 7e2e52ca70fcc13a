#include "sim/verify/einsum.hpp"

namespace tilewright::sim {

namespace {

class Evaluation {
 public:
  Evaluation(const Workload& workload, const std::vector<TensorLayout>& layouts, std::uint64_t seed)
      : workload_(workload), seed_(seed), results_(layouts.size()) {
    const std::vector<std::int64_t> origin(workload.dimensions.size(), 0);
    for (std::size_t space = 0; space < layouts.size(); ++space) {
      LayoutPoint first(static_cast<std::size_t>(layouts[space].rank_count()));
      layouts[space].project(origin, first);
      numbers_.push_back(layouts[space].number(first));
      steps_.emplace_back();
      for (int d = 0; d < workload.dimension_count(); ++d) {
        steps_.back().push_back(layouts[space].number_step(d));
      }
      if (workload.data_spaces[space].read_write) {
        results_[space].assign(static_cast<std::size_t>(layouts[space].words()), 0);
      }
    }
  }

  std::vector<std::vector<std::int64_t>> run() {
    run_dimension(0);
    return std::move(results_);
  }

 private:
  void run_dimension(std::size_t dimension) {
    if (dimension == workload_.bounds.size()) {
      multiply();
      return;
    }
    for (std::int64_t i = 0; i < workload_.bounds[dimension]; ++i) {
      run_dimension(dimension + 1);
      move(dimension, 1);
    }
    move(dimension, -workload_.bounds[dimension]);
  }

  void move(std::size_t dimension, std::int64_t operations) {
    for (std::size_t space = 0; space < numbers_.size(); ++space) {
      numbers_[space] += operations * steps_[space][dimension];
    }
  }

  void multiply() {
    std::int64_t product = 1;
    for (std::size_t space = 0; space < numbers_.size(); ++space) {
      if (results_[space].empty()) {
        product *= input_value(seed_, static_cast<int>(space), numbers_[space]);
      }
    }
    for (std::size_t space = 0; space < numbers_.size(); ++space) {
      if (!results_[space].empty()) {
        results_[space][static_cast<std::size_t>(numbers_[space])] += product;
      }
    }
  }

  const Workload& workload_;
  std::uint64_t seed_;
  std::vector<std::int64_t> numbers_;               // of the operation's words, by data space
  std::vector<std::vector<std::int64_t>> steps_;    // [data space][dimension]
  std::vector<std::vector<std::int64_t>> results_;  // [data space][word]
};

}  // namespace

std::vector<std::vector<std::int64_t>> evaluate_einsum(const Workload& workload,
                                                       const std::vector<TensorLayout>& layouts,
                                                       std::uint64_t seed) {
  return Evaluation(workload, layouts, seed).run();
}

}  // namespace tilewright::sim
