#include <algorithm>
#include <numeric>

#include "test/property/random_case.hpp"

namespace tilewright::test {

namespace {

// Bounds with many factorizations, and a few primes.
constexpr std::initializer_list<std::int64_t> usual_bounds = {
    1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 12, 12, 14, 15, 16, 18, 20, 24, 28, 30};
constexpr std::initializer_list<std::int64_t> kernel_bounds = {1, 1, 2, 3, 3, 3, 4, 5, 7};
constexpr std::initializer_list<std::int64_t> image_bounds = {1, 2, 4, 6, 7, 8, 9, 12, 14, 16, 24};

void add_dimension(Workload& workload, const std::string& name, std::int64_t bound) {
  workload.dimensions.push_back(name);
  workload.bounds.push_back(bound);
}

// A rank from text such as "P*Wstride+R": terms of one dimension with an optional coefficient.
Rank parse_rank(const Workload& workload, const std::string& text) {
  Rank rank;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find('+', start), text.size());
    const std::string part = text.substr(start, end - start);
    ProjectionTerm term;
    term.dimension = workload.find_dimension(part.substr(0, 1)).value();
    if (part.size() > 2) {
      term.coefficient_name = part.substr(2);
      for (const Coefficient& coefficient : workload.coefficients) {
        if (coefficient.name == term.coefficient_name) term.coefficient = coefficient.value;
      }
    }
    rank.push_back(term);
    start = end + 1;
  }
  return rank;
}

void add_space(Workload& workload, const std::string& name, const std::vector<std::string>& ranks,
               bool read_write = false) {
  DataSpace space{name, read_write, {}};
  for (const std::string& rank : ranks) space.ranks.push_back(parse_rank(workload, rank));
  workload.data_spaces.push_back(space);
}

std::int64_t random_stride(Dice& dice) {
  return dice.chance(3) ? -dice.pick({1, 2}) : dice.pick({1, 1, 1, 2, 2, 3, 4});
}

std::int64_t random_dilation(Dice& dice) {
  return dice.chance(3) ? dice.pick({0, -1}) : dice.pick({1, 1, 1, 2, 3});
}

Workload convolution(Dice& dice, bool depthwise) {
  Workload w;
  w.shape_name = depthwise ? "depthwise" : "conv";
  for (const char* name : {"R", "S"}) add_dimension(w, name, dice.pick(kernel_bounds));
  for (const char* name : {"P", "Q"}) add_dimension(w, name, dice.pick(image_bounds));
  add_dimension(w, "C", dice.pick(usual_bounds));
  if (!depthwise) add_dimension(w, "K", dice.pick(usual_bounds));
  add_dimension(w, "N", dice.pick({1, 1, 2, 3, 4}));
  w.coefficients = {{"Wstride", random_stride(dice)},
                    {"Hstride", random_stride(dice)},
                    {"Wdilation", random_dilation(dice)},
                    {"Hdilation", random_dilation(dice)}};
  const std::string channel = depthwise ? "C" : "K";
  std::vector<std::string> weights = {"C", "R", "S"};
  if (!depthwise) weights.insert(weights.begin() + 1, "K");
  add_space(w, "Weights", weights);
  add_space(w, "Inputs", {"N", "C", "R*Wdilation+P*Wstride", "S*Hdilation+Q*Hstride"});
  add_space(w, "Outputs", {"N", channel, "Q", "P"}, true);
  return w;
}

Workload gemm(Dice& dice) {
  Workload w;
  w.shape_name = "gemm";
  for (const char* name : {"M", "N", "K"}) add_dimension(w, name, dice.pick(usual_bounds));
  add_space(w, "A", {"M", "K"});
  add_space(w, "B", {"N", "K"});
  add_space(w, "Z", {"M", "N"}, true);
  return w;
}

Workload batched_gemm(Dice& dice) {
  Workload w;
  w.shape_name = "bmm";
  add_dimension(w, "B", dice.pick({1, 2, 3}));
  add_dimension(w, "H", dice.pick({1, 2, 3, 4}));
  for (const char* name : {"M", "N", "K"}) add_dimension(w, name, dice.pick(usual_bounds));
  add_space(w, "Q", {"B", "H", "M", "K"});
  add_space(w, "T", {"B", "H", "N", "K"});
  add_space(w, "Z", {"B", "H", "M", "N"}, true);
  return w;
}

