/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the "schedule" member of a document. Members that are not there are
 * not missed, so that a plan written by hand can be checked: only "tasks" and
 * in it "id", "start" and "finish" must be given. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/utf8.h"
#include "model/stored.h"

struct reader {
    const struct weft_plan *p;
    struct weft_json j;
    struct weft_stored *s;
    struct weft_diags *diags;
    size_t faults;
    struct weft_buf word; /* the string read last */
    bool oom;
};

WEFT_PRINTF(4, 0)
static void vfault(struct reader *r, enum weft_rc code, const char *pointer,
                   const char *fmt, va_list ap)
{
    char msg[512];

    vsnprintf(msg, sizeof(msg), fmt, ap);
    weft_diags_add(r->diags, false, code, 0, 0, pointer, "%s", msg);
    r->faults++;
}

WEFT_PRINTF(3, 4)
static void fault(struct reader *r, const char *pointer, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfault(r, WEFT_E_INVAL, pointer, fmt, ap);
    va_end(ap);
}

/* The schedule names what this plan does not have. */
WEFT_PRINTF(3, 4)
static void fault_ref(struct reader *r, const char *pointer, const char *fmt,
                      ...)
{
    va_list ap;

    va_start(ap, fmt);
    vfault(r, WEFT_E_REF, pointer, fmt, ap);
    va_end(ap);
}

/* The unescaped string v[i], valid until the next call; NULL where it is none
 * (a fault) or memory ran out. */
static const char *string(struct reader *r, int32_t i, const char *pointer)
{
    if (r->j.v[i].kind != WEFT_JSON_STRING) {
        fault(r, pointer, "expected a string");
        return NULL;
    }
    weft_buf_clear(&r->word);
    weft_json_string(&r->j, i, &r->word);
    if (r->word.oom) {
        r->oom = true;
        return NULL;
    }
    return r->word.p ? r->word.p : "";
}

/* A name of the document, safe to show and short, for a message. */
static const char *shown(struct reader *r, const char *name)
{
    struct weft_buf b = { 0 };

    weft_utf8_show(&b, name, strnlen(name, 253), false);
    weft_buf_clear(&r->word);
    weft_buf_adds(&r->word, b.p ? b.p : "");
    weft_buf_release(&b);
    return r->word.p ? r->word.p : "";
}

static const char *number(struct reader *r, int32_t i, size_t *len)
{
    *len = r->j.v[i].end - r->j.v[i].begin;
    return r->j.text + r->j.v[i].begin;
}

static void read_time(struct reader *r, int32_t i, const char *pointer,
                      int64_t *out)
{
    struct weft_err e;
    size_t n;
    const char *text = number(r, i, &n);
    int64_t t;

    if (r->j.v[i].kind != WEFT_JSON_NUMBER)
        fault(r, pointer, "expected a number, a time");
    else if (weft_time_near(text, n, weft_plan_unit(r->p), &t, &e))
        fault(r, pointer, "%s", e.msg);
    else if (t < 0)
        fault(r, pointer, "expected a time of 0 or later");
    else
        *out = t;
}

static void read_cost(struct reader *r, int32_t i)
{
    struct weft_err e;
    size_t n;
    const char *text = number(r, i, &n);

    if (r->j.v[i].kind != WEFT_JSON_NUMBER)
        fault(r, "/schedule/cost", "expected a number");
    else if (weft_decimal(text, n, WEFT_NANO, &r->s->cost, &e))
        fault(r, "/schedule/cost", "%s", e.msg);
}

static void read_seed(struct reader *r, int32_t i)
{
    size_t n;
    const char *text = number(r, i, &n);
    uint64_t seed = 0;

    for (size_t k = 0; k < n; k++)
        if (r->j.v[i].kind != WEFT_JSON_NUMBER || text[k] < '0' ||
            text[k] > '9' || __builtin_mul_overflow(seed, 10u, &seed) ||
            __builtin_add_overflow(seed, (uint64_t)(text[k] - '0'), &seed)) {
            fault(r, "/schedule/seed", "expected a whole number below 2^64");
            return;
        }
    r->s->seed = seed;
}

