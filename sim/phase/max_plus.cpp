#include "sim/phase/max_plus.hpp"

namespace tilewright::sim {

namespace {

bool is_identity(const Row& row, int index) {
  const auto& entries = row.entries();
  return entries.size() == 1 && entries[0].index == index && entries[0].duration == Stamp{};
}

}  // namespace

void Row::join(const Row& other) { join_after(other, {}); }

void Row::join_after(const Row& other, const Stamp& duration) {
  std::vector<Entry> joined;
  joined.reserve(entries_.size() + other.entries_.size());
  auto mine = entries_.begin();
  for (const Entry& theirs : other.entries_) {
    while (mine != entries_.end() && mine->index < theirs.index) joined.push_back(*mine++);
    Entry entry = theirs;
    entry.duration += duration;
    if (mine != entries_.end() && mine->index == entry.index) {
      if (entry.duration < mine->duration) entry = *mine;
      ++mine;
    }
    joined.push_back(entry);
  }
  joined.insert(joined.end(), mine, entries_.end());
  entries_ = std::move(joined);
}

void Row::add(std::int64_t ticks, int cause) {
  for (Entry& entry : entries_) entry.duration = after(entry.duration, ticks, cause);
}

Row later(const Row& a, const Row& b) {
  Row row = a;
  row.join(b);
  return row;
}

Row after(Row row, std::int64_t ticks, int cause) {
  row.add(ticks, cause);
  return row;
}

MaxPlus::MaxPlus(int size) {
  for (int index = 0; index < size; ++index) rows_.emplace_back(index);
}

MaxPlus MaxPlus::then(const MaxPlus& next) const {
  std::vector<Row> rows(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = next.rows_[i];
    if (is_identity(row, static_cast<int>(i))) {
      rows[i] = rows_[i];
      continue;
    }
    for (const Row::Entry& entry : row.entries()) {
      rows[i].join_after(rows_[static_cast<std::size_t>(entry.index)], entry.duration);
    }
  }
  return MaxPlus(std::move(rows));
}

MaxPlus MaxPlus::repeated(std::int64_t count) const {
  MaxPlus power = *this;
  MaxPlus result(size());
  for (;; power = power.then(power)) {
    if (count % 2 == 1) result = result.then(power);
    count /= 2;
    if (count == 0) return result;
  }
}

std::vector<Stamp> MaxPlus::apply(const std::vector<Stamp>& state) const {
  std::vector<Stamp> result(state.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    bool first = true;
    for (const Row::Entry& entry : rows_[i].entries()) {
      Stamp candidate = state[static_cast<std::size_t>(entry.index)];
      candidate += entry.duration;
      if (first || result[i] < candidate) result[i] = candidate;
      first = false;
    }
  }
  return result;
}

}  // namespace tilewright::sim
