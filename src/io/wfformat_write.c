/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as WfFormat 1.5: the tasks and links are the specification, the
 * stored schedule is the execution. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "io/wfformat.h"
#include "weft/check.h"
#include "weft/graph.h"

/* How many tasks or nodes lose something. */
enum loss {
    LAG,
    PLACEMENT,
    WHEN,
    HOLD,
    MODES,
    IMAGE,
    OTHER_RES,
    FRACTION,
    RENAMED,
    NODE_RES,
    SPEED,
    PRICE,
    DOWN,
    NLOSS
};

struct writer {
    const struct weft_plan *p;
    struct weft_buf b;
    struct weft_stored stored;
    const struct weft_place **place; /* by task; NULL: not placed */
    char **id;                       /* by task; owned */
    struct weft_graph g;             /* weights: bytes */
    int32_t cpu, memory;             /* resources, WEFT_NONE if unknown */
    int64_t *stamp; /* by task: the list it was last written to */
    int64_t list;
    int32_t lost[NLOSS];
};

static void release_writer(struct writer *w)
{
    for (int32_t i = 0; w->id && i < weft_plan_ntask(w->p); i++)
        free(w->id[i]);
    free(w->id);
    free(w->place);
    free(w->stamp);
    weft_graph_release(&w->g);
    weft_stored_release(&w->stored);
    weft_buf_release(&w->b);
}

/* --- preparing ----------------------------------------------------------- */

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

/* The id in the characters that the schema allows; malloc'd. */
static char *plain_id(const char *id)
{
    struct weft_buf b = { 0 };

    for (; *id; id++) {
        /* one '_' for a character of several bytes */
        if (is_plain(*id))
            weft_buf_addc(&b, *id);
        else if (((unsigned char)*id & 0xc0) != 0x80)
            weft_buf_addc(&b, '_');
    }
    return weft_buf_take(&b);
}

/* Ids that are plain stay, the others get out of their way. */
static bool choose_ids(struct writer *w)
{
    int32_t n = weft_plan_ntask(w->p), counter = 0;
    struct weft_map used = { 0 };
    bool ok = true;

    w->id = calloc((size_t)n + 1, sizeof(*w->id));
    for (int32_t i = 0; w->id && i < n; i++) {
        const char *id = weft_plan_task(w->p, i)->id;

        w->id[i] = plain_id(id);
        if (!w->id[i])
            ok = false;
        else if (strcmp(id, w->id[i]) == 0)
            ok = ok && !weft_map_put(&used, w->id[i], strlen(w->id[i]), i);
    }
    for (int32_t i = 0; ok && w->id && i < n; i++) {
        if (strcmp(w->id[i], weft_plan_task(w->p, i)->id) == 0)
            continue;
        w->lost[RENAMED]++;
        w->id[i] = weft_wf_unique(&used, w->id[i], &counter);
        ok = w->id[i];
    }
    weft_map_release(&used);
    return ok && w->id;
}

static enum weft_rc build_graph(struct writer *w, struct weft_err *err)
{
    int32_t n = weft_plan_ntask(w->p), m = 0, k = 0;
    int32_t *from, *to;
    int64_t *bytes;
    enum weft_rc rc = WEFT_E_NOMEM;

    for (int32_t i = 0; i < n; i++)
        m += weft_plan_task(w->p, i)->nafter;
    from = malloc(((size_t)m + 1) * sizeof(*from));
    to = malloc(((size_t)m + 1) * sizeof(*to));
    bytes = malloc(((size_t)m + 1) * sizeof(*bytes));
    for (int32_t i = 0; from && to && bytes && i < n; i++) {
        const struct weft_task *t = weft_plan_task(w->p, i);

        for (int32_t l = 0; l < t->nafter; l++) {
            from[k] = t->after[l].task;
            to[k] = i;
            bytes[k++] = t->after[l].data / WEFT_MILLI +
                         (t->after[l].data % WEFT_MILLI != 0);
        }
    }
    if (from && to && bytes)
        rc = weft_graph_build(&w->g, n, m, from, to, bytes, err);
    free(from);
    free(to);
    free(bytes);
    return rc;
}

/* A schedule that is no longer one of this plan counts as none. */
static enum weft_rc read_schedule(struct writer *w, struct weft_err *err)
{
    struct weft_diags faults = { 0 };
    enum weft_rc rc = weft_stored_read(w->p, &w->stored, &faults, err);

    weft_diags_release(&faults);
    return rc == WEFT_E_NOMEM ? rc : WEFT_OK;
}

