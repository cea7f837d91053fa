/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/io.h"

#include <cjson/cJSON.h>

#define TEXT(x)    #x
#define VERSION(x) TEXT(x)

const char *weft_io_library(void)
{
    return "cJSON " VERSION(CJSON_VERSION_MAJOR) "." VERSION(
        CJSON_VERSION_MINOR) "." VERSION(CJSON_VERSION_PATCH);
}
