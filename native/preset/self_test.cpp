#include "preset/self_test.hpp"
