#include "sim/verify/verify.hpp"

#include "model/spec/checked.hpp"
#include "sim/verify/einsum.hpp"
#include "sim/verify/tensor_player.hpp"

namespace tilewright::sim {

namespace {

std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

class Run {
 public:
  Run(const Workload& workload, const Mapping& mapping, int level_count,
      const VerifyOptions& options)
      : workload_(workload),
        options_(options),
        flow_(workload, mapping, level_count, options.fanouts),
        nest_(workload, mapping, level_count) {
    if (workload.operation_count() > options.most_operations) throw_too_long();
    for (int space = 0; space < workload.data_space_count(); ++space) {
      std::vector<Edge> edges;
      for (const Edge& edge : flow_.edges()) {
        if (edge.space == space) edges.push_back(edge);
      }
      tensors_.emplace_back(workload, mapping, nest_, edges, options);
    }
    std::int64_t words = 0;
    for (const TensorPlayer& tensor : tensors_) {
      words = checked_add(words, tensor.buffered_words());
    }
    if (words > options.most_buffered_words) {
      throw Error(workload.place,
                  "the buffers hold " + std::to_string(words) + " words, too many to verify",
                  "at most " + std::to_string(options.most_buffered_words) + " are played");
    }
    for (TensorPlayer& tensor : tensors_) tensor.allocate();
    touched_.resize(tensors_.size());
    find_unit_offsets();
  }

  VerifyResult run() {
    play();
    for (const TensorPlayer& tensor : tensors_) {
      if (tensor.fault() && !result_.fault) result_.fault = tensor.fault();
    }
    if (!result_.fault) compare();
    if (options_.count_words) {
      for (const TensorPlayer& tensor : tensors_) {
        for (const EdgeWords& words : tensor.words()) result_.words.push_back(words);
      }
    }
    return std::move(result_);
  }

 private:
  [[noreturn]] void throw_too_long() const {
    throw Error(workload_.place, "the mapping makes too many operations to verify",
                "at most " + std::to_string(options_.most_operations) + " are played");
  }

  // How far the units' words are from those of unit 0; without imperfect loops always the same.
  void find_unit_offsets() {
    const Position start(flow_.loops().size(), 0);
    OperationBox box;
    for (const TensorPlayer& tensor : tensors_) {
      const std::size_t ranks = index(tensor.layout().rank_count());
      bases_.emplace_back(ranks);
      std::vector<std::int64_t>& offsets = unit_offsets_.emplace_back();
      LayoutPoint step(ranks);
      for (std::int64_t unit = 0; unit < nest_.instances(-1); ++unit) {
        nest_.locate(-1, unit, start, box);
        tensor.layout().project_step(box.low, step);
        offsets.insert(offsets.end(), step.begin(), step.end());
      }
    }
  }

  void play() {
    const auto count = static_cast<int>(flow_.loops().size());
    Position position(flow_.loops().size(), 0);
    int moved = count;
    do {
      for (TensorPlayer& tensor : tensors_) {
        if (!tensor.step(flow_, moved, &position)) return;
      }
      if (!operate(position)) return;
      moved = flow_.advance(0, position);
    } while (moved < count);
    for (TensorPlayer& tensor : tensors_) {
      tensor.finish_counts();
      if (!tensor.step(flow_, count, nullptr)) return;
    }
  }

  // One operation of every compute unit. The units of one step add up their products before
  // anything is stored, so all sums are looked up first.
  bool operate(const Position& position) {
    nest_.locate(-1, 0, position, box_);
    for (std::size_t space = 0; space < tensors_.size(); ++space) {
      const TensorPlayer& tensor = tensors_[space];
      const bool touched = tensor.is_result() && flow_.touched(tensor.compute_edge(), position);
      touched_[space] = touched ? 1 : 0;
      tensor.layout().project(box_.low, bases_[space]);
    }
    sums_.clear();
    for (std::int64_t unit = 0; unit < nest_.instances(-1); ++unit) {
      if (nest_.imperfect() && !nest_.locate(-1, unit, position, box_)) continue;
      if (++result_.operations > options_.most_operations) throw_too_long();
      std::int64_t product = 1;
      const std::size_t first_sum = sums_.size();
      for (std::size_t space = 0; space < tensors_.size(); ++space) {
        TensorPlayer& tensor = tensors_[space];
        find_point(space, unit);
        if (tensor.is_result()) {
          TileBuffer::Word* const word = tensor.find_sum(unit, point_, touched_[space] != 0);
          if (word == nullptr) return false;
          sums_.emplace_back(word, 0);
        } else {
          const auto value = tensor.read(unit, point_);
          if (!value) return false;
          product *= *value;
        }
      }
      for (std::size_t sum = first_sum; sum < sums_.size(); ++sum) sums_[sum].second = product;
    }
    for (const auto& [word, product] : sums_) {
      word->value += product;
      word->has_sum = true;
    }
    for (std::size_t space = 0; space < tensors_.size(); ++space) {
      tensors_[space].count_operations(touched_[space] != 0);
    }
    return true;
  }

