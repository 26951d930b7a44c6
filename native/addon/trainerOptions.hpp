// The options and recordings of a training as TypeScript hands them over (src/types.ts).
#pragma once

#include "training/options.hpp"
#include "values.hpp"

namespace tonewright::addon {

training::TrainerOptions trainerOptions(const Napi::Object& object);
training::TrainingData trainingData(const Napi::Object& object);

}  // namespace tonewright::addon
