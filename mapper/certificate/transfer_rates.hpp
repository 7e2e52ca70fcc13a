#pragma once
// What words cost at least that two levels exchange, in the mappings of a case.

#include "mapper/certificate/spread_facts.hpp"
#include "mapper/certificate/window_words.hpp"

namespace tilewright::certificate {

/// Two levels that keep a tensor, and none between them.
struct Transfer {
  int child = 0;
  int parent = 0;
};

/// Accesses of one kind to a level, by all its instances together.
class AccessRate {
 public:
  AccessRate(const Instance& instance, const SpreadFacts& facts, int level, Energy each,
             bool addresses);
  /// In pJ, for at least so many words.
  double charge(double words) const;

 private:
  double words_per_vector_ = 1;
  double per_vector_ = 0;
  double per_word_ = 0;
  double instances_ = 0;  // 0: not known
};

/// A level serves words of a tensor to what lies inside of it, or is filled with them.
class LevelRate {
 public:
  static LevelRate serving(const Instance& instance, const SpreadFacts& facts, int tensor,
                           int level);
  static LevelRate filling(const Instance& instance, const SpreadFacts& facts, int tensor,
                           int level);
  double charge(double words) const {
    return all_.charge(words) + repeated_.charge(words - first_visits_);
  }

 private:
  LevelRate(const AccessRate& all, const AccessRate& repeated, double first_visits)
      : all_(all), repeated_(repeated), first_visits_(first_visits) {}

  AccessRate all_;
  AccessRate repeated_;  // partial sums that are there already
  double first_visits_;
};

class TransferRate {
 public:
  /// For charges while the loops of `level` are placed.
  TransferRate(const Instance& instance, const SpreadFacts& facts, int tensor,
               const Transfer& transfer, int level);
  /// `words`: points of the tensor that single dimensions lead to, times the iterations of all
  /// other loops outside. `window`: what its sliding ranks add.
  double charge(double words, const WindowWords::Words& window) const {
    return fill_.charge(filled(words, window)) +
           serve_.charge(words * window.served * served_ - rounding_);
  }

 private:
  double filled(double words, const WindowWords::Words& window) const;

  LevelRate fill_;
  LevelRate serve_;
  double filled_ = 1;  // copies of a tile
  double served_ = 1;  // copies of the parent's tile, or one part for those that share a word
  double children_ = 0;
  double rounding_ = 0;  // the same for the parent when words are shared unevenly
};

/// Each operation takes a word from the first level that keeps the tensor: what that costs.
double arrival(const Instance& instance, const SpreadFacts& facts, int tensor, int level);

/// What it costs to read a word from a neighbour, as part of what it costs to read it from the
/// parent.
double passing_on(const Instance& instance, const Transfer& transfer);

}  // namespace tilewright::certificate
