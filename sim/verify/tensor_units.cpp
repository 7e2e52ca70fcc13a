// A tensor's words at the compute units, and what is left in the end (TensorPlayer).

#include "sim/verify/einsum.hpp"
#include "sim/verify/tensor_player.hpp"

namespace tilewright::sim {

std::optional<std::int64_t> TensorPlayer::read(std::int64_t unit,
                                               std::span<const std::int64_t> point) {
  const std::int64_t number = layout_.number(point);
  note_unit(unit, number);
  if (stages_.front().outermost && number >= 0) return input_value(seed_, space_, number);
  const TileBuffer::Word* word = nullptr;
  if (!stages_.front().outermost) {
    word = find(0, unit / unit_sharing_.children_per_parent(), number, point);
  } else {
    report(VerifyFault::Kind::outside, 0, unit / unit_sharing_.children_per_parent(),
           layout_.coordinates(point));
  }
  return word == nullptr ? std::nullopt : std::optional(word->value);
}

TileBuffer::Word* TensorPlayer::find_sum(std::int64_t unit, std::span<const std::int64_t> point,
                                         bool touched) {
  const std::int64_t number = layout_.number(point);
  note_unit(unit, number);
  const std::int64_t instance = unit / unit_sharing_.children_per_parent();
  TileBuffer::Word* const word = find(0, instance, number, point);
  if (word == nullptr || word->has_sum == touched) return word;
  report(VerifyFault::Kind::lost_partial_sum, 0, instance, layout_.coordinates(point));
  return nullptr;
}

void TensorPlayer::note_unit(std::int64_t unit, std::int64_t number) {
  if (counts_units_) unit_lists_[static_cast<std::size_t>(unit)].assign(1, number);
}

void TensorPlayer::count_operations(bool touched) {
  if (!counts_units_) return;
  if (!is_result_ || touched) {
    const Sharing::Shares shares =
        unit_sharing_.share(unit_lists_, units_started_ ? &last_unit_lists_ : nullptr);
    unit_words_.parent_read += shares.parent_words;
    unit_words_.child_received += shares.child_words;
    unit_words_.link_received += shares.link_words;
  }
  if (is_result_ && units_started_) {
    const Sharing::Shares shares = unit_sharing_.share(last_unit_lists_, &unit_lists_);
    unit_words_.parent_written += shares.parent_words;
    unit_words_.child_given += shares.child_words;
    unit_words_.link_given += shares.link_words;
  }
  units_started_ = true;
  last_unit_lists_.swap(unit_lists_);
  unit_lists_.resize(last_unit_lists_.size());
  for (std::vector<std::int64_t>& list : unit_lists_) list.clear();
}

void TensorPlayer::finish_counts() {
  if (!counts_units_ || !is_result_) return;
  const Sharing::Shares shares = unit_sharing_.share(last_unit_lists_, nullptr);
  unit_words_.parent_written += shares.parent_words;
  unit_words_.child_given += shares.child_words;
}

std::vector<EdgeWords> TensorPlayer::words() const {
  std::vector<EdgeWords> words{unit_words_};
  for (const Passage& passage : passages_) words.push_back(passage.words);
  return words;
}

std::vector<std::int64_t> TensorPlayer::result() const {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(layout_.words()), 0);
  for (const TileBuffer& buffer : stages_.back().buffers) {
    for (std::size_t word = 0; word < sums.size(); ++word) sums[word] += buffer.words()[word].value;
  }
  return sums;
}

}  // namespace tilewright::sim
