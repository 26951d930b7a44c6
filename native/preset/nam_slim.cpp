// Slimmable WaveNets: the same weights, cut to fewer channels (NAM's slice_channels_uniform).
#include <algorithm>
#include <cmath>

#include "preset/nam_wavenet_config.hpp"

namespace tonewright::preset::nam {
namespace {

std::size_t channelsAt(const WaveNetArray& array, double size) {
  const auto& allowed = array.allowedChannels;
  if (allowed.empty()) return array.channels.full;
  return allowed[std::min(std::size_t(std::floor(size * double(allowed.size()))), allowed.size() - 1)];
}

/// What NAM's core cannot cut.
bool isUncut(const WaveNetArray& array) {
  const auto hasGroups = [](const auto& part) { return part && part->groups > 1; };
  return array.headTaps != 1 || array.groups > 1 || array.mixinGroups > 1 || hasGroups(array.layer1x1) ||
         hasGroups(array.head1x1) || std::any_of(array.films.begin(), array.films.end(), hasGroups);
}

void cut(WaveNetArray& array, std::size_t channels) {
  const std::size_t proportion = array.bottleneck.full * channels / array.channels.full;
  array.channels.kept = channels;
  array.bottleneck.kept = array.layer1x1 ? std::max<std::size_t>(1, proportion) : channels;
}

}  // namespace

void slim(WaveNetConfig& config, double size, const std::string& path) {
  auto& arrays = config.arrays;
  for (auto& array : arrays) cut(array, channelsAt(array, size));
  if (std::none_of(arrays.begin(), arrays.end(), [](const auto& array) { return array.channels.isCut(); })) return;
  if (config.head || std::any_of(arrays.begin(), arrays.end(), isUncut)) {
    refuse(ErrorCode::unsupported, path,
           "a slimmable WaveNet with groups, a head of several taps or a post-stack head cannot be made smaller",
           "Read it at its full size.");
  }
  for (std::size_t i = 1; i < arrays.size(); ++i) {
    arrays[i].inputs.kept = arrays[i - 1].channels.kept;
    arrays[i - 1].head.kept = arrays[i].channels.kept;
    if (arrays[i].headInputs().kept == arrays[i - 1].head.kept) continue;
    refuse(ErrorCode::unsupported, path, "a slimmable WaveNet whose heads do not fit each other when they are cut",
           "Read it at its full size.");
  }
}

std::vector<double> breakpointsOf(const WaveNetConfig& config) {
  std::vector<double> breakpoints;
  for (const auto& array : config.arrays) {
    const std::size_t count = array.allowedChannels.size();
    for (std::size_t i = 1; i < count; ++i) breakpoints.push_back(double(i) / double(count));
  }
  std::sort(breakpoints.begin(), breakpoints.end());
  breakpoints.erase(std::unique(breakpoints.begin(), breakpoints.end()), breakpoints.end());
  return breakpoints;
}

}  // namespace tonewright::preset::nam
