#define TONEWRIGHT_ISA avx512
#define TONEWRIGHT_ISA_NAME "avx512"
#include "training/fast/table.hpp"
