#include "sim/verify/tensor_player.hpp"

#include <algorithm>
#include <iterator>

#include "model/spec/checked.hpp"
#include "sim/verify/einsum.hpp"

namespace tilewright::sim {

namespace {

std::size_t index(std::int64_t number) { return static_cast<std::size_t>(number); }

}  // namespace

TensorPlayer::TensorPlayer(const Workload& workload, const Mapping& mapping, const PlayedNest& nest,
                           const std::vector<Edge>& edges, const VerifyOptions& options)
    : nest_(nest),
      space_(edges.front().space),
      is_result_(workload.data_spaces[index(space_)].read_write),
      seed_(options.seed),
      counts_units_(options.count_words),
      layout_(workload, space_),
      unit_sharing_(nest, mapping, edges.front(), is_result_, options.fanouts),
      point_(index(layout_.rank_count())),
      base_(point_) {
  unit_words_.edge = edges.front();
  for (std::size_t d = 0; d < workload.dimensions.size(); ++d) {
    if (layout_.depends_on(static_cast<int>(d))) dimensions_.push_back(d);
  }
  unit_lists_.resize(index(nest.instances(-1)));
  const std::vector<std::int64_t> tensor = layout_.bounding_extents(workload.bounds);
  for (const Edge& edge : edges) {
    Stage stage{edge.parent, edge == edges.back(), tensor, {}};
    if (!stage.outermost) {
      stage.extents = layout_.bounding_extents(nest.extents(stage.level));
      for (std::size_t rank = 0; rank < tensor.size(); ++rank) {
        stage.extents[rank] = std::min(stage.extents[rank], tensor[rank]);
      }
    }
    stages_.push_back(std::move(stage));
    if (edge.child < 0) continue;
    Passage passage{edge,
                    stages_.size() - 2,
                    Sharing(nest, mapping, edge, is_result_, options.fanouts),
                    {edge}};
    const std::size_t children = index(nest.instances(edge.child));
    passage.tiles.resize(children);
    for (WordLists* lists :
         {&passage.held, &passage.arriving, &passage.departing, &passage.arrived_before}) {
      lists->resize(children);
    }
    passages_.push_back(std::move(passage));
  }
}

std::int64_t TensorPlayer::buffered_words() const {
  std::int64_t words = 0;
  for (const Stage& stage : stages_) {
    if (stage.outermost && !is_result_) continue;
    std::int64_t own = nest_.instances(stage.level);
    for (const std::int64_t extent : stage.extents) own = checked_multiply(own, extent);
    words = checked_add(words, own);
  }
  return words;
}

void TensorPlayer::allocate() {
  for (Stage& stage : stages_) {
    if (stage.outermost && !is_result_) continue;
    stage.buffers.assign(index(nest_.instances(stage.level)), TileBuffer(stage.extents));
    for (TileBuffer& buffer : stage.buffers) {
      std::uint32_t number = 0;
      for (TileBuffer::Word& word : buffer.words()) {
        if (stage.outermost) word.number = number++;
      }
    }
  }
}

bool TensorPlayer::step(const TileFlow& flow, int moved, const Position* next) {
  const auto moves = [&](const Passage& passage) {
    return moved >= flow.first_outside(passage.edge.child);
  };
  for (Passage& passage : passages_) {
    if (moves(passage)) find_moves(passage, next);
  }
  for (Passage& passage : passages_) {
    const bool gives = is_result_ && moves(passage) && passage.moves;
    if (fault_ || (gives && !give_sums(passage, next == nullptr))) return false;
  }
  for (auto passage = passages_.rbegin(); passage != passages_.rend() && next != nullptr;
       ++passage) {
    if (!moves(*passage)) continue;
    const bool done =
        !passage->moves || (is_result_ ? take_sums(*passage, flow.touched(passage->edge, *next))
                                       : take_inputs(*passage));
    if (!done) return false;
    std::swap(passage->arrived_before, passage->arriving);
    passage->started = true;
  }
  return !fault_;
}

// What each child must give away and receive.
void TensorPlayer::find_moves(Passage& passage, const Position* next) {
  std::vector<std::int64_t> numbers;
  passage.moves = false;
  for (std::size_t child = 0; child < passage.held.size(); ++child) {
    std::vector<std::int64_t>& held = passage.held[child];
    passage.arriving[child].clear();
    passage.departing[child].clear();
    const auto instance = static_cast<std::int64_t>(child);
    const bool active = next != nullptr && nest_.locate(passage.edge.child, instance, *next, box_);
    const bool whole = passage.sharing.whole_tiles();
    if (!whole && same_tile(active ? &box_ : nullptr, passage.tiles[child])) continue;
    numbers.clear();
    if (active && !list_tile(box_, passage.edge.child, instance, numbers)) return;
    passage.tiles[child].active = active;
    if (active) passage.tiles[child].box = box_;
    if (whole) {
      passage.arriving[child] = numbers;
      passage.departing[child] = held;
    } else {
      std::set_difference(numbers.begin(), numbers.end(), held.begin(), held.end(),
                          std::back_inserter(passage.arriving[child]));
      std::set_difference(held.begin(), held.end(), numbers.begin(), numbers.end(),
                          std::back_inserter(passage.departing[child]));
    }
    passage.moves =
        passage.moves || !passage.arriving[child].empty() || !passage.departing[child].empty();
    held.swap(numbers);
  }
}

// `box`: null where the instance is idle.
bool TensorPlayer::same_tile(const OperationBox* box, const HeldTile& tile) const {
  if (box == nullptr || !tile.active) return (box != nullptr) == tile.active;
  for (const std::size_t d : dimensions_) {
    if (box->low[d] != tile.box.low[d] || box->extent[d] != tile.box.extent[d]) return false;
  }
  return true;
}

// The numbers of a tile's words, ascending. False where one lies outside of the tensor.
bool TensorPlayer::list_tile(const OperationBox& box, int level, std::int64_t instance,
                             std::vector<std::int64_t>& numbers) {
  std::vector<std::int64_t>& points = tile_points_[box.extent];
  if (points.empty()) points = layout_.tile_points(box.extent);
  layout_.project(box.low, base_);
  const std::size_t ranks = point_.size();
  const std::size_t count = ranks == 0 ? 1 : points.size() / ranks;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      point_[rank] = base_[rank] + points[i * ranks + rank];
    }
    numbers.push_back(layout_.number(point_));
    if (numbers.back() >= 0) continue;
    fault_ = {
        VerifyFault::Kind::outside, space_, layout_.coordinates(point_), 0, 0, level, instance};
    return false;
  }
  return true;
}

