#pragma once
// What one action costs: energies, areas and latencies of every component, resolved once from the
// architecture, the energy and area reference tables, and the built-in tables.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/spec/architecture.hpp"
#include "model/spec/tables.hpp"

namespace tilewright {

struct Spec;

/// Where an energy comes from. `none`: nothing gives one, so it is 0.
enum class EnergySource { built_in, reference_table, user, none };

/// Energies per vector access (one access of block_size words), per physical memory.
struct StorageCosts {
  double read_pj = 0;
  double fill_pj = 0;
  double update_pj = 0;
  double leak_pj = 0;           ///< per instance and cycle
  double vector_access_pj = 0;  ///< the one figure that the report prints; not used in sums
  EnergySource source = EnergySource::built_in;
  double area_um2 = 0;        ///< of one instance
  std::int64_t memories = 1;  ///< physical ones: instances / cluster_size
};

/// The network below a storage level.
struct NetworkCosts {
  std::int64_t word_bits = 16;
  double energy_per_hop_pj = 0;
  double router_energy_pj = 0;
  double ingress_energy_pj = 0;
  std::optional<double> wire_energy_pj_per_bit_mm;  ///< from the table, else the user's
  double tile_width_um = 0;                         ///< of what the network connects

  /// True when no traffic costs anything.
  bool is_free() const {
    return energy_per_hop_pj == 0 && router_energy_pj == 0 && ingress_energy_pj == 0;
  }
};

struct ComputeCosts {
  double operation_pj = 0;
  double area_um2 = 0;  ///< of one instance
  EnergySource source = EnergySource::built_in;
};

/// EnergyOrigin::per of storage accesses: of block_size words.
inline constexpr std::string_view per_vector_access = "vector access";

/// One of the energies with where it comes from.
struct EnergyOrigin {
  std::string component;
  std::string action;
  std::string_view per;  ///< what costs it: "vector access", "operation", ...
  double energy_pj = 0;
  EnergySource source = EnergySource::built_in;
  Place place;         ///< of the table's entry or the user's attribute; empty for built-in ones
  std::string detail;  ///< the table's action, the user's attribute, or the formula with operands
};

struct CostTable {
  ComputeCosts compute;
  std::vector<StorageCosts> storage;        ///< by storage level
  std::vector<NetworkCosts> networks;       ///< networks[l]: from storage level l inwards
  std::vector<EnergyOrigin> energies;       ///< every one, component after component
  double area_um2 = 0;                      ///< of the whole chip
  std::int64_t network_latency_cycles = 0;  ///< fill and drain latencies of all networks
};

/// Energy of one vector access of the built-in SRAM model, for one of `cluster_size` instances
/// that share a memory. Linear in the capacity: 1 pJ at 0.5 KB to 6 pJ at 100 KB for 16 bits.
/// Source: the public technology model of Timeloop (pat-public).
double built_in_sram_access_pj(std::int64_t size_words, std::int64_t word_bits,
                               std::int64_t block_size, std::int64_t cluster_size);

/// Energy of one vector access of the built-in DRAM model: 200 pJ per 16 bits.
double built_in_dram_access_pj(std::int64_t word_bits, std::int64_t block_size);

/// Energy of one multiplication of the built-in model: (word_bits / 16)^2 pJ.
double built_in_multiplier_pj(std::int64_t word_bits);

/// Resolves all costs. `energies` and `areas` may be nullptr; areas count only beside energies.
/// Throws Error when a component's cost cannot be known (an SRAM without a size).
CostTable resolve_costs(const Architecture& architecture, const EnergyTable* energies,
                        const AreaTable* areas);
/// Of the architecture and the tables of `spec`.
CostTable resolve_costs(const Spec& spec);

}  // namespace tilewright
