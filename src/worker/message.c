/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker/message.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/json.h"
#include "base/utf8.h"

static const char *const status_name[] = {
    [WEFT_UNKNOWN] = "unknown",
    [WEFT_FEASIBLE] = "feasible",
    [WEFT_OPTIMAL] = "optimal",
    [WEFT_INFEASIBLE] = "infeasible",
};

static const struct {
    enum weft_rc code;
    const char *name;
} code_name[] = {
    { WEFT_E_SOLVER, "solver" }, { WEFT_E_NOMEM, "nomem" },
    { WEFT_E_INVAL, "inval" },   { WEFT_E_PARSE, "parse" },
    { WEFT_E_LIMIT, "limit" },
};

static const char *const event_name[] = {
    [MESSAGE_ACCEPTED] = "accepted", [MESSAGE_PLAN] = "plan",
    [MESSAGE_BOUND] = "bound",       [MESSAGE_POLICY] = "policy",
    [MESSAGE_DONE] = "done",         [MESSAGE_FAILED] = "failed",
};

#define TIME_MAX_MS 1000000000000000 /* later than anybody waits */
#define COUNT(a)    (sizeof(a) / sizeof((a)[0]))

void message_request_release(struct message_request *m)
{
    free(m->start);
    memset(m, 0, sizeof(*m));
}

void message_event_release(struct message_event *m)
{
    free(m->place);
    memset(m, 0, sizeof(*m));
}

void message_places(const struct weft_problem *q, const struct weft_schedule *s,
                    struct weft_place *place)
{
    for (int32_t i = 0; i < s->n; i++) {
        const struct weft_option *o = &q->option[s->opt[i]];
        bool on = o->copy != WEFT_NONE;

        place[i] = (struct weft_place){
            .task = i,
            .node = on ? q->copy[o->copy].node : WEFT_NONE,
            .copy = on ? q->copy[o->copy].index : WEFT_NONE,
            .mode = o->mode,
            .start = s->start[i] * q->tick,
            .finish = (s->start[i] + o->dur) * q->tick,
        };
    }
}

/* --- writing -------------------------------------------------------------- */

static void add_places(struct weft_buf *b, const struct weft_place *place,
                       int32_t n)
{
    weft_buf_addc(b, '[');
    for (int32_t i = 0; i < n; i++)
        weft_buf_addf(b, "%s[%d,%d,%d,%lld]", i ? "," : "", (int)place[i].node,
                      (int)place[i].copy, (int)place[i].mode,
                      (long long)place[i].start);
    weft_buf_addc(b, ']');
}

/* The weights, then the episodes. */
static void add_policy(struct weft_buf *b, const struct weft_policy *p)
{
    weft_buf_adds(b, ",\"policy\":[");
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++)
        weft_buf_addf(b, "%lld,", (long long)p->weight[f]);
    weft_buf_addf(b, "%lld]", (long long)p->episodes);
}

static void add_string(struct weft_buf *b, const char *key, const char *value)
{
    weft_buf_addf(b, ",\"%s\":", key);
    weft_buf_add_json(b, value, strlen(value));
}

static void add_int(struct weft_buf *b, const char *key, int64_t value)
{
    weft_buf_addf(b, ",\"%s\":%lld", key, (long long)value);
}

/* Seconds as an exact decimal, whatever the locale; to the millisecond. */
static void add_seconds(struct weft_buf *b, const char *key, double seconds)
{
    double ms = seconds * 1000 + 0.5, most = (double)TIME_MAX_MS;

    weft_buf_addf(b, ",\"%s\":", key);
    weft_decimal_text(b, ms < 1 ? 1 : (int64_t)(ms < most ? ms : most), 1000);
}

static enum weft_rc add_start(struct weft_buf *b, const struct weft_problem *q,
                              const struct weft_schedule *s,
                              struct weft_err *err)
{
    size_t n = (size_t)s->n;
    struct weft_place *place = malloc((n ? n : 1) * sizeof(*place));

    if (!place)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    message_places(q, s, place);
    weft_buf_adds(b, ",\"start\":");
    add_places(b, place, s->n);
    free(place);
    return WEFT_OK;
}

