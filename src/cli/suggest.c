/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <string.h>

#define NAME_MAX_LEN 31 /* of names worth comparing */

static size_t min2(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, replacements and exchanges of neighbours that turn a
 * into b. Both at most NAME_MAX_LEN long. */
static size_t distance(const char *a, const char *b)
{
    size_t row[3][NAME_MAX_LEN + 1];
    size_t na = strlen(a), nb = strlen(b);
    size_t *before = row[0], *last = row[1], *now = row[2];

    memset(row, 0, sizeof(row));
    for (size_t j = 0; j <= nb; j++)
        last[j] = j;
    for (size_t i = 1; i <= na; i++) {
        now[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            bool same = a[i - 1] == b[j - 1];

            now[j] = min2(last[j - 1] + !same, min2(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = min2(now[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[nb];
}

void cli_nearest_offer(struct cli_nearest *n, const char *name)
{
    size_t len = strlen(name), typed = strlen(n->typed);
    size_t d;

    if (!len || !typed || len > NAME_MAX_LEN || typed > NAME_MAX_LEN)
        return;
    /* What was begun rightly is meant, however much is missing. */
    if (typed >= 2 && typed < len && !strncmp(name, n->typed, typed))
        d = 1;
    else
        d = distance(n->typed, name);
    if (d > (len + 2) / 3 || (n->name && d >= n->distance))
        return;
    n->name = name;
    n->distance = d;
}
