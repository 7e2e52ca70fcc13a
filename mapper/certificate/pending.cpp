#include "mapper/certificate/pending.hpp"

#include "model/spec/checked.hpp"

namespace tilewright::certificate {

PendingRules::PendingRules(const Instance& instance, int tensor, Count units)
    : instance_(instance),
      tensor_(instance.tensors[static_cast<std::size_t>(tensor)]),
      index_(tensor),
      units_(units) {
  for (int level = 0; level < instance.level_count(); ++level) {
    if (contains(instance.levels[static_cast<std::size_t>(level)].keep, tensor)) {
      last_level_ = level;
    }
  }
}

bool PendingRules::spread(Pending& pending, const Shape& factors) const {
  Count moving = 1;
  Count idle = 1;
  for (std::size_t d = 0; d < factors.size(); ++d) {
    (tensor_.moved_by[d] ? moving : idle) *= factors[d];
  }
  pending.sent = checked_multiply(pending.sent, moving);
  if (!tensor_.read_write) return true;
  if (pending.summing % idle != 0) return false;
  pending.summing /= idle;
  return true;
}

Energy PendingRules::energy_of(const OpenCharge& charge, const Traffic& traffic) const {
  const Level& level = instance_.levels[static_cast<std::size_t>(charge.level)];
  return charge.fill ? filling_energy(level, tensor_, traffic, charge.instances)
                     : serving_energy(level, tensor_, traffic, charge.instances);
}

// Whole vectors cost the same in each round, so that it does not matter which level they are of.
void PendingRules::open(Pending& pending, const OpenCharge& charge) const {
  if (pending.open_since == -1) pending.open_since = charge.level;
  const Count block = instance_.levels[static_cast<std::size_t>(charge.level)].block;
  if (charge.words % block != 0 || charge.first_visits % block != 0) {
    pending.open.push_back(charge);
    return;
  }
  const Count most = charge.first_visits + charge.words;  // so that the first visits are covered
  const Energy repeated =
      energy_of(charge, {most, 0}) - energy_of(charge, {most - charge.words, 0});
  pending.per_round = add(pending.per_round, repeated);
  pending.first_round =
      add(pending.first_round,
          energy_of(charge, {most, 0}) - energy_of(charge, {most, charge.first_visits}));
}

Energy PendingRules::move(Pending& pending, Count rounds) const {
  if (pending.open_since == -1) return 0;
  Energy energy = multiply(pending.per_round, rounds) - pending.first_round;
  for (const OpenCharge& charge : pending.open) {
    const Traffic traffic{checked_multiply(charge.words, rounds), charge.first_visits};
    energy = add(energy, energy_of(charge, traffic));
  }
  pending.open.clear();
  pending.open_since = -1;
  pending.per_round = pending.first_round = 0;
  pending.sent = checked_multiply(pending.sent, rounds);
  pending.decided = true;
  return energy;
}

Energy PendingRules::keep(Pending& pending, int level, const Shape& shape, Count units) const {
  const Level& own = instance_.levels[static_cast<std::size_t>(level)];
  if (!contains(own.keep, index_)) return 0;
  const Count instances = units_ / units;
  const Count first_visits =
      tensor_.read_write ? tensor_.whole_words / (instances / pending.summing) : 0;
  Energy energy = 0;
  if (!pending.reached) {  // each operation takes a word
    const Count rounds = instance_.operations / units_;
    energy = serving_energy(own, tensor_, {checked_multiply(pending.sent, rounds), first_visits},
                            instances);
  } else if (pending.decided) {
    energy = serving_energy(own, tensor_, {pending.sent, first_visits}, instances);
  } else {
    open(pending, {level, false, pending.sent, instances, first_visits});
  }
  pending.reached = true;
  pending.decided = level == last_level_ && pending.open_since == -1;
  pending.sent = 0;
  if (level != last_level_) {
    pending.sent = tensor_.words(shape);
    open(pending, {level, true, pending.sent, instances, first_visits});
  }
  return energy;
}

}  // namespace tilewright::certificate