bool TensorPlayer::give_sums(Passage& passage, bool ends) {
  const std::size_t parent_stage = passage.child_stage + 1;
  for (std::size_t child = 0; child < passage.departing.size(); ++child) {
    const auto instance = static_cast<std::int64_t>(child);
    const std::int64_t parent = instance / passage.sharing.children_per_parent();
    for (const std::int64_t number : passage.departing[child]) {
      TileBuffer::Word* const own = find(passage.child_stage, instance, number);
      TileBuffer::Word* const sum = find(parent_stage, parent, number);
      if (own == nullptr || sum == nullptr) return false;
      sum->value += own->value;
      sum->has_sum = true;
      own->number = TileBuffer::Word::none;
    }
  }
  const Sharing::Shares shares =
      passage.sharing.share(passage.departing, ends ? nullptr : &passage.arriving);
  passage.words.parent_written += shares.parent_words;
  passage.words.child_given += shares.child_words;
  passage.words.link_given += shares.link_words;
  return true;
}

bool TensorPlayer::take_inputs(Passage& passage) {
  const Sharing::Shares shares =
      passage.sharing.share(passage.arriving, passage.started ? &passage.arrived_before : nullptr);
  std::vector<std::int64_t> values;
  for (std::size_t child = 0; child < passage.arriving.size(); ++child) {
    const auto instance = static_cast<std::int64_t>(child);
    const std::int64_t partner = shares.partners.empty() ? -1 : shares.partners[child];
    const std::int64_t parent = instance / passage.sharing.children_per_parent();
    for (const std::int64_t number : passage.arriving[child]) {
      const auto value = partner >= 0 ? read(passage.child_stage, partner, number)
                                      : read(passage.child_stage + 1, parent, number);
      if (!value) return false;
      values.push_back(*value);
    }
  }
  drop_departing(passage);
  auto value = values.begin();
  for (std::size_t child = 0; child < passage.arriving.size(); ++child) {
    for (const std::int64_t number : passage.arriving[child]) {
      insert(passage.child_stage, static_cast<std::int64_t>(child),
             {*value++, static_cast<std::uint32_t>(number), false});
    }
  }
  passage.words.parent_read += shares.parent_words;
  passage.words.child_received += shares.child_words;
  passage.words.link_received += shares.link_words;
  return true;
}

