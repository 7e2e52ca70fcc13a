#pragma once
// The limits of the exact mapper's rounds: ever farther above the lower bound, until one holds a
// mapping.

#include <algorithm>
#include <cmath>

#include "mapper/exact/objective.hpp"

namespace tilewright::exact {

class RoundLimits {
 public:
  /// The first limit lies 1 % above `least`, and none above `most`, which the last one is.
  RoundLimits(double least, double most) : least_(least), most_(most) {}

  double limit() const { return last() ? most_ : least_ * (1 + slack_); }
  bool last() const {
    return least_ <= 0 || slack_ > most_slack || !clearly_less(least_ * (1 + slack_), most_);
  }

  /// A better mapping is known.
  void lower_most(double most) { most_ = std::min(most_, most); }

  /// After a round that kept so many labels. They grow about exponentially with the limit; the next
  /// round shall not have more than a few times as many.
  void grow(double labels) {
    double next = slack_ * slack_growth;
    if (labels > few_labels && labels > last_labels_ && last_labels_ > 0) {
      const double rate = std::log(labels / last_labels_) / (slack_ - last_slack_);
      next = std::min(next, slack_ + std::log(label_growth) / rate);
    }
    last_slack_ = slack_;
    last_labels_ = labels;
    slack_ = next;
  }

 private:
  static constexpr double first_slack = 0.01;
  static constexpr double slack_growth = 1.4;
  static constexpr double most_slack = 100;  // beyond, perhaps there is no mapping at all
  static constexpr double label_growth = 4;
  static constexpr double few_labels = 500;

  double least_;
  double most_;
  double slack_ = first_slack;
  double last_slack_ = 0;
  double last_labels_ = 0;
};

}  // namespace tilewright::exact
