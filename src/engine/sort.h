/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/sort.h - stable sorting of indices by 64-bit keys, in place.
 *
 * Schedule generation sorts all tasks by start once per pass, so this is in
 * its inner loop: radix sort on the bytes that differ, no calls through
 * pointers, no allocation. */
#ifndef WEFT_ENGINE_SORT_H
#define WEFT_ENGINE_SORT_H

#include <stdbool.h>
#include <stdint.h>

struct weft_sort_item {
    uint64_t key;
    int32_t index;
};

struct weft_sort { /* room for n items, twice; weft_sort_release() */
    struct weft_sort_item *a, *b;
    int32_t n;
};

bool weft_sort_init(struct weft_sort *s, int32_t n); /* false: no memory */
void weft_sort_release(struct weft_sort *s);

/* Reorder index[0..n) by ascending key[index[i]]; equal keys keep their order.
 * n at most s->n. O(n x bytes in which the keys differ). */
void weft_sort_by(struct weft_sort *s, const int64_t *key, int32_t *index,
                  int32_t n);

#endif
