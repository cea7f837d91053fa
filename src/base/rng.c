/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/rng.h"

static uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = *x += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void weft_rng_seed(struct weft_rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix(&seed);
}

uint64_t weft_rng_next(struct weft_rng *r)
{
    uint64_t *s = r->s, out = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return out;
}

uint64_t weft_rng_below(struct weft_rng *r, uint64_t n)
{
    /* The first 2^64 mod n numbers would come once too often. */
    uint64_t surplus = (0 - n) % n, x;

    do {
        x = weft_rng_next(r);
    } while (x < surplus);
    return x % n;
}

double weft_rng_unit(struct weft_rng *r)
{
    return (double)(weft_rng_next(r) >> 11) * 0x1p-53;
}
