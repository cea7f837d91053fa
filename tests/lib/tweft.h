/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/tweft.h - helpers shared by the unit tests. */
#ifndef TWEFT_H
#define TWEFT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* keep after the four headers cmocka.h needs */
#include <cmocka.h>

/* cmocka 1.1.5 prints integers in hex; say what was compared. */
#define assert_i64(got, want)                                                  \
    do {                                                                       \
        long long g_ = (got), w_ = (want);                                     \
        if (g_ != w_)                                                          \
            fail_msg("%s: got %lld, want %lld", #got, g_, w_);                 \
    } while (0)

/* got must be what the file holds; WEFT_UPDATE_GOLDEN rewrites it. */
static inline void golden_file(const char *path, const char *got)
{
    static char want[1 << 20];
    size_t n;
    FILE *f;

    if (getenv("WEFT_UPDATE_GOLDEN")) {
        f = fopen(path, "w");
        assert_non_null(f);
        fputs(got, f);
        fclose(f);
        return;
    }
    f = fopen(path, "r");
    if (!f)
        fail_msg("no golden file %s", path);
    n = fread(want, 1, sizeof(want) - 1, f);
    want[n] = '\0';
    fclose(f);
    if (strcmp(want, got))
        fail_msg("%s differs\n--- want\n%s--- got\n%s", path, want, got);
}

static inline void golden(const char *name, const char *got)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s.txt", getenv("GOLDEN_DIR"), name);
    golden_file(path, got);
}
#endif
