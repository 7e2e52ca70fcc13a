#include "mapper/cosa/published/partition.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <string_view>

namespace tilewright::cosa {

namespace {

constexpr double published_read_only_share = 0.25;
constexpr double published_read_write_share = 0.75;
constexpr double sum_tolerance = 1e-9;

DataSpaceMask read_write_mask(const Workload& workload) {
  DataSpaceMask mask = 0;
  for (int s = 0; s < workload.data_space_count(); ++s) {
    if (workload.data_spaces[s].read_write) mask |= 1U << s;
  }
  return mask;
}

double derived_share(DataSpaceMask stored, DataSpaceMask read_write, bool is_global_buffer,
                     int data_space) {
  if (!contains(stored, data_space)) return 0;
  const bool one_of_each =
      std::popcount(stored & read_write) == 1 && std::popcount(stored & ~read_write) == 1;
  if (is_global_buffer && one_of_each) {
    return contains(read_write, data_space) ? published_read_write_share
                                            : published_read_only_share;
  }
  return 1.0 / std::popcount(stored);
}

[[noreturn]] void reject_entry(std::string_view entry, std::string_view problem) {
  throw Error(fmt::format("option 'partition', entry '{}': {}", entry, problem),
              "write Level:DataSpace=share with a share above 0 and up to 1");
}

void apply_entry(const Spec& spec, const std::vector<DataSpaceMask>& stored, std::string_view entry,
                 std::vector<std::vector<double>>& shares) {
  const auto colon = entry.find(':');
  const auto equals = entry.find('=');
  if (colon == std::string_view::npos || equals == std::string_view::npos || equals < colon) {
    reject_entry(entry, "not of the form Level:DataSpace=share");
  }
  const auto level = spec.architecture.find_level(entry.substr(0, colon));
  if (!level) reject_entry(entry, "unknown level");
  const auto data_space =
      spec.workload.find_data_space(entry.substr(colon + 1, equals - colon - 1));
  if (!data_space) reject_entry(entry, "unknown data space");
  if (!contains(stored[*level], *data_space)) reject_entry(entry, "not stored at that level");
  const std::string_view number = entry.substr(equals + 1);
  double share = 0;
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), share);
  if (error != std::errc{} || stop != number.data() + number.size() || !(share > 0 && share <= 1)) {
    reject_entry(entry, "not a share");
  }
  shares[*level][*data_space] = share;
}

void apply_text(const Spec& spec, const std::vector<DataSpaceMask>& stored, std::string_view text,
                std::vector<std::vector<double>>& shares) {
  while (!text.empty()) {
    const auto comma = text.find(',');
    apply_entry(spec, stored, text.substr(0, comma), shares);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
}

void check_sums(const Spec& spec, const std::vector<std::vector<double>>& shares) {
  for (std::size_t level = 0; level < shares.size(); ++level) {
    double sum = 0;
    for (const double share : shares[level]) sum += share;
    if (sum > 1 + sum_tolerance) {
      throw Error(fmt::format("option 'partition': the shares of level '{}' sum up to {}",
                              spec.architecture.storage[level].name, sum),
                  "give the share of every data space that the level stores, 1 in all at most");
    }
  }
}

}  // namespace

std::vector<std::vector<double>> derive_partition(const Spec& spec,
                                                  const std::vector<DataSpaceMask>& stored,
                                                  int global_buffer, const std::string& text) {
  const DataSpaceMask read_write = read_write_mask(spec.workload);
  std::vector<std::vector<double>> shares(stored.size());
  for (std::size_t level = 0; level < stored.size(); ++level) {
    for (int s = 0; s < spec.workload.data_space_count(); ++s) {
      shares[level].push_back(
          derived_share(stored[level], read_write, static_cast<int>(level) == global_buffer, s));
    }
  }
  apply_text(spec, stored, text, shares);
  check_sums(spec, shares);
  return shares;
}

}  // namespace tilewright::cosa
