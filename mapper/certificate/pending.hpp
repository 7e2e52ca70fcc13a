#pragma once
// What is not yet decided of a tensor's transfers in a partial mapping.

#include <vector>

#include "mapper/certificate/charges.hpp"

namespace tilewright::certificate {

/// A level's part in a transfer: it serves its children or is filled.
struct OpenCharge {
  int level = 0;
  bool fill = false;
  Count words = 0;  ///< per round and instance
  Count instances = 1;
  Count first_visits = 0;

  bool operator==(const OpenCharge&) const = default;
};

struct Pending {
  bool reached = false;  ///< a level that keeps the tensor was reached
  /// Transfers are open: charged when a loop moves the tensor. The innermost level of them, or -1.
  int open_since = -1;
  std::vector<OpenCharge> open;  ///< those whose vector accesses may be rounded up
  Energy per_round = 0;          ///< of all other open charges together
  Energy first_round = 0;        ///< less in the first round
  /// Words that arrive at one instance of the current level, for the next level that keeps the
  /// tensor: per round while the youngest transfer is open (or nothing was reached); in all once
  /// its visits are decided. 0: for nobody.
  Count sent = 1;
  bool decided = false;
  Count summing = 1;  ///< outputs: product of the spatial factors further out that add up

  bool operator==(const Pending&) const = default;
};

/// The steps of a partial mapping, for one tensor. They return what becomes certain.
class PendingRules {
 public:
  /// `last_level`: the outermost one that keeps the tensor.
  PendingRules(const Instance& instance, int tensor, Count units);

  /// False when the factors contradict Pending::summing.
  bool spread(Pending& pending, const Shape& factors) const;
  /// A loop that moves the tensor, with `rounds` iterations from it outwards.
  Energy move(Pending& pending, Count rounds) const;
  /// The loops of `level` are done. `units`: compute units below one instance.
  Energy keep(Pending& pending, int level, const Shape& shape, Count units) const;

  const Tensor& tensor() const { return tensor_; }
  int last_level() const { return last_level_; }

 private:
  void open(Pending& pending, const OpenCharge& charge) const;
  Energy energy_of(const OpenCharge& charge, const Traffic& traffic) const;

  const Instance& instance_;
  const Tensor& tensor_;
  int index_;
  Count units_;
  int last_level_ = -1;
};

}  // namespace tilewright::certificate
