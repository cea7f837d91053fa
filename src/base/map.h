/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/map.h - hash map from byte strings to int32_t (SipHash, open
 * addressing). Keys are borrowed: they must outlive their entry. */
#ifndef WEFT_BASE_MAP_H
#define WEFT_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "weft/err.h"

struct weft_map_slot;
struct weft_map { /* zero-initialise */
    struct weft_map_slot *slot;
    size_t n, cap, used;
};

void weft_map_release(struct weft_map *m);
void weft_map_clear(struct weft_map *m); /* empty, memory kept */
/* WEFT_NONE if absent. */
int32_t weft_map_get(const struct weft_map *m, const char *key, size_t len);
/* Insert or overwrite. WEFT_E_NOMEM leaves the map as it was. */
enum weft_rc weft_map_put(struct weft_map *m, const char *key, size_t len,
                          int32_t value);
/* Make sure that the next extra insertions cannot fail. */
enum weft_rc weft_map_reserve(struct weft_map *m, size_t extra);
void weft_map_del(struct weft_map *m, const char *key, size_t len);

/* SipHash-1-3 under the key k0, k1 (Aumasson, Bernstein, "SipHash: a fast
 * short-input PRF", 2012; one compression round, three at the end). */
uint64_t weft_siphash(const void *bytes, size_t len, uint64_t k0, uint64_t k1);

#endif
