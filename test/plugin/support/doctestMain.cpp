// Runs the tests beside JUCE's message loop, on another thread.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "messageLoop.hpp"

int main(int count, char** words) {
  return tonewright::test::runBesideMessageLoop([&] { return doctest::Context(count, words).run(); });
}