static void read_status(struct reader *r, int32_t i)
{
    const char *w = string(r, i, "/schedule/status");

    if (!w)
        return;
    if (strcmp(w, "optimal") != 0 && strcmp(w, "feasible") != 0 &&
        strcmp(w, "infeasible") != 0)
        fault(r, "/schedule/status",
              "expected \"optimal\", \"feasible\" or \"infeasible\"");
    else
        snprintf(r->s->status, sizeof(r->s->status), "%s", w);
}

static void read_reason(struct reader *r, int32_t i)
{
    const char *w = string(r, i, "/schedule/reason");

    if (!w)
        return;
    r->s->reason = strdup(w);
    r->oom |= !r->s->reason;
}

/* An array of ids; they are looked up when the plan is checked. */
static void read_ids(struct reader *r, int32_t i, const char *name, char ***out,
                     size_t *nout)
{
    char pointer[64];
    char **v;
    size_t n = 0;

    snprintf(pointer, sizeof(pointer), "/schedule/%s", name);
    if (r->j.v[i].kind != WEFT_JSON_ARRAY) {
        fault(r, pointer, "expected an array of task ids");
        return;
    }
    v = calloc((size_t)r->j.v[i].nchild + 1, sizeof(*v));
    if (!v) {
        r->oom = true;
        return;
    }
    *out = v;
    for (int32_t k = r->j.v[i].child; k != WEFT_NONE; k = r->j.v[k].next) {
        const char *w;

        snprintf(pointer, sizeof(pointer), "/schedule/%s/%zu", name, n);
        w = string(r, k, pointer);
        if (!w)
            continue;
        v[n] = strdup(w);
        if (!v[n]) {
            r->oom = true;
            return;
        }
        *nout = ++n;
    }
}

/* --- tasks --------------------------------------------------------------- */

static void read_node(struct reader *r, int32_t i, const char *pointer,
                      struct weft_place *pl)
{
    struct weft_node_ref ref;
    const char *w;
    int32_t count;

    if (r->j.v[i].kind == WEFT_JSON_NULL)
        return;
    w = string(r, i, pointer);
    if (!w)
        return;
    ref = weft_plan_find_ref(r->p, w);
    if (ref.node == WEFT_NONE) {
        fault_ref(r, pointer, "no node '%s'", shown(r, w));
        return;
    }
    count = weft_plan_node(r->p, ref.node)->count;
    if (ref.copy == WEFT_NONE && count != 1) {
        w = shown(r, weft_plan_node(r->p, ref.node)->id);
        fault_ref(r, pointer, "node '%s' has %d copies: name one, like '%s-1'",
                  w, (int)count, w);
        return;
    }
    pl->node = ref.node;
    pl->copy = ref.copy == WEFT_NONE ? 0 : ref.copy;
}

static void read_mode(struct reader *r, int32_t i, const char *pointer,
                      struct weft_place *pl)
{
    const char *w = string(r, i, pointer);
    const struct weft_task *t;

    if (!w || pl->task == WEFT_NONE || !strcmp(w, "default"))
        return;
    t = weft_plan_task(r->p, pl->task);
    for (int32_t k = 0; k < t->nmode; k++)
        if (!strcmp(t->mode[k].name, w)) {
            pl->mode = k + 1;
            return;
        }
    fault_ref(r, pointer, "the task has no mode '%s'", shown(r, w));
}

static void read_id(struct reader *r, int32_t i, const char *pointer,
                    struct weft_place *pl)
{
    const char *w = string(r, i, pointer);

    if (!w)
        return;
    pl->task = weft_plan_find_task(r->p, w);
    if (pl->task == WEFT_NONE)
        fault_ref(r, pointer, "no task '%s'", shown(r, w));
}

