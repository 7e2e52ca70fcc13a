#pragma once
// Compares two stats texts number by number, as the project's acceptance check does: the same
// labels in the same order, and every number equal to the digits that the reference prints.

#include <string>

namespace tilewright::test {

/// The first differences, one a line; empty when the texts agree. A last digit that differs by one
/// unit is forgiven: sums in another order round differently.
std::string stats_differences(const std::string& got, const std::string& reference);

}  // namespace tilewright::test
