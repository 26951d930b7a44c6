// Undo and redo.
#pragma once

#include <deque>
#include <optional>

#include "plugin/session/setup.hpp"

namespace tonewright::plugin {

/// Setups before and behind the present one. They share their sources, so that a step costs little. One thread at a
/// time.
class Timeline {
 public:
  static constexpr std::size_t kMaxSteps = 100;
  static constexpr std::size_t kMaxBytes = 256 * 1024 * 1024;  // of sources, each counted once

  /// `before` is what the present took the place of; what was undone is forgotten.
  void remember(Setup before) {
    behind.clear();
    past.push_back(std::move(before));
    while (past.size() > kMaxSteps || (past.size() > 1 && bytes() > kMaxBytes)) past.pop_front();
  }

  bool canUndo() const { return !past.empty(); }
  bool canRedo() const { return !behind.empty(); }

  /// The setup to go to from `present`; nothing when there is none.
  std::optional<Setup> undo(const Setup& present) { return step(past, behind, present); }
  std::optional<Setup> redo(const Setup& present) { return step(behind, past, present); }

  void clear() {
    past.clear();
    behind.clear();
  }

 private:
  static std::optional<Setup> step(std::deque<Setup>& from, std::deque<Setup>& to, const Setup& present) {
    if (from.empty()) return std::nullopt;
    Setup setup = std::move(from.back());
    from.pop_back();
    to.push_back(present);
    return setup;
  }

  /// Setups that lie next to each other mostly share their sources.
  std::size_t bytes() const {
    std::size_t sum = 0;
    const Source *preset = nullptr, *cabinet = nullptr;
    for (const Setup& setup : past) {
      if (setup.preset && setup.preset.get() != preset) sum += setup.preset->bytes.size();
      if (setup.cabinet && setup.cabinet.get() != cabinet) sum += setup.cabinet->bytes.size();
      preset = setup.preset.get();
      cabinet = setup.cabinet.get();
    }
    return sum;
  }

  std::deque<Setup> past, behind;  // each with the nearest last
};

}  // namespace tonewright::plugin
