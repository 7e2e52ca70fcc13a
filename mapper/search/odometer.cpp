#include "mapper/search/odometer.hpp"

#include <algorithm>

namespace tilewright {

Odometer::Odometer(MappingBuilder& builder)
    : builder_(builder), over_(builder.sizes().factorization == 0) {}

std::optional<MappingId> Odometer::next() {
  if (over_) return std::nullopt;
  return at_;
}

void Odometer::report(Outcome outcome) {
  const uint128 last_bypass = builder_.sizes().bypass - 1;
  if (outcome == Outcome::rejected) ++rejected_bypasses_;
  if (at_.bypass == last_bypass) {
    // When no bypass makes the tiles fit, another order of the loops does not either.
    if (rejected_bypasses_ == last_bypass + 1) {
      at_.split = builder_.sizes().split - 1;
      skip_permutations();
    }
    rejected_bypasses_ = 0;
  }
  // What cannot be constructed cannot be with another bypass.
  if (outcome == Outcome::not_constructed) at_.bypass = last_bypass;
  over_ = !turn();
}

bool Odometer::turn() {
  if (at_.bypass + 1 < builder_.sizes().bypass) {
    ++at_.bypass;
    return true;
  }
  at_.bypass = 0;
  if (at_.split + 1 < builder_.sizes().split) {
    ++at_.split;
    return true;
  }
  at_.split = 0;
  return turn_permutation() || turn_factorization();
}

bool Odometer::turn_permutation() {
  if (at_.permutation + 1 < builder_.sizes().permutation) {
    ++at_.permutation;
    return true;
  }
  at_.permutation = 0;
  return false;
}

void Odometer::skip_permutations() { at_.permutation = builder_.sizes().permutation - 1; }

bool ExhaustiveSearch::turn_factorization() {
  if (at().factorization + 1 >= builder().sizes().factorization) return false;
  ++at().factorization;
  return true;
}

LinearPrunedSearch::LinearPrunedSearch(MappingBuilder& builder) : ExhaustiveSearch(builder) {
  if (!over()) builder.prune(0);
}

bool LinearPrunedSearch::turn_factorization() {
  if (!ExhaustiveSearch::turn_factorization()) return false;
  builder().prune(at().factorization);
  return true;
}

HybridSearch::HybridSearch(MappingBuilder& builder, const SearchSettings& settings)
    : Odometer(builder), factorizations_(builder.sizes().factorization, settings.seed) {
  if (settings.filter_revisits)
    visited_.emplace(builder.sizes().factorization, settings.visited_bytes);
  if (!over()) builder.prune(0);
}

bool HybridSearch::turn_factorization() {
  do {
    at().factorization = factorizations_.next();
    if (visited_ && visited_->size() == builder().sizes().factorization) return false;
  } while (visited_ && !visited_->insert(at().factorization));
  builder().prune(at().factorization);
  return true;
}

RandomPrunedSearch::RandomPrunedSearch(MappingBuilder& builder, const SearchSettings& settings)
    : Odometer(builder),
      factorizations_(builder.sizes().factorization, settings.seed),
      permutations_(builder.sizes().permutation, settings.seed),
      permutations_per_visit_(static_cast<uint128>(settings.permutations_per_visit)) {
  if (!over()) draw_factorization();
}

void RandomPrunedSearch::draw_factorization() {
  at().factorization = factorizations_.next();
  builder().prune(at().factorization);
  to_visit_ = std::min(permutations_per_visit_, builder().sizes().permutation);
  visited_ = 0;
  draw_permutation();
}

// The stream covers the unpruned space, which is larger.
void RandomPrunedSearch::draw_permutation() {
  at().permutation = permutations_.next() % builder().sizes().permutation;
}

bool RandomPrunedSearch::turn_factorization() {
  draw_factorization();
  return true;
}

bool RandomPrunedSearch::turn_permutation() {
  if (visited_ + 1 >= to_visit_) return false;
  draw_permutation();
  ++visited_;
  return true;
}

void RandomPrunedSearch::skip_permutations() { visited_ = to_visit_ - 1; }

}  // namespace tilewright