enum weft_rc message_write_request(struct weft_buf *b,
                                   const struct worker_request *r,
                                   struct weft_err *err)
{
    size_t before = b->len, doc;
    enum weft_rc rc = WEFT_OK;

    weft_buf_addf(b, "{\"weft_worker\":%d,\"generation\":%llu",
                  MESSAGE_PROTOCOL, (unsigned long long)r->generation);
    add_string(b, "engine", r->engine);
    if (r->rule)
        add_string(b, "rule", r->rule);
    if (r->time > 0)
        add_seconds(b, "time", r->time);
    add_int(b, "effort", r->effort);
    weft_buf_addf(b, ",\"seed\":%llu,\"memory\":%llu",
                  (unsigned long long)r->seed, (unsigned long long)r->memory);
    add_int(b, "threads", r->threads);
    add_int(b, "bound", r->bound * r->problem->tick);
    if (r->policy)
        add_policy(b, r->policy);
    if (r->start)
        rc = add_start(b, r->problem, r->start, err);
    weft_buf_adds(b, "}\n");
    doc = b->len;
    weft_buf_add(b, r->doc, r->len);
    weft_buf_addc(b, '\n');
    if (!rc && b->oom)
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    if (rc) {
        b->oom = false;
        b->len = before;
        return rc;
    }
    for (size_t i = doc; i + 1 < b->len; i++) /* white space, never data */
        if (b->p[i] == '\n' || b->p[i] == '\r')
            b->p[i] = ' ';
    return WEFT_OK;
}

static const char *name_of_code(enum weft_rc code)
{
    for (size_t i = 0; i < COUNT(code_name); i++)
        if (code_name[i].code == code)
            return code_name[i].name;
    return code_name[0].name;
}

void message_write_event(struct weft_buf *b, const struct message_event *m)
{
    weft_buf_addf(b, "{\"generation\":%llu,\"event\":\"%s\"",
                  (unsigned long long)m->generation, event_name[m->kind]);
    switch (m->kind) {
    case MESSAGE_ACCEPTED:
        break;
    case MESSAGE_PLAN:
        add_string(b, "engine", m->engine);
        add_int(b, "makespan", m->makespan);
        weft_buf_adds(b, ",\"tasks\":");
        add_places(b, m->place, m->nplace);
        break;
    case MESSAGE_BOUND:
        add_string(b, "engine", m->engine);
        add_int(b, "bound", m->bound);
        break;
    case MESSAGE_POLICY:
        add_policy(b, &m->policy);
        break;
    case MESSAGE_DONE:
        add_string(b, "status", status_name[m->status]);
        add_string(b, "reason", m->text);
        break;
    case MESSAGE_FAILED:
        add_string(b, "code", name_of_code(m->code));
        add_string(b, "reason", m->text);
        break;
    }
    weft_buf_adds(b, "}\n");
}

/* --- reading -------------------------------------------------------------- */

struct reader {
    struct weft_json j;
    bool oom; /* a text could not be copied */
};

/* A JSON integer in [lo, hi]. */
static bool int_at(const struct weft_json *j, int32_t i, int64_t lo, int64_t hi,
                   int64_t *out)
{
    const struct weft_json_val *v = &j->v[i];
    int64_t x;

    if (v->kind != WEFT_JSON_NUMBER ||
        weft_decimal(j->text + v->begin, v->end - v->begin, 1, &x, NULL) ||
        x < lo || x > hi)
        return false;
    *out = x;
    return true;
}

/* A JSON integer of 0 .. 2^64 - 1, written without fraction or exponent. */
static bool u64_at(const struct weft_json *j, int32_t i, uint64_t *out)
{
    const struct weft_json_val *v = &j->v[i];
    uint64_t x = 0;

    if (v->kind != WEFT_JSON_NUMBER)
        return false;
    for (size_t k = v->begin; k < v->end; k++) {
        char c = j->text[k];

        if (c < '0' || c > '9' || __builtin_mul_overflow(x, 10u, &x) ||
            __builtin_add_overflow(x, (uint64_t)(c - '0'), &x))
            return false;
    }
    *out = x;
    return true;
}

