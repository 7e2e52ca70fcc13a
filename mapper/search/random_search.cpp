#include "mapper/search/random_search.hpp"

namespace tilewright {

namespace {

constexpr int most_revisits = 1'000'000;

std::optional<uint128> product(const MappingId& sizes) {
  auto size = multiply(sizes.factorization, sizes.permutation);
  if (size) size = multiply(*size, sizes.split);
  if (size) size = multiply(*size, sizes.bypass);
  return size;
}

}  // namespace

RandomSearch::RandomSearch(MappingBuilder& builder, const SearchSettings& settings)
    : sizes_(builder.sizes()),
      size_(product(sizes_)),
      factorizations_(sizes_.factorization, settings.seed),
      permutations_(sizes_.permutation, settings.seed),
      splits_(sizes_.split, settings.seed) {
  if (!settings.filter_revisits) return;
  if (!size_) {
    throw Error("the mapspace has more than 2^128 mappings, too many for 'filter_revisits'",
                "leave it out, or add constraints");
  }
  visited_.emplace(*size_, settings.visited_bytes);
}

std::optional<MappingId> RandomSearch::next() {
  if (sizes_.factorization == 0 || (size_ && valid_ >= *size_)) return std::nullopt;
  if (bypasses_left_ == 0) {
    if (!draw_unvisited()) return std::nullopt;
    bypasses_left_ = sizes_.bypass - 1;
  } else {
    at_.bypass = next_bypass_;
    next_bypass_ = (next_bypass_ + 1) % sizes_.bypass;
    --bypasses_left_;
  }
  return at_;
}

// The three streams are correlated, so that not all that the space has is ever drawn.
bool RandomSearch::draw_unvisited() {
  for (int tries = 0; tries < most_revisits; ++tries) {
    draw();
    if (!visited_ || visited_->insert(number())) return true;
  }
  return false;
}

// Every draw takes the next bypass, too, so that a filtered revisit shifts their order.
void RandomSearch::draw() {
  at_.factorization = factorizations_.next();
  at_.permutation = permutations_.next();
  at_.split = splits_.next();
  at_.bypass = next_bypass_;
  next_bypass_ = (next_bypass_ + 1) % sizes_.bypass;
}

uint128 RandomSearch::number() const {
  return at_.factorization +
         sizes_.factorization *
             (at_.permutation + sizes_.permutation * (at_.split + sizes_.split * at_.bypass));
}

void RandomSearch::report(Outcome outcome) {
  if (outcome == Outcome::valid) ++valid_;
}

}  // namespace tilewright