static bool find_places(struct writer *w)
{
    size_t n = (size_t)weft_plan_ntask(w->p);

    w->place = calloc(n + 1, sizeof(w->place[0]));
    w->stamp = calloc(n + 1, sizeof(*w->stamp));
    if (!w->place || !w->stamp)
        return false;
    for (size_t i = 0; i < w->stored.n; i++)
        w->place[w->stored.place[i].task] = &w->stored.place[i];
    return true;
}

/* --- small parts --------------------------------------------------------- */

static void add_string(struct weft_buf *b, const char *key, const char *s)
{
    weft_buf_addf(b, "\"%s\": ", key);
    weft_buf_add_json(b, s, strlen(s));
}

/* Seconds since 1970-01-01 as a date, by Hinnant's days_from_civil
 * (https://howardhinnant.github.io/date_algorithms.html, civil_from_days). */
static void add_date(struct weft_buf *b, int64_t milli)
{
    int64_t second = milli / 1000, day = second / 86400 + 719468;
    int64_t era = day / 146097, doe = day % 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;

    weft_buf_addf(b,
                  "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64
                  ":%02" PRId64 ":%02" PRId64 ".%03" PRId64 "Z",
                  era * 400 + yoe + (month <= 2), month,
                  doy - (153 * mp + 2) / 5 + 1, second / 3600 % 24,
                  second / 60 % 60, second % 60, milli % 1000);
}

static int64_t amount(const struct weft_amount *v, int32_t n, int32_t res)
{
    for (int32_t i = 0; i < n; i++)
        if (v[i].res == res)
            return v[i].qty;
    return 0;
}

/* Amounts other than processor and memory. */
static bool has_other(const struct writer *w, const struct weft_amount *v,
                      int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (v[i].res != w->cpu && v[i].res != w->memory)
            return true;
    return false;
}

/* Whole units, rounded up. */
static int64_t whole(int64_t qty)
{
    return qty / WEFT_MILLI + (qty % WEFT_MILLI != 0);
}

/* --- specification ------------------------------------------------------- */

/* "KEY": [the tasks at the other ends, once each]. */
static void add_relatives(struct writer *w, const char *key, int32_t begin,
                          int32_t end, const int32_t *other)
{
    bool any = false;

    w->list++;
    weft_buf_addf(&w->b, ", \"%s\": [", key);
    for (int32_t e = begin; e < end; e++) {
        const char *id = w->id[other[e]];

        if (w->stamp[other[e]] == w->list)
            continue;
        w->stamp[other[e]] = w->list;
        weft_buf_adds(&w->b, any ? ", " : "");
        weft_buf_add_json(&w->b, id, strlen(id));
        any = true;
    }
    weft_buf_addc(&w->b, ']');
}

/* A link with data is a file, numbered as the link. */
static void add_files(struct writer *w, const char *key, int32_t begin,
                      int32_t end, const int64_t *bytes, const int32_t *link)
{
    bool any = false;

    weft_buf_addf(&w->b, ", \"%s\": [", key);
    for (int32_t e = begin; e < end; e++) {
        if (!bytes[e])
            continue;
        weft_buf_addf(&w->b, "%s\"data_%d\"", any ? ", " : "",
                      (int)link[e] + 1);
        any = true;
    }
    weft_buf_addc(&w->b, ']');
}

static void add_specification(struct writer *w)
{
    const struct weft_graph *g = &w->g;
    bool any = false;

    weft_buf_adds(&w->b, "    \"specification\": {\n      \"tasks\": [\n");
    for (int32_t i = 0; i < g->n; i++) {
        int32_t pb = g->pred_begin[i], pe = g->pred_begin[i + 1];
        int32_t sb = g->succ_begin[i], se = g->succ_begin[i + 1];

        weft_buf_adds(&w->b, "        {");
        add_string(&w->b, "name", weft_plan_task(w->p, i)->name);
        weft_buf_adds(&w->b, ", ");
        add_string(&w->b, "id", w->id[i]);
        add_relatives(w, "parents", pb, pe, g->pred);
        add_relatives(w, "children", sb, se, g->succ);
        add_files(w, "inputFiles", pb, pe, g->pred_w, g->pred_link);
        add_files(w, "outputFiles", sb, se, g->succ_w, g->succ_link);
        weft_buf_adds(&w->b, i + 1 < g->n ? "},\n" : "}\n");
    }
    weft_buf_adds(&w->b, "      ],\n      \"files\": [");
    for (int32_t i = 0; i < g->n; i++)
        for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
            if (!g->pred_w[e])
                continue;
            weft_buf_addf(&w->b,
                          "%s        {\"id\": \"data_%d\", "
                          "\"sizeInBytes\": %" PRId64 "}",
                          any ? ",\n" : "\n", (int)g->pred_link[e] + 1,
                          g->pred_w[e]);
            any = true;
        }
    weft_buf_adds(&w->b, any ? "\n      ]\n    },\n" : "]\n    },\n");
}

