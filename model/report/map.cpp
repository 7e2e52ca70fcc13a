#include <fmt/format.h>

#include <utility>
#include <variant>

#include "model/report/level_nests.hpp"
#include "model/report/report.hpp"

namespace tilewright {

namespace {

/// "L0 [ Weights:36 (36) Inputs:18 (18) ] ": what a level keeps, the tile's words, and the words
/// that it takes.
std::string level_line(const Workload& workload, const Architecture& architecture,
                       const Storage& storage, const Evaluation& evaluation) {
  std::string line = architecture.storage[storage.level].name + " [ ";
  for (int d = 0; d < workload.data_space_count(); ++d) {
    if (!contains(storage.data_spaces, d)) continue;
    const DataMovement& moved = evaluation.storage[storage.level].data_spaces[d];
    line += fmt::format("{}:{} ({}) ", workload.data_spaces[d].name, moved.tile_share_words,
                        moved.tile_size_words);
  }
  return line + "] ";
}

/// Puts the loop nest together. The rule under a level's line and the blank line above it are held
/// back until a loop asks for them, so that levels without loops stand close together.
class NestText {
 public:
  void add_level(const std::string& line) {
    if (is_blank_pending_) text_ += "\n";
    is_blank_pending_ = false;
    text_ += line + "\n";
    pending_rule_.assign(line.size() - 1, '-');
    pending_rule_ += '\n';
  }

  void add_loop(const std::string& loop) {
    add_body(loop);
    indent_ += "  ";
    is_blank_pending_ = true;
  }

  std::string finish() {
    add_body("<< Compute >>");
    return std::move(text_);
  }

 private:
  void add_body(const std::string& body) {
    text_ += pending_rule_ + "| " + indent_ + body + "\n";
    pending_rule_.clear();
  }

  std::string text_;
  std::string indent_;
  std::string pending_rule_;
  bool is_blank_pending_ = false;
};

}  // namespace

std::string map_text(const Workload& workload, const Architecture& architecture,
                     const Mapping& mapping, const Evaluation& evaluation) {
  NestText nest;
  for (const MappingNode& node : mapping.nodes) {
    if (const auto* storage = std::get_if<Storage>(&node)) {
      nest.add_level(level_line(workload, architecture, *storage, evaluation));
      continue;
    }
    const Loop& loop = std::get<Loop>(node);
    if (loop.bound > 1) nest.add_loop(loop_text(workload, loop));
  }
  return nest.finish();
}

}  // namespace tilewright
