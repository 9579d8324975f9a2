// libharu writes PDF. Debian: libhpdf-dev.
#pragma once
#include <hpdf.h>
