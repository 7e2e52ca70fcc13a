#include "mapper/certificate/window_ranks.hpp"

namespace tilewright::certificate {

Count WindowRanks::Rank::box(const Shape& by_term) const {
  Count words = 1;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    words += terms[term].step * (by_term[term] - 1);
  }
  return words;
}

WindowRanks::WindowRanks(const Instance& instance, const Shapes& shapes, int tensor) {
  for (const Tensor::Rank& terms : instance.tensors[static_cast<std::size_t>(tensor)].ranks) {
    if (!is_window(terms)) continue;
    Rank& rank = ranks_.emplace_back();
    rank.terms = terms;
    int size = 1;
    for (const Tensor::Term& term : terms) {
      rank.divisors.push_back(shapes.divisors(term.dimension));
      rank.bounds.push_back(rank.divisors.back().back());
      rank.weights.push_back(size);
      size *= static_cast<int>(rank.divisors.back().size());
      rank.most_divisors = std::max(rank.most_divisors, rank.divisors.back().size());
    }
    for (int number = 0; number < size; ++number) {
      Shape& extents = rank.extents.emplace_back();
      for (std::size_t term = 0; term < terms.size(); ++term) {
        const auto count = static_cast<int>(rank.divisors[term].size());
        extents.push_back(
            rank.divisors[term][static_cast<std::size_t>(number / rank.weights[term] % count)]);
      }
    }
    for (int shape = 0; shape < shapes.size(); ++shape) {
      int number = 0;
      for (std::size_t term = 0; term < terms.size(); ++term) {
        number += rank.weights[term] * shapes.position(shape, terms[term].dimension);
      }
      rank.numbers.push_back(number);
    }
  }
}

}  // namespace tilewright::certificate
