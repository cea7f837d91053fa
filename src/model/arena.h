/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/arena.h - memory that is given back all at once.
 *
 * Zero-initialise. Arrays come from the front of a block, strings (which need
 * no alignment) from its back. One owner, weft_arena_release(). */
#ifndef WEFT_MODEL_ARENA_H
#define WEFT_MODEL_ARENA_H

#include <stddef.h>

struct weft_arena_block;
struct weft_arena {
    struct weft_arena_block *top;
};

void weft_arena_release(struct weft_arena *a);
/* count x size bytes, zeroed, aligned for int64_t and pointers; NULL without memory. A
 * count of 0 gives a pointer that must not be read. */
void *weft_arena_array(struct weft_arena *a, size_t count, size_t size);
/* A NUL-terminated copy of n bytes; NULL without memory. */
char *weft_arena_string(struct weft_arena *a, const char *s, size_t n);

#endif
