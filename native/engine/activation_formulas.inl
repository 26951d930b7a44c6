// Activation functions as formulas over any arithmetic type T with + - *, a constructor from float, and atLeast,
// atMost, quotient and quotientPlus (a / b + c). No include guard on purpose: activations.hpp includes this file for
// float and double, each instruction set includes it in its own namespace for packs of lanes, so that the compiler may
// use that instruction set here too. All targets thus run the same formulas. TONEWRIGHT_INLINE, which the includer
// defines, must force inlining for packs: a call would pass them through memory and cost half the speed.

/// tanh(x) = numerator / denominator for |x| <= kTanhLimit, where it is constant beyond: a 9/8 minimax rational on
/// [0, 8]; |error| <= 4e-7, of which the flat end takes 2.3e-7 and the rounding of floats most of the rest. Never
/// reaches
/// 1. Sums are in Estrin's order, which is the shorter chain.
inline constexpr float kTanhLimit = 8.0f;

template <class T>
struct Ratio {
  T numerator, denominator;
};

template <class T>
TONEWRIGHT_INLINE Ratio<T> tanhRatio(T x) {
  const T limited = atMost(atLeast(x, T(-kTanhLimit)), T(kTanhLimit));  // NaN becomes -kTanhLimit
  const T s = limited * limited, s2 = s * s;
  const T low = T(0.13438187539577484f) * s + T(0.9999999403953552f);
  const T high = T(2.177317401219625e-05f) * s + T(0.0035641517024487257f);
  const T lowest = T(0.4677150845527649f) * s + T(1.0f);
  const T middle = T(0.0003399172273930162f) * s + T(0.026135999709367752f);
  return {limited * ((T(1.506171010134949e-08f) * s2 + high) * s2 + low),
          (T(8.453621376247611e-07f) * s2 + middle) * s2 + lowest};
}

template <class T>
TONEWRIGHT_INLINE T tanhOf(T x) {
  const Ratio<T> t = tanhRatio(x);
  return quotient(t.numerator, t.denominator);
}

/// scale * tanh(x) + offset, in a shorter chain than the product after the quotient.
template <class T>
TONEWRIGHT_INLINE T scaledTanh(T x, T scale, T offset) {
  const Ratio<T> t = tanhRatio(x);
  return quotientPlus(t.numerator * scale, t.denominator, offset);
}

/// sigmoid(2 x): gates come with the factor 0.5 in their weights, see layout.hpp.
template <class T>
TONEWRIGHT_INLINE T sigmoidOfTwice(T x) {
  return scaledTanh(x, T(0.5f), T(0.5f));
}

/// sigmoid(x) = 1 / (1 + exp(-x)) = 0.5 + 0.5 tanh(x / 2).
template <class T>
TONEWRIGHT_INLINE T sigmoidOf(T x) {
  return sigmoidOfTwice(T(0.5f) * x);
}

template <class T>
TONEWRIGHT_INLINE T reluOf(T x) {
  return atLeast(x, T(0.0f));
}

/// x above 0, else exp(x) - 1 = 2 t / (1 - t) with t = tanh(x / 2); |error| <= 2e-6.
template <class T>
TONEWRIGHT_INLINE T eluOf(T x) {
  const T t = tanhOf(T(0.5f) * atMost(x, T(0.0f)));
  return atLeast(x, T(0.0f)) + quotient(t + t, T(1.0f) - t);
}

/// x Phi(x) with the exact normal distribution (erf), the default of Keras and PyTorch, not their tanh variant:
/// Phi(x) = 0.5 + 0.5 tanh(u(x)), u an odd minimax polynomial for atanh(erf(x / sqrt 2)); |error| <= 5e-6.
template <class T>
TONEWRIGHT_INLINE T geluOf(T x) {
  constexpr float limit = 5.6f;
  const T low = atLeast(x, T(-limit));  // Phi is 0 below
  const T bounded = atMost(low, T(limit));
  const T s = bounded * bounded;
  const T u =
      bounded * ((((T(1.1126314403945963e-06f) * s + T(-3.0467193269957443e-05f)) * s + T(-0.000125476229552242f)) * s +
                  T(0.03646993081260665f)) *
                     s +
                 T(0.7978275766244958f));
  return low * scaledTanh(u, T(0.5f), T(0.5f));
}

/// Slope of leakyRelu below 0, and of leakyHardTanh outside -1..1.
inline constexpr float kLeakySlope = 0.01f;

/// x above 0, slope * x below.
template <class T>
TONEWRIGHT_INLINE T leakyReluOf(T x, T slope) {
  return atLeast(x, T(0.0f)) + slope * atMost(x, T(0.0f));
}

template <class T>
TONEWRIGHT_INLINE T siluOf(T x) {
  return x * sigmoidOf(x);
}

template <class T>
TONEWRIGHT_INLINE T hardTanhOf(T x) {
  return atMost(atLeast(x, T(-1.0f)), T(1.0f));
}

template <class T>
TONEWRIGHT_INLINE T leakyHardTanhOf(T x, T slope) {
  const T inside = hardTanhOf(x);
  return inside + slope * (x - inside);
}

template <class T>
TONEWRIGHT_INLINE T hardSwishOf(T x) {
  return x * (atMost(atLeast(x + T(3.0f), T(0.0f)), T(6.0f)) * T(1.0f / 6.0f));
}

template <class T>
TONEWRIGHT_INLINE T softSignOf(T x) {
  return quotient(x, T(1.0f) + (atLeast(x, T(0.0f)) - atMost(x, T(0.0f))));
}
