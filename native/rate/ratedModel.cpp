#include "rate/ratedModel.hpp"

#include <cmath>

#include "rate/delayedModel.hpp"
#include "rate/enginePlayer.hpp"
#include "rate/phasedModel.hpp"

namespace tonewright {

namespace {

/// Whether a model remembers nothing but the states of its recurrent layers.
bool remembersStatesAlone(std::span<const std::byte> image) {
  const AlignedBytes aligned = alignedCopy(image);
  ImageView view;
  throwIfRefused(ImageView::open(aligned.span(), view));
  for (std::size_t i = 0; i < view.header().layerCount; ++i) {
    if (historyOf(view.layer(i).spec()) > 0) return false;
  }
  return true;
}

std::unique_ptr<Player> stretched(const std::function<std::unique_ptr<Player>()>& make, double stretch) {
  if (stretch == 1.0) return make();
  std::vector<std::unique_ptr<Player>> copies;
  while (static_cast<double>(copies.size()) < stretch) copies.push_back(make());
  return std::make_unique<PhasedModel>(std::move(copies));
}

}  // namespace

RatedModel::RatedModel(std::span<const std::byte> image, const RateRequest& request, InstructionSet set) {
  const HostModel first(image, set);
  planned = planRate(first.info().sampleRate, remembersStatesAlone(image), request);
  const auto make = [&] { return std::make_unique<EnginePlayer>(first.another()); };
  const bool isWhole = planned.stretch == std::round(planned.stretch);
  player =
      isWhole ? stretched(make, planned.stretch) : std::make_unique<DelayedModel>(first.another(), planned.stretch);
  convert(request);
}

RatedModel::RatedModel(const std::function<std::unique_ptr<Player>()>& make, const RateRequest& request) {
  planned = planRate(make()->info().sampleRate, false, request);
  player = stretched(make, planned.stretch);
  convert(request);
}

/// Puts converters around the player where it does not run at the host's rate, and counts the latency.
void RatedModel::convert(const RateRequest& request) {
  const double own = info().latencySamples * (static_cast<double>(request.sampleRate) / info().sampleRate);
  latency = static_cast<std::uint32_t>(std::lround(own));
  if (planned.innerRate == request.sampleRate) return;
  converters.emplace(request.sampleRate, planned.innerRate, info().inputs, info().outputs);
  latency += static_cast<std::uint32_t>(converters->latencySamples());
}

void RatedModel::process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
  if (converters) {
    converters->process(*player, inputs, outputs, frames);
  } else {
    player->process(inputs, outputs, frames);
  }
}

void RatedModel::reset() noexcept {
  player->reset();
  if (converters) converters->reset();
}

}  // namespace tonewright
