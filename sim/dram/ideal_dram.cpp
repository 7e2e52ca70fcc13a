#include "sim/dram/ideal_dram.hpp"

#include <algorithm>
#include <utility>

#include "model/spec/checked.hpp"
#include "sim/dram/byte_range.hpp"

namespace tilewright::sim {

IdealDram::IdealDram(IdealDramSettings settings, Engine& engine, DramListener& listener)
    : settings_(std::move(settings)), engine_(engine), listener_(listener) {
  check(settings_);
}

std::int64_t IdealDram::Request::next_part(std::int64_t burst_bytes) const {
  return std::min(end_bytes - address_bytes, burst_bytes - address_bytes % burst_bytes);
}

Cycle IdealDram::transfer_end(Cycle start, std::int64_t bytes) const {
  if (!settings_.bytes_per_cycle) return start;
  return checked_add(start, scale_up(bytes, settings_.bytes_per_cycle->inverse()));
}

Cycle IdealDram::done_cycle(const Request& request) const {
  const std::int64_t bytes = request.offset_bytes + request.next_part(settings_.burst_bytes);
  return checked_add(transfer_end(request.period_start, bytes), settings_.latency_cycles);
}

int IdealDram::request(bool write, std::int64_t address_bytes, std::int64_t size_bytes) {
  const std::int64_t end_bytes = range_end(address_bytes, size_bytes);
  if (engine_.now() >= transfer_end(period_start_, period_bytes_)) {
    period_start_ = engine_.now();
    period_bytes_ = 0;
  }
  requests_.push_back({next_id_, write, address_bytes, end_bytes, period_start_, period_bytes_});
  period_bytes_ = checked_add(period_bytes_, size_bytes);
  schedule();
  return next_id_++;
}

void IdealDram::schedule() {
  if (scheduled_ || requests_.empty()) return;
  scheduled_ = true;
  engine_.at(done_cycle(requests_.front()), [this] { deliver(); });
}

void IdealDram::deliver() {
  while (!requests_.empty() && done_cycle(requests_.front()) <= engine_.now()) deliver_front();
  scheduled_ = false;
  schedule();
}

void IdealDram::deliver_front() {
  Request& front = requests_.front();
  const int id = front.id;
  std::int64_t useful_bytes = 0;
  std::int64_t bursts = 0;
  while (front.address_bytes < front.end_bytes && done_cycle(front) <= engine_.now()) {
    const std::int64_t part = front.next_part(settings_.burst_bytes);
    front.address_bytes += part;
    front.offset_bytes += part;
    useful_bytes += part;
    ++bursts;
  }
  (front.write ? statistics_.bursts_written : statistics_.bursts_read) += bursts;
  (front.write ? statistics_.bytes_written : statistics_.bytes_read) += useful_bytes;
  const bool last = front.address_bytes == front.end_bytes;
  // The listener may ask for more, so everything is in order before it is told.
  if (last) requests_.pop_front();
  listener_.burst_done(id, useful_bytes, last, engine_.now());
}

std::int64_t IdealDram::pending_requests() const {
  return static_cast<std::int64_t>(requests_.size());
}

DramStatistics IdealDram::statistics() {
  DramStatistics result = statistics_;
  result.bytes_transferred = result.bytes_read + result.bytes_written;
  if (settings_.bytes_per_cycle) {
    result.data_cycles = scale_up(result.bytes_transferred, settings_.bytes_per_cycle->inverse());
  }
  return result;
}

}  // namespace tilewright::sim
