#include "model/report/picture/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "model/nest/loop_nest.hpp"
#include "model/nest/projection.hpp"
#include "model/report/picture/figures.hpp"

namespace tilewright::picture {

namespace {

/// "P+R": the dimensions that an axis runs over.
std::string axis_name(const Workload& workload, const Rank& rank) {
  std::string name;
  for (const ProjectionTerm& term : rank) {
    if (term.coefficient == 0) continue;
    name +=
        (name.empty() ? "" : "+") + workload.dimensions[static_cast<std::size_t>(term.dimension)];
  }
  return name;
}

double uses_per_word(const DataMovement& moved, bool read_write, bool reads_before_first_update) {
  const auto ratio = [](std::int64_t uses, std::int64_t words) {
    return words > 0 ? static_cast<double>(uses) / static_cast<double>(words) : 0;
  };
  if (!read_write) {
    return ratio(moved.reads, moved.fills > 0 ? moved.fills : moved.partition_size_words);
  }
  // Each word goes out as often as it comes in, and once more where it starts out as nothing.
  const std::int64_t first_words = reads_before_first_update ? 0 : moved.partition_size_words;
  return ratio(moved.updates, moved.fills + first_words);
}

class View {
 public:
  View(const Workload& workload, const Architecture& architecture, const Mapping& mapping,
       const Evaluation& evaluation)
      : workload_(workload),
        architecture_(architecture),
        mapping_(mapping),
        evaluation_(evaluation),
        nest_(workload.dimension_count(), architecture.level_count()) {
    nest_.assign(mapping);
  }

  MappingView make(TimeloopYear year) {
    auto loops = loop_effects(mapping_, workload_, architecture_.level_count(), year);
    MappingView view;
    view.title = title();
    view.latency_note = latency_note();
    for (int level = architecture_.level_count(); level-- > 0;) {
      view.levels.push_back(view_level(level));
      view.levels.back().loops = std::move(loops[static_cast<std::size_t>(level)]);
    }
    view.compute = {evaluation_.compute.utilized_instances, architecture_.compute.mesh.instances};
    return view;
  }

 private:
  std::string title() const {
    const auto name_of = [](const Place& place) {
      return std::filesystem::path(place.file).stem().string();
    };
    const std::string layer = name_of(workload_.place);
    const std::string chip = name_of(architecture_.place);
    if (layer.empty()) return workload_.shape_name;
    return chip.empty() || chip == layer ? layer : layer + " on " + chip;
  }

  std::string latency_note() const {
    const std::int64_t compute_cycles = evaluation_.compute.cycles;
    if (evaluation_.cycles == compute_cycles) return "compute-bound";
    std::string note = fmt::format("compute alone: {}", grouped_text(compute_cycles));
    for (std::size_t level = 0; level < evaluation_.storage.size(); ++level) {
      if (evaluation_.storage[level].cycles != evaluation_.cycles) continue;
      note += ", limit: " + architecture_.storage[level].name;
    }
    return note;
  }

  LevelView view_level(int level) const {
    const auto index = static_cast<std::size_t>(level);
    const StorageLevel& storage = architecture_.storage[index];
    const StorageEvaluation& cost = evaluation_.storage[index];
    const NestBlock& block = nest_.block(level);
    LevelView view;
    view.name = storage.name;
    view.instances = {cost.x_expansion * cost.y_expansion, storage.mesh.instances};
    for (int data_space = 0; data_space < workload_.data_space_count(); ++data_space) {
      view.tiles.push_back(view_tile(level, data_space));
      view.used_words += view.tiles.back().size_words;
    }
    view.capacity_words = storage.effective_size_words();
    view.multiple_buffering = storage.multiple_buffering;
    view.columns = {block.used_x, architecture_.fanout_x(level)};
    view.rows = {block.used_y, architecture_.fanout_y(level)};
    view.energy_pj = cost.energy_pj;
    view.network_energy_pj = evaluation_.networks[index].energy_pj;
    view.accesses = cost.accesses;
    return view;
  }

  TileView view_tile(int level, int data_space) const {
    TileView tile;
    tile.is_kept = contains(nest_.block(level).keep, data_space);
    if (!tile.is_kept) return tile;
    const auto space = static_cast<std::size_t>(data_space);
    const DataMovement& moved =
        evaluation_.storage[static_cast<std::size_t>(level)].data_spaces[space];
    const bool reads_before_first_update =
        !mapping_.directives.empty() &&
        contains(mapping_.directives[static_cast<std::size_t>(level)].rmw_first_update, data_space);
    const DataSpace& data = workload_.data_spaces[space];
    tile.size_words = moved.tile_size_words;
    tile.energy_pj = moved.energy_pj * moved.utilized_instances;
    tile.uses_per_word = uses_per_word(moved, data.read_write, reads_before_first_update);
    const std::vector<std::int64_t> operations = operations_at(level);
    const RankVector extents = Projection(workload_, data).rank_extents(operations);
    for (std::size_t rank = 0; rank < data.ranks.size(); ++rank) {
      if (extents[rank] == 1) continue;
      tile.extents.emplace_back(axis_name(workload_, data.ranks[rank]), extents[rank]);
    }
    return tile;
  }

  /// Per dimension, what the level works on between two fills. Imperfect loops may span more than
  /// there is.
  std::vector<std::int64_t> operations_at(int level) const {
    const auto extents = nest_.extents(level);
    std::vector<std::int64_t> operations(extents.begin(), extents.end());
    for (std::size_t d = 0; d < operations.size(); ++d) {
      operations[d] = std::min(operations[d], workload_.bounds[d]);
    }
    return operations;
  }

  const Workload& workload_;
  const Architecture& architecture_;
  const Mapping& mapping_;
  const Evaluation& evaluation_;
  LoopNest nest_;
};

}  // namespace

MappingView view_mapping(const Workload& workload, const Architecture& architecture,
                         const Mapping& mapping, const Evaluation& evaluation, TimeloopYear year) {
  return View(workload, architecture, mapping, evaluation).make(year);
}

}  // namespace tilewright::picture