static void read_place(struct reader *r, int32_t obj, size_t k)
{
    static const char *const member[] = { "id",    "node",   "mode",
                                          "start", "finish", "slack" };
    struct weft_place *pl = &r->s->place[k];
    char pointer[64];
    int32_t at[6];

    *pl = (struct weft_place){ .task = WEFT_NONE,
                               .node = WEFT_NONE,
                               .copy = WEFT_NONE };
    r->s->slack[k] = WEFT_NONE;
    snprintf(pointer, sizeof(pointer), "/schedule/tasks/%zu", k);
    if (r->j.v[obj].kind != WEFT_JSON_OBJECT) {
        fault(r, pointer, "expected an object");
        return;
    }
    for (int m = 0; m < 6; m++) {
        at[m] = weft_json_get(&r->j, obj, member[m]);
        if (at[m] == WEFT_NONE && (m == 0 || m == 3 || m == 4))
            fault(r, pointer, "member \"%s\" is missing", member[m]);
    }
    for (int m = 0; m < 6; m++) {
        snprintf(pointer, sizeof(pointer), "/schedule/tasks/%zu/%s", k,
                 member[m]);
        if (at[m] == WEFT_NONE)
            continue;
        if (m == 0)
            read_id(r, at[m], pointer, pl);
        else if (m == 1)
            read_node(r, at[m], pointer, pl);
        else if (m == 2)
            read_mode(r, at[m], pointer, pl);
        else
            read_time(r, at[m], pointer,
                      m == 3   ? &pl->start
                      : m == 4 ? &pl->finish
                               : &r->s->slack[k]);
    }
}

static void read_places(struct reader *r, int32_t i)
{
    size_t n = (size_t)r->j.v[i].nchild, k = 0;

    if (r->j.v[i].kind != WEFT_JSON_ARRAY) {
        fault(r, "/schedule/tasks", "expected an array");
        return;
    }
    r->s->place = calloc(n + 1, sizeof(*r->s->place));
    r->s->slack = calloc(n + 1, sizeof(*r->s->slack));
    if (!r->s->place || !r->s->slack) {
        r->oom = true;
        return;
    }
    r->s->n = n;
    for (i = r->j.v[i].child; i != WEFT_NONE && !r->oom; i = r->j.v[i].next)
        read_place(r, i, k++);
}

/* --- the member ---------------------------------------------------------- */

static void read_member(struct reader *r, int32_t i, const char *key)
{
    struct weft_stored *s = r->s;
    const char *w;

    if (!strcmp(key, "engine")) {
        w = string(r, i, "/schedule/engine");
        if (w)
            snprintf(s->engine, sizeof(s->engine), "%s", w);
    } else if (!strcmp(key, "seed")) {
        read_seed(r, i);
    } else if (!strcmp(key, "status")) {
        read_status(r, i);
    } else if (!strcmp(key, "reason")) {
        read_reason(r, i);
    } else if (!strcmp(key, "makespan")) {
        read_time(r, i, "/schedule/makespan", &s->makespan);
    } else if (!strcmp(key, "bound")) {
        read_time(r, i, "/schedule/bound", &s->bound);
    } else if (!strcmp(key, "cost")) {
        read_cost(r, i);
    } else if (!strcmp(key, "order")) {
        read_ids(r, i, key, &s->order, &s->norder);
    } else if (!strcmp(key, "critical")) {
        read_ids(r, i, key, &s->critical, &s->ncritical);
    } else if (!strcmp(key, "tasks")) {
        read_places(r, i);
    }
}

