#include "mapper/certificate/frontier.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

#include "mapper/certificate/digest.hpp"

namespace tilewright::certificate {

namespace {

struct Configuration {
  Count units = 1;  ///< compute units below one instance of the current level
  std::vector<Pending> pendings;
};

std::string key_of(const Configuration& configuration) {
  std::string key;
  append(key, configuration.units);
  for (const Pending& pending : configuration.pendings) {
    append(key, pending.reached + 2 * pending.decided);
    append(key, pending.sent);
    append(key, pending.summing);
    append(key, pending.open_since);
    append_energy(key, pending.per_round);
    append_energy(key, pending.first_round);
    append(key, static_cast<Count>(pending.open.size()));
    for (const OpenCharge& charge : pending.open) {
      append(key, 2 * charge.level + charge.fill);
      append(key, charge.words);
      append(key, charge.instances);
      append(key, charge.first_visits);
    }
  }
  return key;
}

class ConfigurationTable {
 public:
  int number(Configuration&& configuration) {
    std::string key = key_of(configuration);
    const auto [entry, added] = numbers_.emplace(std::move(key), static_cast<int>(all_.size()));
    if (added) {
      hashes_.push_back(digest(entry->first));
      all_.push_back(std::move(configuration));
    }
    return entry->second;
  }
  const Configuration& operator[](int number) const {
    return all_[static_cast<std::size_t>(number)];
  }
  std::uint64_t hash(int number) const { return hashes_[static_cast<std::size_t>(number)]; }

 private:
  std::unordered_map<std::string, int> numbers_;
  std::vector<Configuration> all_;
  std::vector<std::uint64_t> hashes_;
};

class Round {
 public:
  Round(const Instance& instance, Count units, std::optional<Energy> limit,
        const CostToCome* to_come, const Shapes& shapes)
      : instance_(instance),
        units_(units),
        limit_(limit),
        to_come_(to_come),
        shapes_(shapes),
        labels_(static_cast<std::size_t>(shapes.size())) {
    for (int tensor = 0; tensor < instance.tensor_count(); ++tensor) {
      rules_.emplace_back(instance, tensor, units);
    }
  }

  RoundResult run() {
    for (const PendingRules& rules : rules_) {
      if (rules.last_level() == -1) return {};
    }
    start();
    for (int level = 0; level < instance_.level_count(); ++level) {
      spread(level);
      iterate(level);
      keep(level);
    }
    return finish();
  }

 private:
  using Labels = std::vector<std::unordered_map<int, Energy>>;  // [shape][configuration]

  // One beginning for each number of instances that may add up partial sums.
  void start() {
    Configuration configuration;
    configuration.pendings.resize(rules_.size());
    start_with(0, configuration);
  }

  void start_with(std::size_t tensor, Configuration& configuration) {
    if (tensor == rules_.size()) {
      Configuration copy = configuration;
      labels_.front().emplace(table_.number(std::move(copy)), instance_.operation_energy);
      return;
    }
    const bool sums = rules_[tensor].tensor().read_write;
    for (Count summing = 1; summing <= (sums ? units_ : 1); ++summing) {
      if (units_ % summing != 0) continue;
      configuration.pendings[tensor].summing = summing;
      start_with(tensor + 1, configuration);
    }
  }

  // The loops from a shape outwards: their temporal iterations; 0 where they cannot use the units.
  Count rounds(int shape, Count units) const {
    const Count outside = units_ / units;
    const Count operations = instance_.operations / shapes_.volume(shape);
    return operations % outside == 0 ? operations / outside : 0;
  }

  bool worthwhile(int level, bool iterating, int shape, const Configuration& configuration,
                  Energy energy) const {
    if (!limit_ || energy >= *limit_) return !limit_;
    if (to_come_ == nullptr) return true;
    const Energy rest = to_come_->energy(level, iterating, shape, configuration.pendings,
                                         units_ / configuration.units);
    return rest >= 0 && energy + rest < *limit_;
  }

  void put(Labels& labels, int shape, int configuration, Energy energy) {
    auto& at_shape = labels[static_cast<std::size_t>(shape)];
    const auto [entry, added] = at_shape.emplace(configuration, energy);
    if (!added) entry->second = std::min(entry->second, energy);
  }

  void spread(int level) {
    Labels spread_labels(labels_.size());
    for (int shape = 0; shape < shapes_.size(); ++shape) {
      for (const auto& [number, energy] : labels_[static_cast<std::size_t>(shape)]) {
        for (const Shape& factors : instance_.levels[static_cast<std::size_t>(level)].spatial) {
          spread_one(level, shape, number, energy, factors, spread_labels);
        }
      }
    }
    labels_.swap(spread_labels);
  }

  void spread_one(int level, int shape, int number, Energy energy, const Shape& factors,
                  Labels& result) {
    const int larger = shapes_.times(shape, factors);
    if (larger == -1) return;
    const Count children = shapes_.volume(larger) / shapes_.volume(shape);
    if (units_ % (table_[number].units * children) != 0) return;
    Configuration configuration = table_[number];
    configuration.units *= children;
    if (rounds(larger, configuration.units) == 0) return;
    for (std::size_t tensor = 0; tensor < rules_.size(); ++tensor) {
      Pending& pending = configuration.pendings[tensor];
      if (!rules_[tensor].spread(pending, factors)) return;
      if (units_ / configuration.units % pending.summing != 0) return;
    }
    if (!worthwhile(level, true, larger, configuration, energy)) return;
    put(result, larger, table_.number(std::move(configuration)), energy);
  }