/* The first size - 1 bytes of a string, made safe to show. */
static bool text_at(struct reader *r, int32_t i, char *out, size_t size)
{
    const struct weft_json *j = &r->j;
    struct weft_buf raw = { 0 }, shown = { 0 };
    size_t n;

    if (j->v[i].kind != WEFT_JSON_STRING)
        return false;
    weft_json_string(j, i, &raw);
    if (raw.p)
        weft_utf8_show(&shown, raw.p, raw.len, false);
    n = shown.len;
    if (n > size - 1)
        for (n = size - 1; n > 0 && ((unsigned char)shown.p[n] & 0xc0) == 0x80;)
            n--; /* not inside a character */
    if (shown.p)
        memcpy(out, shown.p, n);
    out[n] = '\0';
    r->oom |= raw.oom || shown.oom;
    weft_buf_release(&raw);
    weft_buf_release(&shown);
    return true;
}

/* [node, copy, mode, start] */
static bool place_at(const struct weft_json *j, int32_t entry,
                     struct weft_place *p)
{
    int64_t v[4];
    int32_t at;

    if (j->v[entry].kind != WEFT_JSON_ARRAY || j->v[entry].nchild != 4)
        return false;
    at = j->v[entry].child;
    for (int k = 0; k < 4; k++, at = j->v[at].next)
        if (!int_at(j, at, k < 2 ? WEFT_NONE : 0,
                    k < 3 ? INT32_MAX : INT64_MAX / 2, &v[k]))
            return false;
    if ((v[0] == WEFT_NONE) != (v[1] == WEFT_NONE))
        return false;
    *p = (struct weft_place){ .node = (int32_t)v[0],
                              .copy = (int32_t)v[1],
                              .mode = (int32_t)v[2],
                              .start = v[3] };
    return true;
}

static enum weft_rc places_at(const struct weft_json *j, int32_t array,
                              struct weft_place **place, int32_t *n,
                              struct weft_err *err)
{
    int32_t count, k = 0;
    struct weft_place *p;

    if (array == WEFT_NONE || j->v[array].kind != WEFT_JSON_ARRAY)
        return weft_err_set(err, WEFT_E_PARSE, "", "no array of tasks");
    count = j->v[array].nchild;
    p = realloc(*place, ((size_t)count + 1) * sizeof(*p));
    if (!p)
        return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    *place = p;
    *n = count;
    for (int32_t e = j->v[array].child; e != WEFT_NONE; e = j->v[e].next, k++) {
        if (!place_at(j, e, &p[k]))
            return weft_err_set(err, WEFT_E_PARSE, "",
                                "task %d is not [node, copy, mode, start]",
                                (int)k);
        p[k].task = k;
    }
    return WEFT_OK;
}

static enum weft_rc policy_at(const struct weft_json *j, int32_t array,
                              struct weft_policy *p, struct weft_err *err)
{
    int32_t e = array == WEFT_NONE ? WEFT_NONE : j->v[array].child;

    if (e == WEFT_NONE || j->v[array].kind != WEFT_JSON_ARRAY ||
        j->v[array].nchild != WEFT_POLICY_WEIGHTS + 1)
        return weft_err_set(err, WEFT_E_PARSE, "", "'policy' is no list of %d",
                            WEFT_POLICY_WEIGHTS + 1);
    for (int f = 0; f <= WEFT_POLICY_WEIGHTS; f++, e = j->v[e].next) {
        bool last = f == WEFT_POLICY_WEIGHTS;

        if (!int_at(j, e, last ? 0 : -WEFT_POLICY_MAX,
                    last ? INT64_MAX / 2 : WEFT_POLICY_MAX,
                    last ? &p->episodes : &p->weight[f]))
            return weft_err_set(err, WEFT_E_PARSE, "",
                                "'policy' has a number out of range");
    }
    return WEFT_OK;
}

