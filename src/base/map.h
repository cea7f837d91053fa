/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/map.h - hash map from byte strings to int32_t (SipHash, open
 * addressing). Keys are borrowed: they must outlive their entry. */
#ifndef WEFT_BASE_MAP_H
#define WEFT_BASE_MAP_H

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
void weft_map_del(struct weft_map *m, const char *key, size_t len);

#endif
