#include "sim/noc/mesh_settings.hpp"

#include <fmt/format.h>

namespace tilewright::sim {

namespace {

void check_range(const char* what, std::int64_t value, std::int64_t least, std::int64_t most,
                 const Place& place) {
  if (value >= least && value <= most) return;
  throw Error(place, fmt::format("{} of the mesh is {}", what, value),
              fmt::format("use {} to {}", least, most));
}

}  // namespace

void check(const MeshSettings& settings, const Place& place) {
  constexpr int most_routers = 65'536;
  constexpr int most_flits = 65'535;
  constexpr int most_cycles = 1'000'000;
  constexpr std::int64_t most_bits = std::int64_t{1} << 40;
  check_range("number of columns", settings.columns, 1, most_routers, place);
  check_range("number of rows", settings.rows, 1, most_routers / settings.columns, place);
  check_range("flit_bits", settings.flit_bits, 1, most_bits, place);
  // A packet is a header and at least one flit of payload.
  check_range("packet_flits", settings.packet_flits, 2, most_flits, place);
  check_range("buffer_flits", settings.buffer_flits, 1, most_flits, place);
  check_range("router_latency_cycles", settings.router_latency_cycles, 0, most_cycles, place);
  check_range("link_latency_cycles", settings.link_latency_cycles, 1, most_cycles, place);
}

void check_router(const MeshSettings& settings, int router, const Place& place) {
  if (router >= 0 && router < settings.router_count()) return;
  throw Error(place,
              fmt::format("there is no router {} in a mesh of {} x {}", router, settings.columns,
                          settings.rows),
              fmt::format("use 0 to {}, or a larger mesh", settings.router_count() - 1));
}

}  // namespace tilewright::sim
