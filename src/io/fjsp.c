/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flexible job shop files (.fjs): jobs and machines on the first line, then
 * for each job its number of operations and for each operation the number of
 * machines it may run on and (machine, duration) pairs. */
#include <inttypes.h>
#include <stdlib.h>

#include "io/format.h"
#include "io/tokens.h"

struct choice {
    int32_t machine; /* from 1 */
    int64_t duration;
};

struct shop {
    int32_t njob, nmachine;
    int32_t *op_begin;     /* njob + 1: operations of a job */
    int32_t *choice_begin; /* nop + 1: choices of an operation */
    struct choice *choice;
    int32_t nop, op_cap, nchoice, choice_cap;
    int32_t *seen; /* nmachine + 1: operations so far when last named */
};

static void release_shop(struct shop *s)
{
    free(s->op_begin);
    free(s->choice_begin);
    free(s->choice);
    free(s->seen);
}

static bool push_op(struct shop *s)
{
    if (s->nop + 1 >= s->op_cap) {
        int32_t cap = s->op_cap ? s->op_cap * 2 : 64;
        int32_t *v;

        if (s->op_cap > INT32_MAX / 2)
            return false;
        v = realloc(s->choice_begin, (size_t)cap * sizeof(*v));
        if (!v)
            return false;
        s->choice_begin = v;
        s->op_cap = cap;
    }
    s->choice_begin[s->nop++] = s->nchoice;
    return true;
}

static bool push_choice(struct shop *s, struct choice c)
{
    if (s->nchoice == s->choice_cap) {
        int32_t cap = s->choice_cap ? s->choice_cap * 2 : 64;
        struct choice *v;

        if (s->choice_cap > INT32_MAX / 2)
            return false;
        v = realloc(s->choice, (size_t)cap * sizeof(*v));
        if (!v)
            return false;
        s->choice = v;
        s->choice_cap = cap;
    }
    s->choice[s->nchoice++] = c;
    return true;
}

static bool read_choices(struct weft_tokens *t, struct shop *s, int32_t job,
                         int32_t op)
{
    int32_t n;

    if (!weft_token_count(t, 1, 4, &n, "the number of machines"))
        return false;
    for (int32_t k = 0; k < n; k++) {
        struct choice c;
        int64_t machine;
        size_t at;

        weft_token_space(t);
        at = t->at;
        if (!weft_token_int(t, 1, s->nmachine, &machine,
                            "a machine of operation %d.%d", (int)job,
                            (int)op) ||
            !weft_token_int(t, 0, WEFT_NUMBER_MAX, &c.duration,
                            "a duration of operation %d.%d", (int)job, (int)op))
            return false;
        c.machine = (int32_t)machine;
        if (s->seen[machine] == s->nop)
            return weft_token_fault(t, at, WEFT_E_INVAL,
                                    "operation %d.%d names machine %d twice",
                                    (int)job, (int)op, (int)c.machine);
        s->seen[machine] = s->nop;
        if (!push_choice(s, c))
            return weft_token_nomem(t);
    }
    return true;
}

static bool read_job(struct weft_tokens *t, struct shop *s, int32_t job)
{
    int32_t nop;

    if (!weft_token_count(t, 0, 6, &nop, "the number of operations"))
        return false;
    for (int32_t op = 1; op <= nop; op++) {
        if (!push_op(s))
            return weft_token_nomem(t);
        if (!read_choices(t, s, job, op))
            return false;
        s->choice_begin[s->nop] = s->nchoice;
    }
    s->op_begin[job] = s->nop;
    return true;
}

/* A third entry of the first line, the mean number of machines, is ignored. */
static bool read_file(struct weft_tokens *t, struct shop *s)
{
    if (!weft_token_count(t, 1, 2, &s->njob, "the number of jobs") ||
        !weft_token_count(t, 1, 1, &s->nmachine, "the number of machines"))
        return false;
    weft_token_line(t);
    s->op_begin = calloc((size_t)s->njob + 1, sizeof(*s->op_begin));
    s->seen = calloc((size_t)s->nmachine + 1, sizeof(*s->seen));
    if (!s->op_begin || !s->seen)
        return weft_token_nomem(t);
    for (int32_t job = 1; job <= s->njob; job++)
        if (!read_job(t, s, job))
            return false;
    return weft_token_end(t);
}

static int probe(const char *text, size_t len, const char *path)
{
    struct weft_tokens t = { .s = text, .len = len };
    struct shop s = { 0 };
    bool fits = read_file(&t, &s), named = weft_has_ext(path, ".fjs");

    release_shop(&s);
    return fits ? (named ? 100 : 70) : named ? 50 : 0;
}

/* --- writing ------------------------------------------------------------- */

static void add_task(struct weft_buf *b, const struct shop *s, int32_t job,
                     int32_t op, int32_t i)
{
    int32_t begin = s->choice_begin[i], end = s->choice_begin[i + 1];
    int64_t least = s->choice[begin].duration;

    for (int32_t k = begin; k < end; k++)
        if (s->choice[k].duration < least)
            least = s->choice[k].duration;
    weft_buf_addf(b,
                  "    {\"id\": \"%d.%d\", \"duration\": %" PRId64
                  ", \"demand\": {\"slot\": 1}",
                  (int)job, (int)op, least);
    if (op > 1)
        weft_buf_addf(b, ", \"after\": [\"%d.%d\"]", (int)job, (int)(op - 1));
    for (int32_t k = begin; k < end; k++)
        weft_buf_addf(b, "%s\"m%d\"", k > begin ? ", " : ", \"nodes\": [",
                      (int)s->choice[k].machine);
    for (int32_t k = begin; k < end; k++)
        weft_buf_addf(b, "%s\"m%d\": %" PRId64,
                      k > begin ? ", " : "], \"durations\": {",
                      (int)s->choice[k].machine, s->choice[k].duration);
    weft_buf_adds(b, i + 1 < s->nop ? "}},\n" : "}}\n");
}

static void add_plan(struct weft_buf *b, const struct shop *s)
{
    weft_buf_adds(b, "{\n  \"weft\": \"1.0\",\n  \"time_unit\": \"none\",\n"
                     "  \"resources\": {\"slot\": {}},\n  \"nodes\": [\n");
    for (int32_t m = 1; m <= s->nmachine; m++)
        weft_buf_addf(b, "    {\"id\": \"m%d\", \"capacity\": {\"slot\": 1}}%s",
                      (int)m, m < s->nmachine ? ",\n" : "\n");
    weft_buf_adds(b, "  ],\n  \"tasks\": [\n");
    for (int32_t job = 1; job <= s->njob; job++)
        for (int32_t i = s->op_begin[job - 1]; i < s->op_begin[job]; i++)
            add_task(b, s, job, i - s->op_begin[job - 1] + 1, i);
    weft_buf_adds(b, "  ]\n}\n");
}

static enum weft_rc read_fjsp(const char *text, size_t len, char **doc,
                              size_t *doclen, struct weft_diags *diags,
                              struct weft_err *err)
{
    struct weft_err e = { .code = WEFT_E_NOMEM };
    struct weft_tokens t = { .s = text, .len = len, .diags = diags, .err = &e };
    struct shop s = { 0 };
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    if (read_file(&t, &s)) {
        add_plan(&b, &s);
        rc = weft_give(&b, doc, doclen, err);
    } else {
        rc = e.code;
        if (err)
            *err = e;
    }
    release_shop(&s);
    return rc;
}

const struct weft_format weft_format_fjsp = {
    .name = "fjsp",
    .summary = "flexible job shop",
    .ext = ".fjs",
    .probe = probe,
    .read = read_fjsp,
};
