/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/stored.h - private to stored.c and check_stored.c. */
#ifndef WEFT_MODEL_STORED_H
#define WEFT_MODEL_STORED_H

#include "weft/check.h"

/* Give diags[first..] that have a pointer but no place yet their line and
 * column in the document. O(document), only where there are any. */
enum weft_rc weft_stored_locate(const struct weft_plan *p,
                                struct weft_diags *diags, size_t first);

#endif
