// Activations over packs in memory.

/// Calls `use` with the function of an activation; prelu has the given slope.
template <class Use>
TONEWRIGHT_INLINE void withActivation(Activation activation, Pack slope, Use use) {
  switch (activation) {
    case Activation::linear:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return x; });
    case Activation::tanh:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return tanhOf(x); });
    case Activation::relu:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return reluOf(x); });
    case Activation::sigmoid:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return sigmoidOf(x); });
    case Activation::gelu:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return geluOf(x); });
    case Activation::elu:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return eluOf(x); });
    case Activation::leakyRelu:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return leakyReluOf(x, Pack(kLeakySlope)); });
    case Activation::prelu:
      return use([slope](Pack x) TONEWRIGHT_LAMBDA { return leakyReluOf(x, slope); });
    case Activation::silu:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return siluOf(x); });
    case Activation::hardTanh:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return hardTanhOf(x); });
    case Activation::hardSwish:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return hardSwishOf(x); });
    case Activation::leakyHardTanh:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return leakyHardTanhOf(x, Pack(kLeakySlope)); });
    case Activation::softSign:
      return use([](Pack x) TONEWRIGHT_LAMBDA { return softSignOf(x); });
  }
}

/// row = activation(row) over `frames` frames that may lie anywhere.
inline void activateFrames(Activation activation, Pack slope, float* row, std::size_t frames) {
  if (activation == Activation::linear) return;
  withActivation(activation, slope, [row, frames](auto function) {
    for (std::size_t t = 0; t < frames; t += kLanes) storeFrames(row + t, function(loadFrames(row + t)), frames - t);
  });
}

/// y = activation(y) over whole, aligned packs.
inline void activateGroups(Activation activation, float* y, std::size_t groups) {
  activateFrames(activation, Pack(0.0f), y, groups * kLanes);
}
