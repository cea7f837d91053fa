/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sample.h"

#include <stdlib.h>

#include "engine/search.h"

/* What the plans are known as: those of rules are, too. */
#define NAME "list"

static enum weft_rc begin(void **state, struct weft_run *run,
                          struct weft_err *err)
{
    struct weft_search *s = calloc(1, sizeof(*s));

    *state = s;
    return s ? weft_search_init(s, run, NAME, err)
             : weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
}

static enum weft_rc turn(void *state, bool *more, struct weft_err *err)
{
    *more = true;
    return weft_search_sample(state, err);
}

static void end(void *state)
{
    struct weft_search *s = state;

    if (s && s->g)
        weft_search_release(s);
    free(s);
}

const struct weft_member weft_member_sample = { NAME, begin, turn, end };
