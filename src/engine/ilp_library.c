/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/engine.h"

#include <glpk.h>

#define TEXT(x)    #x
#define VERSION(x) TEXT(x)

const char *weft_engine_library(void)
{
    return "GLPK " VERSION(GLP_MAJOR_VERSION) "." VERSION(GLP_MINOR_VERSION);
}
