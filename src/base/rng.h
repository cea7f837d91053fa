/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/rng.h - xoshiro256** seeded by splitmix64 (Blackman, Vigna, "Scrambled
 * linear pseudorandom number generators", 2021). */
#ifndef WEFT_BASE_RNG_H
#define WEFT_BASE_RNG_H

#include <stdint.h>

struct weft_rng {
    uint64_t s[4];
};

void weft_rng_seed(struct weft_rng *r, uint64_t seed);
uint64_t weft_rng_next(struct weft_rng *r);
/* Uniform in [0, n), n > 0; unbiased. */
uint64_t weft_rng_below(struct weft_rng *r, uint64_t n);
/* Uniform in [0, 1). */
double weft_rng_unit(struct weft_rng *r);

#endif