/* --- execution ----------------------------------------------------------- */

static void add_copy_id(struct writer *w, int32_t node, int32_t copy)
{
    const struct weft_node *v = weft_plan_node(w->p, node);
    struct weft_buf id = { 0 };

    weft_buf_adds(&id, v->id);
    if (v->count > 1)
        weft_buf_addf(&id, "-%d", (int)copy + 1);
    weft_buf_add_json(&w->b, id.p ? id.p : "", id.len);
    w->b.oom = w->b.oom || id.oom;
    weft_buf_release(&id);
}

static void add_demand(struct writer *w, const struct weft_amount *v, int32_t n)
{
    int64_t cores = amount(v, n, w->cpu), memory = amount(v, n, w->memory);

    w->lost[FRACTION] += cores % WEFT_MILLI != 0;
    w->lost[OTHER_RES] += has_other(w, v, n);
    if (cores)
        weft_buf_addf(&w->b, ", \"coreCount\": %" PRId64, whole(cores));
    if (memory)
        weft_buf_addf(&w->b, ", \"memoryInBytes\": %" PRId64, whole(memory));
}

/* What a task says that the format has no member for. */
static void count_losses(struct writer *w, const struct weft_task *t)
{
    bool lag = false;

    for (int32_t l = 0; l < t->nafter; l++)
        lag = lag || t->after[l].lag;
    w->lost[LAG] += lag;
    w->lost[PLACEMENT] += t->has_nodes || t->nwhere || t->non ||
                          t->pin.node != WEFT_NONE;
    w->lost[WHEN] += t->release || t->has_deadline || t->has_pin_start;
    w->lost[HOLD] += t->hold_plan;
    w->lost[MODES] += t->nmode > 0;
    w->lost[IMAGE] += t->image[0] != '\0';
}

static void add_run(struct writer *w, int32_t i)
{
    const struct weft_task *t = weft_plan_task(w->p, i);
    const struct weft_place *at = w->place[i];
    const struct weft_mode *mode = at && at->mode ? &t->mode[at->mode - 1]
                                                  : NULL;
    int64_t duration = at ? at->finish - at->start : t->duration;

    count_losses(w, t);
    weft_buf_adds(&w->b, "        {");
    add_string(&w->b, "id", w->id[i]);
    weft_buf_adds(&w->b, ", \"runtimeInSeconds\": ");
    weft_decimal_text(&w->b, duration, WEFT_MILLI);
    if (mode)
        add_demand(w, mode->demand, mode->ndemand);
    else
        add_demand(w, t->demand, t->ndemand);
    if (t->priority) {
        weft_buf_adds(&w->b, ", \"priority\": ");
        weft_decimal_text(&w->b, t->priority, WEFT_NANO);
    }
    if (t->command[0]) {
        weft_buf_adds(&w->b, ", \"command\": {");
        add_string(&w->b, "program", t->command);
        weft_buf_addc(&w->b, '}');
    }
    if (at) {
        weft_buf_adds(&w->b, ", \"executedAt\": \"");
        add_date(&w->b, at->start);
        weft_buf_addc(&w->b, '"');
    }
    if (at && at->node != WEFT_NONE) {
        weft_buf_adds(&w->b, ", \"machines\": [");
        add_copy_id(w, at->node, at->copy);
        weft_buf_addc(&w->b, ']');
    }
    weft_buf_adds(&w->b, i + 1 < w->g.n ? "},\n" : "}\n");
}

/* Nodes without processors cannot be said: a machine has one at least. */
static void add_machine(struct writer *w, int32_t node, int32_t copy)
{
    const struct weft_node *v = weft_plan_node(w->p, node);
    int64_t cores = amount(v->capacity, v->ncapacity, w->cpu) / WEFT_MILLI;
    int64_t memory = amount(v->capacity, v->ncapacity, w->memory) / WEFT_MILLI;

    weft_buf_adds(&w->b, "        {\"nodeName\": ");
    add_copy_id(w, node, copy);
    if (cores)
        weft_buf_addf(&w->b, ", \"cpu\": {\"coreCount\": %" PRId64 "}", cores);
    if (memory)
        weft_buf_addf(&w->b, ", \"memoryInBytes\": %" PRId64, memory);
    weft_buf_addc(&w->b, '}');
}

