#pragma once
// A DRAM that is limited by bandwidth and latency only, for comparison.
//
// Requests are served in the order in which they come, reads and writes at one bandwidth of p/q
// bytes per cycle. Of a busy period that begins in cycle t, the first n bytes are done in cycle
// t + ceil(n * q / p) + latency, exactly: rounding does not add up. Without a bandwidth all bytes
// of a request are done after the latency.

#include <cstdint>
#include <deque>

#include "sim/dram/dram.hpp"
#include "sim/dram/dram_settings.hpp"
#include "sim/engine/engine.hpp"

namespace tilewright::sim {

class IdealDram : public Dram {
 public:
  /// The engine and the listener must outlive the DRAM. Throws Error when the settings make no
  /// sense.
  IdealDram(IdealDramSettings settings, Engine& engine, DramListener& listener);

  int request(bool write, std::int64_t address_bytes, std::int64_t size_bytes) override;
  std::int64_t pending_requests() const override;
  DramStatistics statistics() override;

 private:
  /// A request, and how much of it was done.
  struct Request {
    int id;
    bool write;
    std::int64_t address_bytes;  ///< of the first byte not yet done
    std::int64_t end_bytes;      ///< one past the last byte
    Cycle period_start;          ///< when the busy period began
    std::int64_t offset_bytes;   ///< bytes of the busy period before the first one not yet done

    /// The bytes up to the next multiple of `burst_bytes`, or up to the request's end.
    std::int64_t next_part(std::int64_t burst_bytes) const;
  };

  Cycle done_cycle(const Request& request) const;
  /// Cycle in which the first `bytes` bytes of the busy period that began at `start` are done,
  /// without the latency.
  Cycle transfer_end(Cycle start, std::int64_t bytes) const;
  void schedule();
  void deliver();
  void deliver_front();

  IdealDramSettings settings_;
  Engine& engine_;
  DramListener& listener_;
  std::deque<Request> requests_;
  bool scheduled_ = false;
  int next_id_ = 0;
  Cycle period_start_ = 0;
  std::int64_t period_bytes_ = 0;
  DramStatistics statistics_;
};

}  // namespace tilewright::sim
