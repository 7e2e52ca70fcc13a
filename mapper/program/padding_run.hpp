#pragma once
// --pad: the best mapping over the layer and its padded versions, as a user sees it.

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapper/cosa/padding.hpp"
#include "mapper/exact/padding.hpp"
#include "model/report/output.hpp"

namespace tilewright {

/// What was padded.
struct Padding {
  struct Dimension {
    std::string name;
    std::int64_t bound = 1;  ///< of the layer
    std::int64_t padded = 1;
  };
  std::vector<Dimension> dimensions;  ///< all of the layer
  std::int64_t operations = 1;        ///< of the layer
  std::int64_t padded_operations = 1;
  std::int64_t problems = 0;
  std::int64_t solved = 0;
};

/// Runs the exact mapper until `stop` is set, with progress on a terminal. Throws Error for
/// libconfig input, whose mapping file holds the layer itself.
PaddingResult solve_padded(const Spec& spec, double most_percent, ExactOptions options,
                           const std::atomic<bool>& stop);

/// The same with CoSA, without progress.
CosaPaddingResult map_padded(const Spec& spec, double most_percent, const CosaOptions& options);

Padding padding_of(const Spec& spec, const PaddedLayer& result);

/// "Padding: P 13 -> 14 | 7.1 % of the operations are padding | best of 12 problems (5 solved)".
std::string padding_line(const Padding& padding);

nlohmann::ordered_json padding_json(const Padding& padding);

/// The padded layer as an input file.
OutputFile problem_file(const Spec& spec);

}  // namespace tilewright
