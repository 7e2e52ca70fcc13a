#pragma once
// Which Timeloop do the numbers follow? Its rule of temporal reuse changed on 21 January 2025.

namespace tilewright {

/// The difference is what a step that leaves a tile where it is does to the stride that the rule
/// remembers (docs/equations.md, section 3).
enum class TimeloopYear {
  y2024 =
      2024,  ///< and before: the step counts as one of stride 0, so the next move ends the reuse
  y2025 = 2025,  ///< the step is passed over
};

}  // namespace tilewright