static void read_schedule(struct reader *r)
{
    struct weft_buf key = { 0 };

    if (r->j.v[0].kind != WEFT_JSON_OBJECT) {
        fault(r, "/schedule", "expected an object");
        return;
    }
    for (int32_t i = r->j.v[0].child; i != WEFT_NONE; i = r->j.v[i].next) {
        weft_buf_clear(&key);
        weft_json_key(&r->j, i, &key);
        r->oom |= key.oom;
        if (!r->oom)
            read_member(r, i, key.p ? key.p : "");
    }
    weft_buf_release(&key);
    if (weft_json_get(&r->j, 0, "tasks") == WEFT_NONE &&
        strcmp(r->s->status, "infeasible") != 0)
        fault(r, "/schedule", "member \"tasks\" is missing");
}

enum weft_rc weft_stored_read(const struct weft_plan *p,
                              struct weft_stored *out, struct weft_diags *diags,
                              struct weft_err *err)
{
    struct weft_stored s = { .makespan = WEFT_NONE,
                             .bound = WEFT_NONE,
                             .cost = WEFT_NONE };
    struct reader r = { .p = p, .s = &s, .diags = diags };
    size_t len, at, first = diags->n;
    const char *text = weft_plan_member(p, "schedule", &len);
    enum weft_rc rc;

    *out = (struct weft_stored){ 0 };
    if (!text)
        return WEFT_OK;
    s.present = true;
    rc = weft_json_parse(&r.j, text, len, true, &at, err);
    if (!rc) {
        read_schedule(&r);
        if (r.oom)
            rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        else if (r.faults)
            rc = weft_err_set(err, WEFT_E_INVAL, "",
                              "the schedule of the document is not valid");
    }
    weft_json_release(&r.j);
    weft_buf_release(&r.word);
    if (rc) {
        weft_stored_release(&s);
        return weft_stored_locate(p, diags, first) ? WEFT_E_NOMEM : rc;
    }
    *out = s;
    return WEFT_OK;
}

static void free_ids(char **v, size_t n)
{
    for (size_t i = 0; v && i < n; i++)
        free(v[i]);
    free(v);
}

void weft_stored_release(struct weft_stored *s)
{
    free(s->reason);
    free(s->place);
    free(s->slack);
    free_ids(s->order, s->norder);
    free_ids(s->critical, s->ncritical);
    *s = (struct weft_stored){ 0 };
}

/* --- line and column ----------------------------------------------------- */

/* The value at a JSON pointer, or the last one on the way to it. The pointers
 * of this file have no escapes. */
static int32_t follow(const struct weft_json *j, const char *pointer)
{
    int32_t at = 0;

    while (*pointer == '/') {
        char name[32];
        size_t n = strcspn(++pointer, "/");
        int32_t next = WEFT_NONE;

        if (n >= sizeof(name))
            break;
        memcpy(name, pointer, n);
        name[n] = '\0';
        pointer += n;
        if (j->v[at].kind == WEFT_JSON_OBJECT) {
            next = weft_json_get(j, at, name);
        } else if (j->v[at].kind == WEFT_JSON_ARRAY) {
            long k = strtol(name, NULL, 10);

            for (next = j->v[at].child; next != WEFT_NONE && k > 0; k--)
                next = j->v[next].next;
        }
        if (next == WEFT_NONE)
            break;
        at = next;
    }
    return at;
}

enum weft_rc weft_stored_locate(const struct weft_plan *p,
                                struct weft_diags *diags, size_t first)
{
    struct weft_json j = { 0 };
    char *text = NULL;
    size_t len, at;
    enum weft_rc rc = WEFT_OK;

    if (first == diags->n)
        return WEFT_OK;
    rc = weft_plan_text(p, &text, &len, NULL);
    if (!rc)
        rc = weft_json_parse(&j, text, len, true, &at, NULL);
    for (size_t i = first; i < diags->n && !rc; i++) {
        struct weft_diag *d = &diags->v[i];

        if (d->line == 0 && d->pointer)
            weft_json_place(text, j.v[follow(&j, d->pointer)].begin, &d->line,
                            &d->column);
    }
    weft_json_release(&j);
    free(text);
    return rc;
}
