#pragma once
// Numbers as pictures show them: short, with units.

#include <cstdint>
#include <string>

namespace tilewright::picture {

/// "1,234,567".
std::string grouped_text(std::int64_t number);

/// Four digits and a unit: "713.7 k", "17.1 M"; numbers below 10,000 in full.
std::string short_text(std::int64_t number);

/// "131.4 µJ".
std::string energy_text(double energy_pj);

/// "14.84 J·cycles", for energy times delay.
std::string edp_text(double edp_pj_cycles);

/// "13.3 %" of 0.133.
std::string share_text(double share);

/// "28", "1.13", "12,345".
std::string factor_text(double factor);

}  // namespace tilewright::picture