  // The point of tensor `space` that a unit works on. box_ is the unit's, or unit 0's where the
  // nest is perfect; bases_ are the points of unit 0 then.
  void find_point(std::size_t space, std::int64_t unit) {
    if (nest_.imperfect()) {
      point_.resize(bases_[space].size());
      tensors_[space].layout().project(box_.low, point_);
      return;
    }
    point_ = bases_[space];
    const std::int64_t* const offset = unit_offsets_[space].data() + index(unit) * point_.size();
    for (std::size_t rank = 0; rank < point_.size(); ++rank) point_[rank] += offset[rank];
  }

  void compare() {
    std::vector<TensorLayout> layouts;
    for (const TensorPlayer& tensor : tensors_) layouts.push_back(tensor.layout());
    const auto expected = evaluate_einsum(workload_, layouts, options_.seed);
    for (std::size_t space = 0; space < tensors_.size(); ++space) {
      if (!tensors_[space].is_result()) continue;
      const std::vector<std::int64_t> found = tensors_[space].result();
      for (std::size_t word = 0; word < found.size(); ++word) {
        if (found[word] == expected[space][word]) continue;
        result_.fault = VerifyFault{VerifyFault::Kind::wrong_result,
                                    static_cast<int>(space),
                                    layouts[space].coordinates(static_cast<std::int64_t>(word)),
                                    expected[space][word],
                                    found[word],
                                    tensors_[space].outermost_level(),
                                    0};
        return;
      }
    }
  }

  const Workload& workload_;
  const VerifyOptions& options_;
  TileFlow flow_;
  PlayedNest nest_;
  std::vector<TensorPlayer> tensors_;                    // by data space
  std::vector<std::vector<std::int64_t>> unit_offsets_;  // by data space: [unit][rank]
  std::vector<LayoutPoint> bases_;                       // by data space
  std::vector<char> touched_;                            // by data space
  OperationBox box_;
  LayoutPoint point_;
  std::vector<std::pair<TileBuffer::Word*, std::int64_t>> sums_;
  VerifyResult result_;
};

}  // namespace

VerifyResult verify(const Workload& workload, const Mapping& mapping, int level_count,
                    const VerifyOptions& options) {
  return Run(workload, mapping, level_count, options).run();
}

std::string describe(const VerifyFault& fault, const Workload& workload,
                     std::span<const std::string> level_names) {
  std::string word = workload.data_spaces[index(fault.space)].name;
  for (const std::int64_t coordinate : fault.coordinates) {
    word += '[';
    word += std::to_string(coordinate);
    word += ']';
  }
  const std::string level = fault.level < 0 ? "the compute units" : level_names[index(fault.level)];
  const std::string place = level + " (instance " + std::to_string(fault.instance) + ")";
  switch (fault.kind) {
    case VerifyFault::Kind::wrong_result:
      return word + " in " + level + " is " + std::to_string(fault.found) + " instead of " +
             std::to_string(fault.expected);
    case VerifyFault::Kind::missing_word:
      return place + " does not have " + word + " when it is asked for it";
    case VerifyFault::Kind::outside:
      return place + " works on " + word + ", which is outside of the tensor";
    case VerifyFault::Kind::lost_partial_sum:
      return place + " has a partial sum of " + word +
             " that is not continued, or none where one is expected";
  }
  return word;
}

}  // namespace tilewright::sim
