#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <juce_events/juce_events.h>

int main(int count, char** arguments) {
  const juce::ScopedJuceInitialiser_GUI juce;
  return doctest::Context(count, arguments).run();
}