/* The members of a request that are no strings and have a default. */
static enum weft_rc request_numbers(const struct weft_json *j,
                                    struct message_request *m,
                                    struct weft_err *err)
{
    static const char form[] = "member '%s' is not a number in its range";
    const struct {
        const char *key;
        int64_t *at;
    } number[] = { { "effort", &m->effort },
                   { "bound", &m->bound },
                   { "threads", &m->threads } };
    const struct {
        const char *key;
        uint64_t *at;
    } count[] = { { "seed", &m->seed }, { "memory", &m->memory } };
    int32_t i = weft_json_get(j, 0, "time");
    int64_t ms = 0;

    for (size_t k = 0; k < COUNT(number); k++) {
        int32_t at = weft_json_get(j, 0, number[k].key);

        if (at != WEFT_NONE && !int_at(j, at, 0, INT64_MAX / 2, number[k].at))
            return weft_err_set(err, WEFT_E_INVAL, "", form, number[k].key);
    }
    for (size_t k = 0; k < COUNT(count); k++) {
        int32_t at = weft_json_get(j, 0, count[k].key);

        if (at != WEFT_NONE && !u64_at(j, at, count[k].at))
            return weft_err_set(err, WEFT_E_INVAL, "", form, count[k].key);
    }
    if (i != WEFT_NONE &&
        (j->v[i].kind != WEFT_JSON_NUMBER ||
         weft_decimal(j->text + j->v[i].begin, j->v[i].end - j->v[i].begin,
                      1000, &ms, NULL)))
        return weft_err_set(err, WEFT_E_INVAL, "", form, "time");
    if (ms > TIME_MAX_MS)
        ms = TIME_MAX_MS;
    m->time = ms > 0 ? (double)ms / 1000 : 0;
    return WEFT_OK;
}

static enum weft_rc request_members(struct reader *r, struct message_request *m,
                                    struct weft_err *err)
{
    const struct weft_json *j = &r->j;
    int32_t at = weft_json_get(j, 0, "weft_worker");
    int64_t version;
    enum weft_rc rc;

    if (at == WEFT_NONE || !int_at(j, at, 0, INT32_MAX, &version))
        return weft_err_set(err, WEFT_E_INVAL, "", "not a worker request");
    if (version != MESSAGE_PROTOCOL)
        return weft_err_set(err, WEFT_E_INVAL, "",
                            "protocol %lld, but this worker speaks %d",
                            (long long)version, MESSAGE_PROTOCOL);
    at = weft_json_get(j, 0, "engine");
    if (at == WEFT_NONE || !text_at(r, at, m->engine, sizeof(m->engine)))
        return weft_err_set(err, WEFT_E_INVAL, "", "no 'engine'");
    at = weft_json_get(j, 0, "rule");
    if (at != WEFT_NONE && !text_at(r, at, m->rule, sizeof(m->rule)))
        return weft_err_set(err, WEFT_E_INVAL, "", "'rule' is not a string");
    rc = request_numbers(j, m, err);
    if (rc)
        return rc;
    at = weft_json_get(j, 0, "policy");
    m->has_policy = at != WEFT_NONE;
    if (m->has_policy && policy_at(j, at, &m->policy, err))
        return err ? err->code = WEFT_E_INVAL : WEFT_E_INVAL;
    at = weft_json_get(j, 0, "start");
    return at == WEFT_NONE ? WEFT_OK
                           : places_at(j, at, &m->start, &m->nstart, err);
}

enum weft_rc message_read_request(const char *line, size_t len,
                                  struct message_request *out,
                                  struct weft_err *err)
{
    struct reader r = { 0 };
    struct message_request m = { .seed = 1 };
    size_t at = 0;
    int32_t gen;
    enum weft_rc rc = weft_json_parse(&r.j, line, len, true, &at, err);

    if (rc)
        goto out;
    gen = weft_json_get(&r.j, 0, "generation");
    if (gen == WEFT_NONE || !u64_at(&r.j, gen, &m.generation))
        rc = weft_err_set(err, WEFT_E_INVAL, "", "no 'generation'");
    else
        rc = request_members(&r, &m, err);
    if (r.oom)
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    out->generation = m.generation;
    if (!rc) {
        message_request_release(out);
        *out = m;
        m.start = NULL;
    }
out:
    free(m.start);
    weft_json_release(&r.j);
    return rc;
}