static void add_machines(struct writer *w)
{
    bool any = false;

    for (int32_t i = 0; i < weft_plan_nnode(w->p); i++) {
        const struct weft_node *v = weft_plan_node(w->p, i);

        w->lost[NODE_RES] += has_other(w, v->capacity, v->ncapacity);
        w->lost[SPEED] += v->speed != WEFT_NANO;
        w->lost[PRICE] += v->price != 0;
        w->lost[DOWN] += v->ndown > 0;
        for (int32_t k = 0; k < v->count && !w->b.oom; k++) {
            weft_buf_adds(&w->b, any ? ",\n" : ",\n      \"machines\": [\n");
            add_machine(w, i, k);
            any = true;
        }
    }
    weft_buf_adds(&w->b, any ? "\n      ]\n" : "\n");
}

static void add_execution(struct writer *w)
{
    weft_buf_adds(&w->b, "    \"execution\": {\n      \"makespanInSeconds\": ");
    weft_decimal_text(&w->b, w->stored.n ? w->stored.makespan : 0, WEFT_MILLI);
    weft_buf_adds(&w->b, ",\n      \"executedAt\": \"");
    add_date(&w->b, 0);
    weft_buf_adds(&w->b, "\",\n      \"tasks\": [\n");
    for (int32_t i = 0; i < w->g.n; i++)
        add_run(w, i);
    weft_buf_adds(&w->b, "      ]");
    add_machines(w);
    weft_buf_adds(&w->b, "    }\n");
}

static void add_document(struct writer *w)
{
    const char *name = weft_plan_name(w->p);
    size_t n = 0;
    const char *description = weft_plan_member(w->p, "description", &n);

    weft_buf_adds(&w->b, "{\n  ");
    add_string(&w->b, "name", *name ? name : "plan");
    if (description && n > 2) {
        weft_buf_adds(&w->b, ",\n  \"description\": ");
        weft_buf_add(&w->b, description, n);
    }
    weft_buf_adds(&w->b, ",\n  \"schemaVersion\": \"1.5\",\n"
                         "  \"runtimeSystem\": {\"name\": \"weft\", "
                         "\"version\": \"1.0\"},\n  \"workflow\": {\n");
    add_specification(w);
    add_execution(w);
    weft_buf_adds(&w->b, "  }\n}\n");
}

/* --- loss report --------------------------------------------------------- */

static void report(const struct writer *w, struct weft_diags *loss)
{
    static const char *const text[NLOSS] = {
        [LAG] = "dropped: lags of links; tasks",
        [PLACEMENT] = "dropped: on which nodes a task may run; tasks",
        [WHEN] = "dropped: release, deadline and start pin; tasks",
        [HOLD] = "dropped: reservation for the whole plan; tasks",
        [MODES] = "dropped: other modes than the one that is planned; tasks",
        [IMAGE] = "dropped: container images; tasks",
        [OTHER_RES] = "dropped: demands other than cpu and memory; tasks",
        [FRACTION] = "approximated: parts of a core rounded up; tasks",
        [RENAMED] =
            "renamed: ids with signs that WfFormat does not allow; tasks",
        [NODE_RES] = "dropped: capacities other than cpu and memory; nodes",
        [SPEED] = "dropped: speeds; nodes",
        [PRICE] = "dropped: prices; nodes",
        [DOWN] = "dropped: times when a node is down; nodes",
    };

    if (!w->stored.n)
        weft_diags_add(
            loss, true, WEFT_OK, 0, 0, NULL,
            "defaulted: the plan has no valid schedule, so the execution "
            "has durations only");
    if (weft_plan_unit(w->p) == WEFT_UNIT_NONE)
        weft_diags_add(loss, true, WEFT_OK, 0, 0, NULL,
                       "approximated: times without a unit become seconds");
    if (weft_plan_has_network(w->p))
        weft_diags_add(loss, true, WEFT_OK, 0, 0, NULL, "dropped: the network");
    for (int i = 0; i < NLOSS; i++)
        if (w->lost[i])
            weft_diags_add(loss, true, WEFT_OK, 0, 0, NULL, "%s: %d", text[i],
                           (int)w->lost[i]);
}

enum weft_rc weft_wf_export(const struct weft_plan *p, char **text, size_t *len,
                            struct weft_diags *loss, struct weft_err *err)
{
    struct writer w = { .p = p,
                        .cpu = weft_plan_find_res(p, "cpu"),
                        .memory = weft_plan_find_res(p, "memory") };
    enum weft_rc rc = read_schedule(&w, err);

    if (!rc)
        rc = build_graph(&w, err);
    if (!rc && (!choose_ids(&w) || !find_places(&w)))
        rc = WEFT_E_NOMEM;
    if (!rc) {
        add_document(&w);
        rc = weft_give(&w.b, text, len, err);
    }
    if (rc == WEFT_E_NOMEM)
        weft_err_set(err, rc, NULL, "out of memory");
    if (!rc)
        report(&w, loss);
    release_writer(&w);
    return rc;
}
