// The binary message of meters and spectrum; its layout is in docs/bridge.md. [any-thread]
#pragma once

#include "plugin/bridge/instance.hpp"
#include "plugin/bridge/server.hpp"

namespace tonewright::plugin::bridge {

inline constexpr std::uint8_t kMeterFrameVersion = 1;
inline constexpr double kSpectrumStepDecibels = 0.5;  // a bin's byte counts these steps down from 0 dB

/// `withSpectrum` says whether the bins go along.
Bytes meterFrame(const MeterReading& reading, bool withSpectrum);

}  // namespace tonewright::plugin::bridge