Workload mttkrp(Dice& dice) {
  Workload w;
  w.shape_name = "mttkrp";
  for (const char* name : {"I", "J", "K", "L"}) add_dimension(w, name, dice.pick(usual_bounds));
  add_space(w, "A", {"I", "K", "L"});
  add_space(w, "B", {"K", "J"});
  add_space(w, "C", {"L", "J"});
  add_space(w, "Z", {"I", "J"}, true);
  return w;
}

Workload convolution_1d(Dice& dice) {
  Workload w;
  w.shape_name = "conv1d";
  add_dimension(w, "C", dice.pick(usual_bounds));
  add_dimension(w, "K", dice.pick(usual_bounds));
  add_dimension(w, "R", dice.pick(kernel_bounds));
  add_dimension(w, "P", dice.pick(image_bounds));
  add_space(w, "Weights", {"C", "K", "R"});
  add_space(w, "Inputs", {"C", "R+P"});
  add_space(w, "Outputs", {"K", "P"}, true);
  return w;
}

// A rank that adds up to three dimensions, with or without coefficients.
std::string random_rank(const Workload& workload, Dice& dice, bool plain) {
  std::string text;
  const std::int64_t terms = plain ? 1 : dice.pick({1, 1, 1, 2, 2, 3});
  for (std::int64_t i = 0; i < terms; ++i) {
    if (i > 0) text += '+';
    text += dice.pick(workload.dimensions);
    if (!plain && dice.chance(40)) text += '*' + dice.pick(workload.coefficients).name;
  }
  return text;
}

// Any einsum: dimensions shared by several ranks, sums of up to three dimensions.
Workload affine_einsum(Dice& dice) {
  Workload w;
  w.shape_name = "einsum";
  const std::vector<std::string> names = {"A", "B", "C", "D", "E", "F"};
  const std::int64_t dimensions = dice.between(2, 5);
  for (std::int64_t i = 0; i < dimensions; ++i) {
    add_dimension(w, names[static_cast<std::size_t>(i)], dice.pick(usual_bounds));
  }
  w.coefficients = {{"Cx", random_stride(dice)}, {"Cy", random_dilation(dice)}};
  const std::int64_t spaces = dice.pick({2, 3, 3, 4, 5});
  const std::int64_t output = dice.chance(70) ? spaces - 1 : dice.between(0, spaces - 1);
  for (std::int64_t s = 0; s < spaces; ++s) {
    const bool read_write = s == output || dice.chance(3);
    std::vector<std::string> ranks;
    const bool plain = read_write && dice.chance(85);
    const std::int64_t rank_count = dice.between(1, dimensions);
    const std::vector<int> order = dice.order(static_cast<int>(dimensions));
    for (std::int64_t r = 0; r < rank_count; ++r) {
      ranks.push_back(
          plain ? w.dimensions[static_cast<std::size_t>(order[static_cast<std::size_t>(r)])]
                : random_rank(w, dice, false));
    }
    add_space(w, "T" + std::to_string(s), ranks, read_write);
  }
  return w;
}

}  // namespace

std::int64_t Dice::between(std::int64_t low, std::int64_t high) {
  const auto range = static_cast<std::uint64_t>(high - low + 1);
  return low + static_cast<std::int64_t>(engine_() % range);
}

std::vector<int> Dice::order(int count) {
  std::vector<int> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), 0);
  for (std::size_t i = result.size(); i > 1; --i) {
    const auto j = static_cast<std::size_t>(between(0, static_cast<std::int64_t>(i) - 1));
    std::swap(result[i - 1], result[j]);
  }
  return result;
}

Workload random_workload(Dice& dice) {
  const std::int64_t kind = dice.between(0, 99);
  if (kind < 28) return convolution(dice, false);
  if (kind < 40) return convolution(dice, true);
  if (kind < 50) return gemm(dice);
  if (kind < 58) return batched_gemm(dice);
  if (kind < 66) return mttkrp(dice);
  if (kind < 80) return convolution_1d(dice);
  return affine_einsum(dice);
}

}  // namespace tilewright::test
