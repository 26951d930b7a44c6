#define TONEWRIGHT_ISA avx2
#define TONEWRIGHT_ISA_NAME "avx2"
#include "training/fast/table.hpp"
