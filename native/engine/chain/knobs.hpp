// A preset's own knobs, which are inputs of its model, 0 to 1.
#pragma once

#include <span>

#include "engine/chain/settings.hpp"
#include "engine/chain/smoothed.hpp"

namespace tonewright::chain {

inline constexpr std::size_t kKnobs = 8;  // that the table has: knob1 to knob8

/// Of a knob of the table, counted from 0. [any-thread]
constexpr ParameterId knobId(std::size_t index) {
  return static_cast<ParameterId>(static_cast<std::size_t>(ParameterId::knob1) + index);
}

/// To what the table says; further knobs stay where they are. [audio-thread]
inline void glide(std::span<Smoothed> knobs, const ParameterValues& values) noexcept {
  for (std::size_t i = 0; i < std::min(knobs.size(), kKnobs); ++i) knobs[i].glideTo(values[knobId(i)]);
}

}  // namespace tonewright::chain
