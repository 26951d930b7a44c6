#define TONEWRIGHT_ISA baseline
#define TONEWRIGHT_ISA_NAME "baseline"
#include "training/fast/table.hpp"
