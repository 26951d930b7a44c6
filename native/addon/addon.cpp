// What Node loads. src/binding.ts is its type.
#include <napi.h>

#include "model.hpp"
#include "trainer.hpp"

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("Model", tonewright::addon::defineModel(env));
  exports.Set("Trainer", tonewright::addon::defineTrainer(env));
  return exports;
}

NODE_API_MODULE(tonewright, initialise)
