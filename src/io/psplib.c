/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PSPLIB files (Kolisch, Sprecher 1996): .sm, and .mm with several modes. The
 * sections are found by their headings, in any order; within a section the
 * text is a list of numbers, as line breaks are not reliable. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"
#include "io/rcpsp.h"

/* Offset behind the first occurrence of word in s[0..n), n if none. */
static size_t behind(const char *s, size_t n, const char *word)
{
    size_t k = strlen(word);

    for (size_t i = 0; i + k <= n; i++)
        if (s[i] == word[0] && memcmp(s + i, word, k) == 0)
            return i + k;
    return n;
}

static int probe(const char *text, size_t len, const char *path)
{
    size_t head = len < 1 << 20 ? len : 1 << 20;

    if (behind(text, head, "PRECEDENCE RELATIONS") < head)
        return 100;
    return weft_has_ext(path, ".sm") || weft_has_ext(path, ".mm") ? 50 : 0;
}

/* To the line after the one with this heading; `lines` more are skipped. */
static bool find_section(struct weft_tokens *t, const char *heading, int lines)
{
    t->at = behind(t->s, t->len, heading);
    if (t->at == t->len)
        return weft_token_fault(t, 0, WEFT_E_PARSE, "no section '%s'", heading);
    for (int i = 0; i <= lines; i++)
        weft_token_line(t);
    return true;
}

/* The number behind "label ... :" in the head of the file. */
static bool head_count(struct weft_tokens *t, const char *label, int64_t lo,
                       int32_t *out)
{
    t->at = behind(t->s, t->len, label);
    if (t->at == t->len)
        return weft_token_fault(t, 0, WEFT_E_PARSE, "no line '%s'", label);
    t->at += behind(t->s + t->at, t->len - t->at, ":");
    /* a resource needs two bytes in each of several lists, a job more */
    return weft_token_count(t, lo, 2, out, label);
}

/* The number of a resource kind is followed by its letter. */
static bool read_head(struct weft_tokens *t, struct weft_rcpsp *p)
{
    int32_t n = 0, nren = 0, nnon = 0, both = 0;

    if (!head_count(t, "jobs (incl. supersource/sink )", 1, &n) ||
        !head_count(t, "- renewable", 0, &nren) ||
        !head_count(t, "- nonrenewable", 0, &nnon) ||
        !head_count(t, "- doubly constrained", 0, &both))
        return false;
    if (both)
        return weft_token_fault(t, t->at, WEFT_E_INVAL,
                                "doubly constrained resources are not "
                                "supported");
    if ((size_t)nren + (size_t)nnon > t->len / 2)
        return weft_token_fault(t, t->at, WEFT_E_PARSE,
                                "the file is too short for its resources");
    return weft_rcpsp_init(p, n, nren, nnon) || weft_token_nomem(t);
}

/* A project's due date is a goal with a price, not a limit. */
static bool read_project(struct weft_tokens *t, struct weft_rcpsp *p)
{
    int64_t number, jobs, due, cost;

    if (behind(t->s, t->len, "PROJECT INFORMATION") == t->len)
        return true;
    if (!find_section(t, "PROJECT INFORMATION", 1) ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &number,
                        "the project's number") ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &jobs, "the number of jobs") ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &p->release,
                        "the project's release date") ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &due, "the due date") ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &cost, "the tardiness cost"))
        return false;
    if ((due || cost) && t->diags)
        weft_diags_add(t->diags, true, WEFT_OK, 0, 0, NULL,
                       "dropped: the project's due date %" PRId64
                       " and tardiness cost %" PRId64,
                       due, cost);
    return true;
}

/* "job modes successors s1 s2 ...", for every job. modes[] gets the numbers
 * of modes. */