static int find_name(struct reader *r, const char *key, const char *const *name,
                     size_t n)
{
    int32_t at = weft_json_get(&r->j, 0, key);
    char text[32];

    if (at == WEFT_NONE || !text_at(r, at, text, sizeof(text)))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(name[i], text))
            return (int)i;
    return -1;
}

static void read_text(struct reader *r, const char *key, char *out, size_t size)
{
    int32_t at = weft_json_get(&r->j, 0, key);

    if (at == WEFT_NONE || !text_at(r, at, out, size))
        out[0] = '\0';
}

static bool read_time(const struct weft_json *j, const char *key, int64_t *out)
{
    int32_t at = weft_json_get(j, 0, key);

    return at != WEFT_NONE && int_at(j, at, 0, INT64_MAX / 2, out);
}

static enum weft_rc read_plan(const struct weft_json *j,
                              struct message_event *m, struct weft_err *err)
{
    enum weft_rc rc = places_at(j, weft_json_get(j, 0, "tasks"), &m->place,
                                &m->nplace, err);

    if (rc)
        return rc;
    if (!read_time(j, "makespan", &m->makespan))
        return weft_err_set(err, WEFT_E_PARSE, "", "a plan without makespan");
    return WEFT_OK;
}

static enum weft_rc read_status(struct reader *r, struct message_event *m,
                                struct weft_err *err)
{
    int s = find_name(r, "status", status_name, COUNT(status_name));

    if (s < 0)
        return weft_err_set(err, WEFT_E_PARSE, "", "done without a status");
    m->status = (enum weft_status)s;
    return WEFT_OK;
}

static void read_code(struct reader *r, struct message_event *m)
{
    char name[32];

    read_text(r, "code", name, sizeof(name));
    m->code = WEFT_E_SOLVER;
    for (size_t i = 0; i < COUNT(code_name); i++)
        if (!strcmp(name, code_name[i].name))
            m->code = code_name[i].code;
}

static enum weft_rc event_members(struct reader *r, struct message_event *m,
                                  struct weft_err *err)
{
    read_text(r, "engine", m->engine, sizeof(m->engine));
    read_text(r, "reason", m->text, sizeof(m->text));
    switch (m->kind) {
    case MESSAGE_ACCEPTED:
        return WEFT_OK;
    case MESSAGE_PLAN:
        return read_plan(&r->j, m, err);
    case MESSAGE_BOUND:
        if (!read_time(&r->j, "bound", &m->bound))
            return weft_err_set(err, WEFT_E_PARSE, "", "bound without a bound");
        return WEFT_OK;
    case MESSAGE_POLICY:
        return policy_at(&r->j, weft_json_get(&r->j, 0, "policy"), &m->policy,
                         err);
    case MESSAGE_DONE:
        return read_status(r, m, err);
    case MESSAGE_FAILED:
        read_code(r, m);
        return WEFT_OK;
    }
    return WEFT_OK;
}

enum weft_rc message_read_event(const char *line, size_t len,
                                struct message_event *out, struct weft_err *err)
{
    struct reader r = { 0 };
    size_t at = 0;
    int kind;
    int32_t gen;
    enum weft_rc rc = weft_json_parse(&r.j, line, len, true, &at, err);

    if (rc == WEFT_E_NOMEM)
        goto out;
    if (rc || r.j.v[0].kind != WEFT_JSON_OBJECT) {
        rc = weft_err_set(err, WEFT_E_PARSE, "", "not a JSON object");
        goto out;
    }
    kind = find_name(&r, "event", event_name, COUNT(event_name));
    gen = weft_json_get(&r.j, 0, "generation");
    if (kind < 0 || gen == WEFT_NONE || !u64_at(&r.j, gen, &out->generation)) {
        rc = weft_err_set(err, WEFT_E_PARSE, "",
                          "no known 'event' or no 'generation'");
        goto out;
    }
    out->kind = (enum message_event_kind)kind;
    rc = event_members(&r, out, err);
out:
    if (r.oom)
        rc = weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
    weft_json_release(&r.j);
    return rc;
}
