/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs changed by chance from a fixed seed.
 *
 *     NAME [ROUNDS [SEED]]    default: 1500 changes of each input, seed 1
 *     NAME FILE...            these inputs as they are, to see a failure again
 *
 * When a target aborts, the input is in fuzz-failed. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "fuzz/fuzz.h"

#define MOST   65536
#define ROUNDS 1500

static char input[MOST], made[2 * MOST];
static size_t ninput, nmade;

/* --- changes -------------------------------------------------------------- */

static size_t below(struct weft_rng *r, size_t n)
{
    return n ? (size_t)weft_rng_below(r, n) : 0;
}

/* Put text[0..len) in place of made[at .. at + gone). */
static void splice(size_t at, size_t gone, const char *text, size_t len)
{
    if (nmade - gone + len > MOST)
        return;
    memmove(made + at + len, made + at + gone, nmade - at - gone);
    memcpy(made + at, text, len);
    nmade += len - gone;
}

/* The number at or behind a random place: most of what a plan says is one. */
static bool find_number(struct weft_rng *r, size_t *at, size_t *len)
{
    size_t from = below(r, nmade);

    for (size_t k = 0; k < nmade; k++) {
        size_t i = (from + k) % nmade;

        if (made[i] < '0' || made[i] > '9')
            continue;
        *at = i;
        for (*len = 1; i + *len < nmade && made[i + *len] >= '0' &&
                       made[i + *len] <= '9';)
            ++*len;
        return true;
    }
    return false;
}

static void change_number(struct weft_rng *r)
{
    static const char *const odd[] = { "0",
                                       "1",
                                       "2",
                                       "-1",
                                       "7",
                                       "0.5",
                                       "0.0001",
                                       "1000",
                                       "999999",
                                       "2147483648",
                                       "9007199254740993",
                                       "9223372036854775807",
                                       "1e9",
                                       "1e308",
                                       "null",
                                       "\"1h\"",
                                       "\"16Gi\"",
                                       "[]",
                                       "{}" };
    size_t at, len, k = below(r, sizeof(odd) / sizeof(*odd));

    if (find_number(r, &at, &len))
        splice(at, len, odd[k], strlen(odd[k]));
}

/* A piece of the input again somewhere else: members and tasks twice, ids
 * where others are meant. */
static void copy_piece(struct weft_rng *r)
{
    char piece[200];
    size_t from = below(r, nmade), len = 1 + below(r, sizeof(piece) - 1);

    if (from + len > nmade)
        len = nmade - from;
    memcpy(piece, made + from, len);
    splice(below(r, nmade + 1), 0, piece, len);
}

/* The string at a random quote becomes that at another one. */
static void copy_string(struct weft_rng *r)
{
    char text[100];
    size_t at[2], len[2];

    for (int k = 0; k < 2; k++) {
        size_t from = below(r, nmade);
        const char *end, *q = memchr(made + from, '"', nmade - from);

        if (!q)
            return;
        at[k] = (size_t)(q - made) + 1;
        end = memchr(made + at[k], '"', nmade - at[k]);
        if (!end || (size_t)(end - made) - at[k] > sizeof(text))
            return;
        len[k] = (size_t)(end - made) - at[k];
    }
    memcpy(text, made + at[0], len[0]);
    splice(at[1], len[1], text, len[0]);
}

static void drop_piece(struct weft_rng *r)
{
    size_t at = below(r, nmade), len = 1 + below(r, 60);

    splice(at, at + len > nmade ? nmade - at : len, "", 0);
}

static void change_byte(struct weft_rng *r)
{
    if (nmade)
        made[below(r, nmade)] = (char)weft_rng_below(r, 256);
}

static void change(struct weft_rng *r)
{
    static void (*const way[])(
        struct weft_rng *) = { change_number, change_number, change_number,
                               change_number, change_number, copy_string,
                               copy_piece,    drop_piece,    change_byte };
    size_t times = 1 + below(r, 3);

    memcpy(made, input, ninput);
    nmade = ninput;
    while (times--)
        way[below(r, sizeof(way) / sizeof(*way))](r);
}

/* --- running -------------------------------------------------------------- */

/* Keep what it failed on. Only what is safe in a handler. */
static void on_abort(int number)
{
    FILE *f = fopen("fuzz-failed", "w");

    if (f) {
        fwrite(made, 1, nmade, f);
        fclose(f);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static bool load(const char *path)
{
    FILE *f = fopen(path, "r");

    if (!f) {
        perror(path);
        return false;
    }
    ninput = fread(input, 1, sizeof(input), f);
    fclose(f);
    return true;
}

static void run(void)
{
    LLVMFuzzerTestOneInput((const uint8_t *)made, nmade);
}

static int run_files(char **path)
{
    for (; *path; path++) {
        if (!load(*path))
            return 1;
        memcpy(made, input, ninput);
        nmade = ninput;
        run();
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *dir = getenv("SAMPLES_DIR");
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
    struct weft_rng r;
    char path[4096];

    signal(SIGABRT, on_abort);
    signal(SIGSEGV, on_abort);
    if (argc > 1 && rounds <= 0)
        return run_files(argv + 1);
    weft_rng_seed(&r, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
    for (int k = 0; fuzz_seeds[k]; k++) {
        snprintf(path, sizeof(path), "%s/%s", dir ? dir : ".", fuzz_seeds[k]);
        if (!load(path))
            return 1;
        for (long i = 0; i < rounds; i++) {
            change(&r);
            run();
        }
    }
    printf("1..1\nok 1 - %s\n", fuzz_claim);
    return 0;
}
