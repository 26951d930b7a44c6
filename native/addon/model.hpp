// The class `Model` of the addon: reads or takes a model and plays audio through it on a thread of libuv's pool.
#pragma once

#include <napi.h>

namespace tonewright::addon {

/// The constructor takes (json bytes, options?) or (spec, weights, options?); the options are those of
/// engineChoice.hpp.
Napi::Function defineModel(Napi::Env env);

}  // namespace tonewright::addon
