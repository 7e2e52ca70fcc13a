#include "mapper/certificate/window_ranks.hpp"

namespace tilewright::certificate {

namespace {

// Goes through all loops that may follow.
class Future {
 public:
  Future(const Tensor::Rank& terms, const Shape& bounds, Count first_step)
      : terms_(terms), bounds_(bounds), first_step_(first_step) {}

  // `moved`: by the loops so far.
  bool may_return(const Shape& extents, Count moved) const {
    for (std::size_t term = 0; term < terms_.size(); ++term) {
      const Count rest = bounds_[term] / extents[term];
      for (Count before = 1; before < rest; ++before) {  // spatial loops before the next one
        if (rest % before != 0) continue;
        const Count step = terms_[term].step * extents[term] * before;
        if (step == moved || step - moved == first_step_) return true;
        if (beyond(extents, term, before, moved + step)) return true;
      }
    }
    return false;
  }

 private:
  bool beyond(const Shape& extents, std::size_t term, Count before, Count moved) const {
    const Count rest = bounds_[term] / extents[term] / before;
    for (Count loop = 2; loop <= rest; ++loop) {
      if (rest % loop != 0) continue;
      Shape larger = extents;
      larger[term] *= before * loop;
      if (farthest(larger) >= moved && may_return(larger, moved)) return true;
    }
    return false;
  }

  // The longest step that may follow.
  Count farthest(const Shape& extents) const {
    Count farthest = 0;
    for (std::size_t term = 0; term < terms_.size(); ++term) {
      if (extents[term] == bounds_[term]) continue;
      farthest = std::max(farthest, terms_[term].step * bounds_[term] / 2);
    }
    return farthest;
  }

  const Tensor::Rank& terms_;
  const Shape& bounds_;
  Count first_step_;
};

Shape bounds_of(const std::vector<std::vector<Count>>& divisors) {
  Shape bounds;
  for (const std::vector<Count>& of_term : divisors) bounds.push_back(of_term.back());
  return bounds;
}

void find_returns(WindowRanks::Rank& rank) {
  const Shape bounds = bounds_of(rank.divisors);
  for (const Shape& extents : rank.extents) {
    std::vector<bool>& row =
        rank.returns.emplace_back(rank.terms.size() * rank.most_divisors, false);
    for (std::size_t term = 0; term < rank.terms.size(); ++term) {
      for (std::size_t i = 0; i < rank.divisors[term].size(); ++i) {
        const Count larger = rank.divisors[term][i];
        if (larger <= extents[term] || larger % extents[term] != 0) continue;
        const Count step = rank.terms[term].step * extents[term];
        Shape after = extents;
        after[term] = larger;
        row[term * rank.most_divisors + i] =
            Future(rank.terms, bounds, step).may_return(after, step);
      }
    }
  }
}

}  // namespace

int WindowRanks::Rank::term_of(int dimension) const {
  for (std::size_t term = 0; term < terms.size(); ++term) {
    if (terms[term].dimension == dimension) return static_cast<int>(term);
  }
  return -1;
}

Count WindowRanks::Rank::rest(int number) const {
  Count rest = 1;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    rest *= divisors[term].back() / extents[static_cast<std::size_t>(number)][term];
  }
  return rest;
}

Count WindowRanks::Rank::box(const Shape& by_term) const {
  Count words = 1;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    words += terms[term].step * (by_term[term] - 1);
  }
  return words;
}

WindowRanks::WindowRanks(const Instance& instance, const Shapes& shapes, int tensor) {
  for (const Tensor::Rank& terms : instance.tensors[static_cast<std::size_t>(tensor)].ranks) {
    if (terms.size() < 2) continue;
    Rank& rank = ranks_.emplace_back();
    rank.terms = terms;
    int size = 1;
    for (const Tensor::Term& term : terms) {
      rank.divisors.push_back(shapes.divisors(term.dimension));
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
    find_returns(rank);
  }
}

}  // namespace tilewright::certificate
