/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Linear probing in a power-of-two table, at most 3/4 in use. `used` counts
 * live entries and tombstones, `n` live entries only. */
struct weft_map_slot {
    const char *key; /* NULL: never used; tombstone: see below */
    size_t len;
    uint32_t hash; /* upper half of the SipHash; spares most compares */
    int32_t value;
};

static const char tombstone[1] = "";

enum { MIN_CAP = 16 };

static uint64_t rotl(uint64_t x, int b)
{
    return x << b | x >> (64 - b);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotl(v[1], 13) ^ v[0];
    v[3] = rotl(v[3], 16) ^ v[2];
    v[0] = rotl(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotl(v[1], 17) ^ v[2];
    v[3] = rotl(v[3], 21) ^ v[0];
    v[2] = rotl(v[2], 32);
}

/* Little-endian, whatever the machine; compilers make it one load. */
static uint64_t load8(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
           (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
           (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

uint64_t weft_siphash(const void *bytes, size_t len, uint64_t k0, uint64_t k1)
{
    uint64_t v[4] = { k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du,
                      k0 ^ 0x6c7967656e657261u, k1 ^ 0x7465646279746573u };
    const unsigned char *p = bytes;
    uint64_t last = (uint64_t)len << 56;

    for (; len >= 8; p += 8, len -= 8) {
        uint64_t w = load8(p);

        v[3] ^= w;
        sip_round(v);
        v[0] ^= w;
    }
    for (size_t i = 0; i < len; i++)
        last |= (uint64_t)p[i] << 8 * i;
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The key of the hash is the address of the table, which the author of a
 * hostile document cannot know. Nothing depends on the order of the slots,
 * so results stay the same from run to run. */
static uint64_t hash_of(const struct weft_map_slot *slot, const char *key,
                        size_t len)
{
    uint64_t k = (uintptr_t)slot;

    return weft_siphash(key, len, k * 0x9e3779b97f4a7c15u, k);
}

static bool is_live(const struct weft_map_slot *s)
{
    return s->key && s->key != tombstone;
}

/* The slot of key, or NULL. */
static struct weft_map_slot *find(const struct weft_map *m, const char *key,
                                  size_t len)
{
    uint64_t h;

    if (!m->n)
        return NULL;
    h = hash_of(m->slot, key, len);
    for (size_t i = h & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        struct weft_map_slot *s = &m->slot[i];

        if (!s->key)
            return NULL;
        if (s->hash == (uint32_t)(h >> 32) && s->len == len &&
            s->key != tombstone && memcmp(s->key, key, len) == 0)
            return s;
    }
}

/* Put an absent key into the first free slot. */
static void place(struct weft_map_slot *slot, size_t cap, const char *key,
                  size_t len, int32_t value)
{
    uint64_t h = hash_of(slot, key, len);
    size_t i = h & (cap - 1);

    while (slot[i].key)
        i = (i + 1) & (cap - 1);
    slot[i] = (struct weft_map_slot){ key, len, (uint32_t)(h >> 32), value };
}

/* A table with room for so many more entries; drops the tombstones. */
static enum weft_rc grow(struct weft_map *m, size_t extra)
{
    size_t cap = MIN_CAP;
    struct weft_map_slot *slot;

    while (cap / 2 < m->n + extra) {
        if (cap > SIZE_MAX / 2 / sizeof(*slot))
            return WEFT_E_NOMEM;
        cap *= 2;
    }
    slot = calloc(cap, sizeof(*slot));
    if (!slot)
        return WEFT_E_NOMEM;
    for (size_t i = 0; i < m->cap; i++) {
        const struct weft_map_slot *s = &m->slot[i];

        if (is_live(s))
            place(slot, cap, s->key, s->len, s->value);
    }
    free(m->slot);
    m->slot = slot;
    m->cap = cap;
    m->used = m->n;
    return WEFT_OK;
}

void weft_map_release(struct weft_map *m)
{
    free(m->slot);
    *m = (struct weft_map){ 0 };
}

void weft_map_clear(struct weft_map *m)
{
    if (m->used)
        memset(m->slot, 0, m->cap * sizeof(*m->slot));
    m->n = m->used = 0;
}

int32_t weft_map_get(const struct weft_map *m, const char *key, size_t len)
{
    const struct weft_map_slot *s = find(m, key, len);

    return s ? s->value : WEFT_NONE;
}

enum weft_rc weft_map_reserve(struct weft_map *m, size_t extra)
{
    return m->used + extra > m->cap / 4 * 3 ? grow(m, extra) : WEFT_OK;
}

enum weft_rc weft_map_put(struct weft_map *m, const char *key, size_t len,
                          int32_t value)
{
    struct weft_map_slot *s = find(m, key, len);

    if (s) {
        s->key = key;
        s->value = value;
        return WEFT_OK;
    }
    if (weft_map_reserve(m, 1))
        return WEFT_E_NOMEM;
    place(m->slot, m->cap, key, len, value);
    m->n++;
    m->used++;
    return WEFT_OK;
}

void weft_map_del(struct weft_map *m, const char *key, size_t len)
{
    struct weft_map_slot *s = find(m, key, len);

    if (!s)
        return;
    *s = (struct weft_map_slot){ .key = tombstone };
    m->n--;
}
