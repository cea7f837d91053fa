/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/report_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "cli/json_out.h"

static const char *const unit_names[] = {
    [WEFT_UNIT_MS] = "ms", [WEFT_UNIT_S] = "s", [WEFT_UNIT_MIN] = "min",
    [WEFT_UNIT_H] = "h",   [WEFT_UNIT_D] = "d", [WEFT_UNIT_NONE] = "none",
};

static const char *const cause_names[] = {
    [WEFT_CAUSE_START] = "start",     [WEFT_CAUSE_LINK] = "link",
    [WEFT_CAUSE_RELEASE] = "release", [WEFT_CAUSE_PIN] = "pin",
    [WEFT_CAUSE_DOWN] = "down",       [WEFT_CAUSE_CAPACITY] = "capacity",
    [WEFT_CAUSE_NONE] = "none",
};

static void add_ticks(struct weft_buf *b, const struct weft_problem *q,
                      int64_t ticks)
{
    weft_time_number(b, ticks * q->tick, q->unit);
}

static void add_id(struct weft_buf *b, const struct weft_plan *p, int32_t task)
{
    cli_json_text(b, weft_plan_task(p, task)->id);
}

/* --- the critical path without capacities -------------------------------- */

static void add_path(struct weft_buf *b, const struct weft_plan *p,
                     const int32_t *path, int32_t n)
{
    weft_buf_adds(b, "[");
    for (int32_t i = 0; i < n; i++) {
        weft_buf_adds(b, i ? ", " : "");
        add_id(b, p, path[i]);
    }
    weft_buf_adds(b, "]");
}

static void add_critical_path(struct weft_buf *b, const struct weft_plan *p,
                              const struct weft_problem *q)
{
    struct weft_cpm cpm = { 0 };
    int32_t *path = calloc((size_t)q->ntask + 1, sizeof(*path));

    if (!path || weft_cpm_init(&cpm, q->ntask, NULL) ||
        weft_cpm_run(&cpm, &q->graph, q->order, q->min_dur, q->release, NULL)) {
        b->oom = true;
        goto out;
    }
    weft_buf_adds(b, "  \"critical_path\": {\"length\": ");
    add_ticks(b, q, cpm.makespan);
    weft_buf_adds(b, ", \"tasks\": ");
    add_path(b, p, path,
             weft_cpm_path(&cpm, &q->graph, q->order, q->min_dur, path));
    weft_buf_adds(b, "},\n");
out:
    weft_cpm_release(&cpm);
    free(path);
}

/* --- what fixes the makespan --------------------------------------------- */

static void add_chain(struct weft_buf *b, const struct weft_plan *p,
                      const struct weft_facts *f)
{
    weft_buf_adds(b, "  \"chain\": [");
    for (int32_t i = 0; i < f->nchain; i++) {
        const char *by = cause_names[f->cause[f->chain[i]].kind];

        if (i)
            by = f->chain_wait[i] ? "capacity" : "link";
        weft_buf_adds(b, i ? ", {\"task\": " : "{\"task\": ");
        add_id(b, p, f->chain[i]);
        cli_json_member(b, true, "by", by);
        weft_buf_addc(b, '}');
    }
    weft_buf_adds(b, "],\n");
}

static void add_why(struct weft_buf *b, const struct weft_plan *p,
                    const struct cli_search *s)
{
    weft_buf_adds(b, "  \"why\": {");
    for (int32_t i = 0; i < s->problem->ntask && !b->oom; i++) {
        char *text = weft_why_text(p, s->problem, &s->result.schedule, s->facts,
                                   i);

        if (!text) {
            b->oom = true;
            return;
        }
        weft_buf_adds(b, i ? ",\n    " : "\n    ");
        add_id(b, p, i);
        weft_buf_adds(b, ": ");
        cli_json_text(b, text);
        free(text);
    }
    weft_buf_adds(b, "\n  },\n");
}

/* --- use of nodes and global resources ----------------------------------- */

static void add_cell(struct weft_buf *b, const struct weft_plan *p,
                     const struct cli_search *s, int32_t cell)
{
    const struct weft_problem *q = s->problem;
    const struct weft_cell *k = &q->cell[cell];
    const struct weft_cell_use *u = &s->facts->cell[cell];
    char id[512];

    weft_buf_addc(b, '{');
    if (k->copy == WEFT_NONE) {
        weft_buf_adds(b, "\"node\": null");
    } else {
        weft_copy_id(p, q, k->copy, id, sizeof(id));
        cli_json_member(b, false, "node", id);
    }
    cli_json_member(b, true, "resource", weft_plan_res(p, k->res)->id);
    weft_buf_adds(b, ", \"capacity\": ");
    weft_decimal_text(b, k->cap, WEFT_MILLI);
    weft_buf_adds(b, ", \"peak\": ");
    weft_decimal_text(b, u->peak, WEFT_MILLI);
    weft_buf_adds(b, ", \"mean\": ");
    weft_decimal_text(b, u->mean, 1000000);
    weft_buf_adds(b, ", \"full\": ");
    add_ticks(b, q, u->full);
    weft_buf_addc(b, '}');
}

static void add_use(struct weft_buf *b, const struct weft_plan *p,
                    const struct cli_search *s)
{
    const struct weft_problem *q = s->problem;
    char id[512];

    weft_buf_adds(b, "  \"busy\": {");
    for (int32_t i = 0; i < q->ncopy; i++) {
        weft_copy_id(p, q, i, id, sizeof(id));
        weft_buf_adds(b, i ? ", " : "");
        cli_json_text(b, id);
        weft_buf_adds(b, ": ");
        add_ticks(b, q, s->facts->copy_busy[i]);
    }
    weft_buf_adds(b, "},\n  \"use\": [");
    for (int32_t i = 0; i < q->ncell; i++) {
        weft_buf_adds(b, i ? ",\n    " : "\n    ");
        add_cell(b, p, s, i);
    }
    weft_buf_adds(b, q->ncell ? "\n  ],\n" : "],\n");
}

char *cli_report_json(const struct weft_plan *p, const struct cli_search *s,
                      const char *file, const char *engine, uint64_t seed)
{
    struct weft_buf b = { 0 };
    char *schedule = weft_schedule_json(p, s->problem, &s->result, s->facts,
                                        engine, seed);

    weft_buf_adds(&b, "{\n  ");
    cli_json_member(&b, false, "file", file);
    weft_buf_adds(&b, ",\n  ");
    cli_json_member(&b, false, "name", weft_plan_name(p));
    weft_buf_adds(&b, ",\n  ");
    cli_json_member(&b, false, "time_unit", unit_names[weft_plan_unit(p)]);
    weft_buf_adds(&b, ",\n");
    if (s->facts) {
        add_critical_path(&b, p, s->problem);
        add_chain(&b, p, s->facts);
        add_why(&b, p, s);
        add_use(&b, p, s);
    }
    if (schedule)
        weft_buf_addf(&b, "  \"schedule\": %s\n}\n", schedule);
    else
        b.oom = true;
    free(schedule);
    return weft_buf_take(&b);
}
