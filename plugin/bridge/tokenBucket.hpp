// How many messages a client may send: a bucket that fills at a steady rate and is emptied by messages. [any-thread]
#pragma once

#include <algorithm>
#include <chrono>

namespace tonewright::plugin::bridge {

class TokenBucket {
 public:
  using Clock = std::chrono::steady_clock;

  TokenBucket(double perSecond, double burst, Clock::time_point now)
      : perSecond_(perSecond), burst_(burst), level_(burst), last_(now) {}

  /// Takes one message's worth; how long to wait before the next message is taken, 0 while there is some left.
  Clock::duration take(Clock::time_point now) {
    level_ = std::min(burst_, level_ + perSecond_ * std::chrono::duration<double>(now - last_).count()) - 1.0;
    last_ = now;
    if (level_ >= 0.0) return {};
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(-level_ / perSecond_));
  }

 private:
  double perSecond_, burst_, level_;
  Clock::time_point last_;
};

}  // namespace tonewright::plugin::bridge
