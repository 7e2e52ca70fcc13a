#include "model/report/picture/figures.hpp"

#include <fmt/format.h>

#include <array>

#include "model/report/text_lines.hpp"

namespace tilewright::picture {

namespace {

constexpr double smallest_share = 0.0005;  // that is not shown as 0
constexpr double smallest_whole_factor = 100;

template <std::size_t count>
std::string scaled_text(double number, const std::array<const char*, count>& units) {
  std::size_t unit = 0;
  while (number >= 999.95 && unit + 1 < count) {
    number /= 1000;
    ++unit;
  }
  return fmt::format("{:.4g} {}", number, units[unit]);
}

}  // namespace

std::string grouped_text(std::int64_t number) { return with_separators(std::to_string(number)); }

std::string short_text(std::int64_t number) {
  if (number < 10'000) return grouped_text(number);
  return scaled_text<6>(static_cast<double>(number) / 1000, {"k", "M", "G", "T", "P", "E"});
}

std::string energy_text(double energy_pj) {
  return scaled_text<5>(energy_pj, {"pJ", "nJ", "µJ", "mJ", "J"});
}

std::string edp_text(double edp_pj_cycles) {
  constexpr double joules_per_pj = 1e-12;
  const double edp = edp_pj_cycles * joules_per_pj;
  return (edp < 1000 ? fmt::format("{:.4g}", edp) : with_separators(fmt::format("{:.0f}", edp))) +
         " J·cycles";
}

std::string share_text(double share) {
  if (share > 0 && share < smallest_share) return "< 0.1 %";
  return fmt::format("{:.1f} %", 100 * share);
}

std::string factor_text(double factor) {
  if (factor < smallest_whole_factor) return fmt::format("{:.3g}", factor);
  return with_separators(fmt::format("{:.0f}", factor));
}

}  // namespace tilewright::picture
