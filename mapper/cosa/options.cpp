#include "mapper/cosa/options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "model/spec/error.hpp"

namespace tilewright {

namespace {

double parse_number(std::string_view name, const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) {
    throw Error(fmt::format("option '{}' has the value '{}'", name, text), "give a number");
  }
  return value;
}

}  // namespace

std::string_view to_text(CosaObjective objective) {
  switch (objective) {
    case CosaObjective::energy:
      return "energy";
    case CosaObjective::delay:
      return "delay";
    case CosaObjective::edp:
      break;
  }
  return "edp";
}

std::string_view unit_of(CosaObjective objective) {
  switch (objective) {
    case CosaObjective::energy:
      return "pJ";
    case CosaObjective::delay:
      return "cycles";
    case CosaObjective::edp:
      break;
  }
  return "pJ*cycles";
}

double cost_of(CosaObjective objective, double energy_pj, double latency_cycles) {
  switch (objective) {
    case CosaObjective::energy:
      return energy_pj;
    case CosaObjective::delay:
      return latency_cycles;
    case CosaObjective::edp:
      break;
  }
  return energy_pj * latency_cycles;
}

std::string_view CosaOption::type() const {
  return std::holds_alternative<double CosaOptions::*>(field) ? "number" : "text";
}

std::string CosaOption::default_text() const {
  const CosaOptions defaults;
  if (const auto* number = std::get_if<double CosaOptions::*>(&field)) {
    return fmt::format("{}", defaults.*(*number));
  }
  return defaults.*std::get<std::string CosaOptions::*>(field);
}

const std::vector<CosaOption>& cosa_option_declarations() {
  static const std::vector<CosaOption> declarations = {
      {"formulation", "improved: the model's own energy and latency; published: that of the paper",
       &CosaOptions::formulation},
      {"gap", "percent above the program's least cost at which the solver may end",
       &CosaOptions::gap_percent, cosa_improved},
      {"weight-utilization", "weight of the logarithms of the tile sizes in the inner buffers",
       &CosaOptions::weight_utilization, cosa_published},
      {"weight-compute", "weight of the logarithm of the temporal iterations",
       &CosaOptions::weight_compute, cosa_published},
      {"weight-traffic", "weight of the logarithms of the traffic volumes; not negative",
       &CosaOptions::weight_traffic, cosa_published},
      {"discount-base", "weight of a tile's size in the traffic at level 0",
       &CosaOptions::discount_base, cosa_published},
      {"discount-step", "what the weight of a tile's size grows by from level to level",
       &CosaOptions::discount_step, cosa_published},
      {"time-limit", "seconds after which the solver returns the best mapping so far; 0: no limit",
       &CosaOptions::time_limit_seconds},
      {"partition",
       "shares of shared buffers, as in \"GlobalBuffer:Inputs=0.5,GlobalBuffer:Outputs=0.5\"; "
       "empty: derived",
       &CosaOptions::partition, cosa_published},
      {"solver", "cbc, or highs if it is built in; empty: highs where it is, else cbc",
       &CosaOptions::solver},
  };
  return declarations;
}

void set_cosa_option(CosaOptions& options, std::string_view name, const std::string& text) {
  std::string known;
  for (const CosaOption& option : cosa_option_declarations()) {
    if (option.name == name) {
      if (const auto* number = std::get_if<double CosaOptions::*>(&option.field)) {
        options.*(*number) = parse_number(name, text);
      } else {
        options.*std::get<std::string CosaOptions::*>(option.field) = text;
      }
      return;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", option.name);
  }
  throw Error(fmt::format("the CoSA mapper has no option '{}'", name), "known: " + known);
}

void check_cosa_options(const CosaOptions& options) {
  for (const CosaOption& option : cosa_option_declarations()) {
    const auto* number = std::get_if<double CosaOptions::*>(&option.field);
    if (number != nullptr && !std::isfinite(options.*(*number))) {
      throw Error(fmt::format("option '{}' is not finite", option.name), "give a number");
    }
  }
  if (options.formulation != cosa_improved && options.formulation != cosa_published) {
    throw Error(fmt::format("option 'formulation' is '{}'", options.formulation),
                fmt::format("give {} or {}", cosa_improved, cosa_published));
  }
  if (options.gap_percent <= 0) {
    throw Error(fmt::format("option 'gap' is {}", options.gap_percent),
                "give more than 0 percent: sums of logarithms are only known to rounding errors");
  }
  if (options.weight_traffic < 0) {
    throw Error(fmt::format("option 'weight-traffic' is {}", options.weight_traffic),
                "traffic can only be minimized: give 0 or more");
  }
  if (options.time_limit_seconds < 0) {
    throw Error(fmt::format("option 'time-limit' is {}", options.time_limit_seconds),
                "give 0 (no limit) or more seconds");
  }
}

}  // namespace tilewright
