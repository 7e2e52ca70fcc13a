#include "model/report/xml.hpp"

#include <algorithm>

#include "model/report/level_nests.hpp"
#include "model/report/xml_sections.hpp"

namespace tilewright {

namespace {

constexpr std::size_t bypass_bits = 32;

/// By data space (as many as a workload could have): a bit for each storage level that keeps it,
/// outermost level first.
void add_mapping(XmlArchive& archive, const std::vector<LevelNest>& nests) {
  archive.open("mapping", XmlClass::mapping);
  archive.open("dataspace_bypass_nest_");
  for (int d = 0; d < max_data_spaces; ++d) {
    std::string bits(std::max(bypass_bits, nests.size()), '0');
    for (std::size_t level = 0; level < nests.size(); ++level) {
      if (contains(nests[level].keep, d)) bits[bits.size() - 1 - level] = '1';
    }
    archive.open("item", XmlClass::bypass_bits);
    archive.add("bits", bits);
    archive.close();
  }
  archive.close();
  archive.close();
}

/// A map from ids to numbers; ids are positions.
template <typename Item, typename ValueOf>
void add_integer_map(XmlArchive& archive, std::string_view tag, const std::vector<Item>& items,
                     const ValueOf& value_of) {
  archive.open(tag, XmlClass::integer_map);
  archive.add_count(static_cast<std::int64_t>(items.size()));
  for (std::size_t id = 0; id < items.size(); ++id) {
    archive.open("item", XmlClass::integer_entry);
    archive.add("first", static_cast<std::int64_t>(id));
    archive.add("second", value_of(items[id]));
    archive.close();
  }
  archive.close();
}

/// All data spaces are dense.
void add_densities(XmlArchive& archive, const Workload& workload) {
  archive.open("densities_", XmlClass::density_map);
  archive.add_count(workload.data_space_count());
  for (int d = 0; d < workload.data_space_count(); ++d) {
    archive.open("item", XmlClass::density_entry);
    archive.add("first", std::int64_t{d});
    archive.open("second", XmlClass::density_pointer);
    archive.open_object("px", XmlClass::density);
    archive.open("DensityDistribution", XmlClass::density_base);
    archive.close();
    archive.open("specs_", XmlClass::density_derived_specs);
    archive.open("DensityDistributionSpecs", XmlClass::density_specs);
    archive.add("type", std::string_view("UNSET"));
    archive.close();
    archive.add("type", std::string_view("fixed_structured"));
    archive.add("fixed_density", 1.0);
    archive.close();
    archive.close();
    archive.close();
    archive.close();
  }
  archive.close();
}

void add_workload(XmlArchive& archive, const Workload& workload) {
  const auto itself = [](std::int64_t bound) { return bound; };
  archive.open("workload_", XmlClass::workload);
  add_integer_map(archive, "factorized_bounds_", workload.bounds, itself);
  add_integer_map(archive, "coefficients_", workload.coefficients,
                  [](const Coefficient& coefficient) { return coefficient.value; });
  add_densities(archive, workload);
  // Scripts for older versions read the bounds under this name.
  add_integer_map(archive, "bounds_", workload.bounds, itself);
  archive.close();
}

}  // namespace

std::string map_stats_xml(const Workload& workload, const Architecture& architecture,
                          const CostTable& costs, const Mapping& mapping,
                          const Evaluation& evaluation) {
  const StatsInput input{workload, architecture, costs, evaluation};
  const std::vector<LevelNest> nests =
      reported_nests(mapping, workload, architecture.level_count());
  XmlArchive archive;
  archive.open("engine", XmlClass::engine);
  archive.open("topology_", XmlClass::topology);
  add_levels(archive, input, nests);
  add_networks(archive, input);
  archive.close();
  archive.close();
  add_mapping(archive, nests);
  archive.open_object("a", XmlClass::application);
  add_workload(archive, workload);
  archive.close();
  return archive.finish();
}

}  // namespace tilewright
