/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sort.h"

#include <stdlib.h>
#include <string.h>

#define SMALL 40 /* insertion sort is faster up to here; measured */

bool weft_sort_init(struct weft_sort *s, int32_t n)
{
    size_t room = (size_t)(n ? n : 1) * sizeof(*s->a);

    *s = (struct weft_sort){ .a = malloc(room), .b = malloc(room), .n = n };
    if (s->a && s->b)
        return true;
    weft_sort_release(s);
    return false;
}

void weft_sort_release(struct weft_sort *s)
{
    free(s->a);
    free(s->b);
    *s = (struct weft_sort){ 0 };
}

static void insertion(struct weft_sort_item *a, int32_t n)
{
    for (int32_t i = 1; i < n; i++) {
        struct weft_sort_item x = a[i];
        int32_t j = i;

        for (; j > 0 && a[j - 1].key > x.key; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

static void radix_pass(const struct weft_sort_item *from,
                       struct weft_sort_item *to, int32_t n, int shift)
{
    int32_t count[257] = { 0 };

    for (int32_t i = 0; i < n; i++)
        count[((from[i].key >> shift) & 255) + 1]++;
    for (int b = 0; b < 256; b++)
        count[b + 1] += count[b];
    for (int32_t i = 0; i < n; i++)
        to[count[(from[i].key >> shift) & 255]++] = from[i];
}

void weft_sort_by(struct weft_sort *s, const int64_t *key, int32_t *index,
                  int32_t n)
{
    struct weft_sort_item *a = s->a, *b = s->b, *t;
    uint64_t differ = 0;

    for (int32_t i = 0; i < n; i++) {
        /* flip the sign bit: then unsigned order is signed order */
        a[i].key = (uint64_t)key[index[i]] ^ (UINT64_C(1) << 63);
        a[i].index = index[i];
        differ |= a[i].key ^ a[0].key;
    }
    if (n <= SMALL) {
        insertion(a, n);
        differ = 0;
    }
    for (int shift = 0; shift < 64; shift += 8) {
        if (!((differ >> shift) & 255))
            continue;
        radix_pass(a, b, n, shift);
        t = a;
        a = b;
        b = t;
    }
    for (int32_t i = 0; i < n; i++)
        index[i] = a[i].index;
}
