/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/fuzz/fuzz.h - what a fuzz target and what drives it have in common.
 *
 * A target is a file with these two functions, called by libFuzzer (configure
 * --enable-fuzzing, with clang) or by the driver here, which changes known
 * inputs in ways that depend on a seed only, so that `make check` runs the
 * same on every machine. A target aborts where a promise is broken. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For the driver: the inputs to start from, NULL-terminated, relative to
 * SAMPLES_DIR; what the test is called. */
extern const char *const fuzz_seeds[];
extern const char fuzz_claim[];

#endif
