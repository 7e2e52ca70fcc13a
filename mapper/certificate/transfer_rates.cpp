#include "mapper/certificate/transfer_rates.hpp"

#include <algorithm>
#include <cmath>

namespace tilewright::certificate {

namespace {

// Products and quotients of a few doubles are closer than this.
constexpr double rounding = 1 - 1e-12;

const Level& level_of(const Instance& instance, int level) {
  return instance.levels[static_cast<std::size_t>(level)];
}

// At most: of a level, in use.
double most_instances(const Instance& instance, const SpreadFacts& facts, int level) {
  return facts.children(level + 1, instance.level_count() - 1).most;
}

// Words of the tensor that no partial sums are there for: each instance sees its part once.
double first_visits(const Instance& instance, const SpreadFacts& facts, int tensor, int level) {
  const Tensor& description = instance.tensors[static_cast<std::size_t>(tensor)];
  return static_cast<double>(description.whole_words) *
         facts.idle(tensor, level + 1, instance.level_count() - 1).most;
}

bool sums(const Instance& instance, int tensor) {
  return instance.tensors[static_cast<std::size_t>(tensor)].read_write;
}

}  // namespace

// What one instance is charged is charged for all that work, but for those that share a memory.
AccessRate::AccessRate(const Instance& instance, const SpreadFacts& facts, int level, Energy each,
                       bool addresses) {
  const Level& own = level_of(instance, level);
  const SpreadFacts::Range instances = facts.children(level + 1, instance.level_count() - 1);
  const double share = std::min(1.0, static_cast<double>(own.memories) / instances.most);
  words_per_vector_ = static_cast<double>(own.block);
  per_vector_ = share * to_pj(each);
  per_word_ = addresses ? share * to_pj(own.address) : 0;
  if (instances.least == instances.most) instances_ = instances.most;
}

double AccessRate::charge(double words) const {
  if (words <= 0) return 0;
  double vectors = words / words_per_vector_;
  if (instances_ > 0) vectors = std::ceil(vectors / instances_ * rounding) * instances_;
  return vectors * per_vector_ + words * per_word_;
}

LevelRate LevelRate::serving(const Instance& instance, const SpreadFacts& facts, int tensor,
                             int level) {
  const Level& own = level_of(instance, level);
  if (!sums(instance, tensor)) {
    return {{instance, facts, level, own.read, true}, {instance, facts, level, 0, false}, 0};
  }
  return {{instance, facts, level, own.update, true},
          {instance, facts, level, own.read, false},
          first_visits(instance, facts, tensor, level)};
}

LevelRate LevelRate::filling(const Instance& instance, const SpreadFacts& facts, int tensor,
                             int level) {
  const AccessRate fill(instance, facts, level, level_of(instance, level).fill, true);
  const AccessRate nothing(instance, facts, level, 0, false);
  if (!sums(instance, tensor)) return {fill, nothing, 0};
  return {nothing, fill, first_visits(instance, facts, tensor, level)};
}

TransferRate::TransferRate(const Instance& instance, const SpreadFacts& facts, int tensor,
                           const Transfer& transfer, int level)
    : fill_(LevelRate::filling(instance, facts, tensor, transfer.child)),
      serve_(LevelRate::serving(instance, facts, tensor, transfer.parent)),
      filled_(facts.idle(tensor, transfer.child + 1, level).least) {
  if (transfer.parent <= level) {
    served_ = facts.idle(tensor, transfer.parent + 1, level).least;
  } else {
    served_ = 1 / facts.shared(tensor, level + 1, transfer.parent);
  }
  children_ = most_instances(instance, facts, transfer.child);
  if (transfer.parent != transfer.child + 1 &&
      facts.mixed(tensor, transfer.child + 1, transfer.parent)) {
    rounding_ = most_instances(instance, facts, transfer.parent);
  }
}

// Rounded down, for each child. (A child that fetches more than these words fetches one more at
// least, which is as much as rounding takes.)
double TransferRate::filled(double words, const WindowWords::Words& window) const {
  const double all = words * window.filled * filled_;
  if (window.rounded_down) return all - children_;
  if (window.uneven == nullptr) return all;
  const double fetched = std::ceil(all / children_ * rounding);
  return children_ * (fetched - window.uneven->lost(fetched));
}

double arrival(const Instance& instance, const SpreadFacts& facts, int tensor, int level) {
  for (int inner = 0; inner < level; ++inner) {
    if (contains(level_of(instance, inner).keep, tensor)) return 0;
  }
  double words = static_cast<double>(instance.operations) / facts.shared(tensor, 0, level);
  if (facts.mixed(tensor, 0, level)) words -= most_instances(instance, facts, level);  // rounding
  return LevelRate::serving(instance, facts, tensor, level).charge(words);
}

double passing_on(const Instance& instance, const Transfer& transfer) {
  const Level& child = level_of(instance, transfer.child);
  const Level& parent = level_of(instance, transfer.parent);
  if (transfer.parent != transfer.child + 1 || parent.instances > 1) return 0;
  const auto per_word = [](const Level& level) {
    return to_pj(level.read) / static_cast<double>(level.block) + to_pj(level.address);
  };
  const double share =
      std::min(1.0, static_cast<double>(child.memories) / static_cast<double>(child.instances));
  const double saved = per_word(parent);
  return saved > 0 ? std::min(1.0, share * per_word(child) / saved) : 1;
}

}  // namespace tilewright::certificate
