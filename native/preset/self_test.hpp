#pragma once
#include "preset/preset.hpp"
