// The class `Trainer` of the addon: a training on a thread of its own.
#pragma once

#include <napi.h>

namespace tonewright::addon {

/// The constructor takes the TrainerOptions of src/types.ts.
Napi::Function defineTrainer(Napi::Env env);

}  // namespace tonewright::addon