// The first of the children that start on a word together takes its partial sum, which leaves 0 for
// the others.
bool TensorPlayer::take_sums(Passage& passage, bool touched) {
  const std::size_t parent_stage = passage.child_stage + 1;
  for (std::size_t child = 0; child < passage.arriving.size(); ++child) {
    const auto instance = static_cast<std::int64_t>(child);
    const std::int64_t parent = instance / passage.sharing.children_per_parent();
    for (const std::int64_t number : passage.arriving[child]) {
      TileBuffer::Word* const sum = find(parent_stage, parent, number);
      if (sum == nullptr) return false;
      if (sum->has_sum != touched) {
        report(VerifyFault::Kind::lost_partial_sum, parent_stage, parent,
               layout_.coordinates(number));
        return false;
      }
      insert(passage.child_stage, instance,
             {sum->value, static_cast<std::uint32_t>(number), touched});
      sum->value = 0;
    }
  }
  if (!touched) return true;
  const Sharing::Shares shares =
      passage.sharing.share(passage.arriving, passage.started ? &passage.arrived_before : nullptr);
  passage.words.parent_read += shares.parent_words;
  passage.words.child_received += shares.child_words;
  passage.words.link_received += shares.link_words;
  return true;
}

void TensorPlayer::drop_departing(Passage& passage) {
  for (std::size_t child = 0; child < passage.departing.size(); ++child) {
    TileBuffer& buffer = stages_[passage.child_stage].buffers[child];
    for (const std::int64_t number : passage.departing[child]) {
      layout_.locate(number, point_);
      buffer.at(point_).number = TileBuffer::Word::none;
    }
  }
}

TileBuffer::Word* TensorPlayer::find(std::size_t stage, std::int64_t instance,
                                     std::int64_t number) {
  layout_.locate(number, point_);
  return find(stage, instance, number, point_);
}

TileBuffer::Word* TensorPlayer::find(std::size_t stage, std::int64_t instance, std::int64_t number,
                                     std::span<const std::int64_t> point) {
  if (number >= 0) {
    TileBuffer::Word& word = stages_[stage].buffers[index(instance)].at(point);
    if (word.number == number) return &word;
  }
  report(number < 0 ? VerifyFault::Kind::outside : VerifyFault::Kind::missing_word, stage, instance,
         layout_.coordinates(point));
  return nullptr;
}

std::optional<std::int64_t> TensorPlayer::read(std::size_t stage, std::int64_t instance,
                                               std::int64_t number) {
  if (stages_[stage].outermost) return input_value(seed_, space_, number);
  const TileBuffer::Word* const word = find(stage, instance, number);
  return word == nullptr ? std::nullopt : std::optional(word->value);
}

void TensorPlayer::insert(std::size_t stage, std::int64_t instance, const TileBuffer::Word& word) {
  layout_.locate(word.number, point_);
  stages_[stage].buffers[index(instance)].at(point_) = word;
}

void TensorPlayer::report(VerifyFault::Kind kind, std::size_t stage, std::int64_t instance,
                          std::vector<std::int64_t> coordinates) {
  fault_ = {kind, space_, std::move(coordinates), 0, 0, stages_[stage].level, instance};
}

}  // namespace tilewright::sim
