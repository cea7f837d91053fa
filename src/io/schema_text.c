/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/io.h"

/* plan.schema.json, its bytes as numbers: a string literal would be longer
 * than compilers must accept. */
static const char text[] = {
#include "io/plan_schema.inc"
    0,
};

const char *weft_schema_text(void)
{
    return text;
}
