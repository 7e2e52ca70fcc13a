#include "mapper/exact/account.hpp"

#include <algorithm>
#include <cmath>

#include "model/spec/checked.hpp"

namespace tilewright::exact {

namespace {

// How far a number of words may be off that the evaluator computes in another order.
constexpr double rounding = 1e-9;

}  // namespace

double rounded_words(double words) {
  const double whole = std::floor(words);
  const double rest = words - whole;
  if (rest == 0.5) return whole + 1;
  return whole + (rest > 0.5 + rounding ? 1 : 0);
}

Components::Components(const Problem& problem) {
  const auto levels = static_cast<std::size_t>(problem.level_count());
  traffic.assign(levels, -1);
  if (problem.needs_cycles) cycles = count++;
  for (const StorageCosts& cost : problem.costs.storage) {
    if (cost.leak_pj != 0 && leakage < 0) leakage = count++;
  }
  for (int space = 0; space < problem.space_count(); ++space) {
    content[static_cast<std::size_t>(space)] = count++;
  }
  for (std::size_t level = 0; level < levels; ++level) {
    if (!problem.levels[level].limits_bandwidth) continue;
    traffic[level] = count;
    count += 2 * problem.space_count();
  }
  if (count > max_components) {
    throw Error("the exact mapper does not cover so many levels with limited bandwidth",
                "limit the bandwidth of fewer levels");
  }
}

Account::Account(const Problem& problem, std::int64_t units)
    : problem_(problem),
      components_(problem),
      any_units_(units == exact::any_units),
      units_(any_units_ ? 1 : units),
      compute_cycles_(problem.operations / static_cast<double>(units_)) {}

void Account::charge(int level, int space, Access access, double words, std::int64_t units_below,
                     Values& values) const {
  const auto index = static_cast<std::size_t>(level);
  const Level& costs = problem_.levels[index];
  if (contains(costs.uncounted, space)) return;
  const double clusters =
      any_units_ ? 1 : static_cast<double>(std::min(units_ / units_below, costs.memories));
  const double vectors =
      costs.block_size == 1
          ? words
          : static_cast<double>(ceil_divide(static_cast<std::int64_t>(words), costs.block_size));
  double energy = vectors * costs.access_pj[static_cast<std::size_t>(access)];
  const bool read_write = problem_.spaces[static_cast<std::size_t>(space)].read_write;
  if (access == Access::fill || read_write == (access == Access::update)) {
    energy += words * costs.address_pj;
  }
  if (tracks_energy_) values[Components::energy] += energy * clusters;
  if (components_.traffic[index] < 0 || !tracks_cycles_) return;
  const int counter = components_.traffic[index] + 2 * space + (access == Access::read ? 0 : 1);
  values[static_cast<std::size_t>(counter)] += words;
}

double Account::least_pj(int level, Access access, double words, std::int64_t units_below) const {
  if (!tracks_energy_) return 0;
  const Level& costs = problem_.levels[static_cast<std::size_t>(level)];
  const auto all = static_cast<double>(problem_.instances(level));
  const double in_use = any_units_ ? all : instances(units_below);
  const double clusters =
      any_units_ ? 1 : std::min(1.0, static_cast<double>(costs.memories) / in_use);
  return std::max(0.0, words - in_use) * clusters *
         costs.access_pj[static_cast<std::size_t>(access)] / static_cast<double>(costs.block_size);
}

void Account::add_leakage(int level, std::int64_t units_below, Values& values) const {
  if (components_.leakage < 0 || !tracks_energy_) return;
  const Architecture& architecture = problem_.spec.architecture;
  for (int leaking = 0; leaking < problem_.level_count(); ++leaking) {
    const auto index = static_cast<std::size_t>(leaking);
    const StorageLevel& storage = architecture.storage[index];
    const int gate = architecture.find_level(storage.power_gated_at).value_or(leaking);
    const auto gates = static_cast<double>(std::max<std::int64_t>(
        architecture.storage[static_cast<std::size_t>(gate)].mesh.instances, 1));
    const double per_gate = static_cast<double>(storage.mesh.instances) / gates;
    const bool gated = per_gate > 1;
    if ((gated ? gate : leaking) != level) continue;
    values[static_cast<std::size_t>(components_.leakage)] +=
        problem_.costs.storage[index].leak_pj * (gated ? per_gate : 1) * instances(units_below);
  }
}

// The operations of throttle() in model/cost/storage_cost.cpp, one by one, for the same rounding.
double Account::level_cycles(int level, const Values& values) const {
  const auto index = static_cast<std::size_t>(level);
  const StorageLevel& storage = problem_.spec.architecture.storage[index];
  const auto first = values.begin() + components_.traffic[index];
  double reads = 0;
  double writes = 0;
  for (int space = 0; space < problem_.space_count(); ++space) {
    const double scale = problem_.levels[index].bandwidth_scales[static_cast<std::size_t>(space)];
    const auto words = first + static_cast<std::ptrdiff_t>(2) * space;
    reads += words[0] / compute_cycles_ * scale;
    writes += words[1] / compute_cycles_ * scale;
  }
  double slowdown = 1;
  const auto limit = [&](const std::optional<double>& bandwidth, double demand) {
    if (bandwidth && *bandwidth < demand) slowdown = std::min(slowdown, *bandwidth / demand);
  };
  limit(storage.read_bandwidth, reads);
  limit(storage.write_bandwidth, writes);
  limit(storage.shared_bandwidth, writes + reads);
  return std::ceil(compute_cycles_ / slowdown);
}

void Account::close_level(int level, Values& values) const {
  auto& cycles = values[static_cast<std::size_t>(components_.cycles)];
  cycles = std::max(cycles, level_cycles(level, values));
  std::fill_n(values.begin() + components_.traffic[static_cast<std::size_t>(level)],
              2 * problem_.space_count(), 0.0);
}

double Account::busy_cycles(const Values& values) const {
  double cycles = compute_cycles_;
  if (components_.cycles >= 0) {
    cycles = std::max(cycles, values[static_cast<std::size_t>(components_.cycles)]);
  }
  for (int level = 0; level < problem_.level_count(); ++level) {
    if (components_.traffic[static_cast<std::size_t>(level)] < 0) continue;
    cycles = std::max(cycles, level_cycles(level, values));
  }
  return cycles;
}

double Account::latency_cycles(const Values& values, double least_cycles) const {
  return std::max(least_cycles, busy_cycles(values)) +
         static_cast<double>(problem_.costs.network_latency_cycles);
}

double Account::energy_pj(const Values& values, double least_cycles) const {
  double energy = values[Components::energy];
  if (components_.leakage >= 0) {
    energy += values[static_cast<std::size_t>(components_.leakage)] *
              std::max(least_cycles, busy_cycles(values));
  }
  return energy;
}

}  // namespace tilewright::exact