static bool read_precedence(struct weft_tokens *t, struct weft_rcpsp *p,
                            int32_t *modes)
{
    if (!find_section(t, "PRECEDENCE RELATIONS", 1))
        return false;
    for (int32_t i = 0; i < p->n; i++) {
        int64_t job;
        int32_t nsucc;

        if (!weft_token_int(t, i + 1, i + 1, &job, "the next job number") ||
            !weft_token_count(t, 1, 2, &modes[i], "the number of modes") ||
            !weft_token_count(t, 0, 2, &nsucc, "the number of successors"))
            return false;
        for (int32_t k = 0; k < nsucc; k++) {
            int64_t to;

            if (!weft_token_int(t, 1, p->n, &to, "a successor of job %d",
                                (int)(i + 1)))
                return false;
            if (!weft_rcpsp_link(p, i, (int32_t)to - 1))
                return weft_token_nomem(t);
        }
    }
    return true;
}

static bool read_mode(struct weft_tokens *t, struct weft_rcpsp *p, int32_t i,
                      int64_t mode)
{
    int64_t *row = weft_rcpsp_mode(p);

    if (!row)
        return weft_token_nomem(t);
    if (!weft_token_int(t, mode, mode, &row[0], "the next mode of job %d",
                        (int)(i + 1)) ||
        !weft_token_int(t, 0, WEFT_NUMBER_MAX, &row[0],
                        "the duration of job %d", (int)(i + 1)))
        return false;
    for (int32_t k = 0; k < p->nren + p->nnon; k++)
        if (!weft_token_int(t, 0, WEFT_NUMBER_MAX, &row[1 + k],
                            "a request of job %d", (int)(i + 1)))
            return false;
    return true;
}

/* "job mode duration r1 r2 ..."; only the first mode of a job has its number. */
static bool read_requests(struct weft_tokens *t, struct weft_rcpsp *p,
                          const int32_t *modes)
{
    if (!find_section(t, "REQUESTS/DURATIONS", 2))
        return false;
    for (int32_t i = 0; i < p->n; i++) {
        int64_t job;

        if (!weft_token_int(t, i + 1, i + 1, &job, "the next job number"))
            return false;
        p->mode_begin[i] = p->nmode;
        for (int32_t m = 0; m < modes[i]; m++)
            if (!read_mode(t, p, i, m + 1))
                return false;
    }
    p->mode_begin[p->n] = p->nmode;
    return true;
}

static bool read_capacities(struct weft_tokens *t, struct weft_rcpsp *p)
{
    if (!find_section(t, "AVAILABILITIES", 1))
        return false;
    for (int32_t k = 0; k < p->nren + p->nnon; k++)
        if (!weft_token_int(t, 0, WEFT_NUMBER_MAX, &p->capacity[k],
                            "the availability of resource %d", (int)(k + 1)))
            return false;
    return true;
}

static bool read_file(struct weft_tokens *t, struct weft_rcpsp *p)
{
    int32_t *modes;
    bool ok;

    if (!read_head(t, p) || !read_project(t, p))
        return false;
    modes = calloc((size_t)p->n, sizeof(*modes));
    if (!modes)
        return weft_token_nomem(t);
    ok = read_precedence(t, p, modes) && read_requests(t, p, modes) &&
         read_capacities(t, p);
    free(modes);
    return ok;
}

static enum weft_rc read_psplib(const char *text, size_t len, char **doc,
                                size_t *doclen, struct weft_diags *diags,
                                struct weft_err *err)
{
    struct weft_err e = { .code = WEFT_E_NOMEM };
    struct weft_tokens t = { .s = text, .len = len, .diags = diags, .err = &e };
    struct weft_rcpsp p = { 0 };
    enum weft_rc rc;

    if (read_file(&t, &p)) {
        rc = weft_rcpsp_write(&p, doc, doclen, err);
    } else {
        rc = e.code;
        if (err)
            *err = e;
    }
    weft_rcpsp_release(&p);
    return rc;
}

const struct weft_format weft_format_psplib = {
    .name = "psplib",
    .summary = "PSPLIB project, single or multiple modes",
    .ext = ".sm",
    .probe = probe,
    .read = read_psplib,
};