  void iterate(int level) {
    const std::vector<bool>& may = instance_.levels[static_cast<std::size_t>(level)].may_iterate;
    for (int shape = 0; shape < shapes_.size(); ++shape) {
      for (const auto& [number, energy] : labels_[static_cast<std::size_t>(shape)]) {
        count(level, shape, number, energy);
        for (int d = 0; d < instance_.dimension_count(); ++d) {
          if (!may[static_cast<std::size_t>(d)]) continue;
          iterate_one(level, shape, number, energy, d);
        }
      }
    }
  }

  void iterate_one(int level, int shape, int number, Energy energy, int dimension) {
    std::optional<Configuration> moved;
    for (const Count prime : shapes_.primes(dimension)) {
      const int larger = shapes_.times(shape, dimension, prime);
      if (larger == -1 || rounds(larger, table_[number].units) == 0 || !fits(level, larger)) {
        continue;
      }
      if (!moved) {
        moved = table_[number];
        for (std::size_t tensor = 0; tensor < rules_.size(); ++tensor) {
          if (!rules_[tensor].tensor().moved_by[static_cast<std::size_t>(dimension)]) continue;
          energy = add(energy,
                       rules_[tensor].move(moved->pendings[tensor], rounds(shape, moved->units)));
        }
      }
      if (!worthwhile(level, true, larger, *moved, energy)) continue;
      Configuration copy = *moved;
      put(labels_, larger, table_.number(std::move(copy)), energy);
    }
  }

  Count kept_words(int level, int shape) const {
    Count words = 0;
    for (int tensor = 0; tensor < instance_.tensor_count(); ++tensor) {
      if (!contains(instance_.levels[static_cast<std::size_t>(level)].keep, tensor)) continue;
      words += rules_[static_cast<std::size_t>(tensor)].tensor().words(shapes_.shape(shape));
    }
    return words;
  }

  bool fits(int level, int shape) const {
    const Count capacity = instance_.levels[static_cast<std::size_t>(level)].capacity;
    return capacity < 0 || kept_words(level, shape) <= capacity;
  }

  void keep(int level) {
    const Level& own = instance_.levels[static_cast<std::size_t>(level)];
    Labels kept(labels_.size());
    for (int shape = 0; shape < shapes_.size(); ++shape) {
      const auto& at_shape = labels_[static_cast<std::size_t>(shape)];
      if (at_shape.empty() || !fits(level, shape)) continue;
      if (own.capacity >= 0 && static_cast<double>(kept_words(level, shape)) < own.least_words) {
        continue;
      }
      for (const auto& [number, before] : at_shape) {
        Configuration configuration = table_[number];
        Energy energy = before;
        for (std::size_t tensor = 0; tensor < rules_.size(); ++tensor) {
          energy = add(energy, rules_[tensor].keep(configuration.pendings[tensor], level,
                                                   shapes_.shape(shape), configuration.units));
        }
        if (level + 1 < instance_.level_count() &&
            !worthwhile(level + 1, false, shape, configuration, energy)) {
          continue;
        }
        put(kept, shape, table_.number(std::move(configuration)), energy);
      }
    }
    labels_.swap(kept);
  }

  RoundResult finish() {
    for (const auto& [number, before] : labels_.back()) {
      Configuration configuration = table_[number];
      if (configuration.units != units_) continue;
      Energy energy = before;
      bool complete = true;
      for (std::size_t tensor = 0; tensor < rules_.size(); ++tensor) {
        Pending& pending = configuration.pendings[tensor];
        complete = complete && pending.summing == 1;
        energy = add(energy, rules_[tensor].move(pending, 1));
      }
      if (!complete || (limit_ && energy >= *limit_)) continue;
      if (!result_.least || energy < *result_.least) result_.least = energy;
    }
    return result_;
  }

  // Labels may be visited in any order, so the digest is a sum.
  void count(int level, int shape, int number, Energy energy) {
    ++result_.labels;
    std::string key;
    append(key, level);
    append(key, shape);
    append(key, static_cast<Count>(table_.hash(number)));
    append_energy(key, energy);
    result_.digest += digest(key);
  }

  const Instance& instance_;
  Count units_;
  std::optional<Energy> limit_;
  const CostToCome* to_come_;
  const Shapes& shapes_;
  std::vector<PendingRules> rules_;
  ConfigurationTable table_;
  Labels labels_;
  RoundResult result_;
};

}  // namespace

RoundResult search_round(const Instance& instance, const Shapes& shapes, Count units,
                         std::optional<Energy> limit, const CostToCome* to_come) {
  return Round(instance, units, limit, to_come, shapes).run();
}

std::vector<Count> unit_counts(const Instance& instance) {
  std::set<Count> counts{1};
  double all = 1;
  for (const Level& level : instance.levels) {
    all *= static_cast<double>(level.fanout_x) * static_cast<double>(level.fanout_y);
    std::set<Count> next;
    for (const Count count : counts) {
      for (const Shape& factors : level.spatial) {
        Count product = count;
        for (const Count factor : factors) product *= factor;
        next.insert(product);
      }
    }
    counts.swap(next);
  }
  std::vector<Count> result;
  for (const Count count : counts) {
    if (instance.operations % count != 0) continue;
    if (static_cast<double>(count) / all < instance.least_utilization) continue;
    result.push_back(count);
  }
  return result;
}

}  // namespace tilewright::certificate
