/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "cli/json_out.h"

static const char *const status_names[] = {
    [WEFT_UNKNOWN] = "unknown",
    [WEFT_FEASIBLE] = "feasible",
    [WEFT_OPTIMAL] = "optimal",
    [WEFT_INFEASIBLE] = "infeasible",
};

static const char *const unit_names[] = {
    [WEFT_UNIT_MS] = "ms", [WEFT_UNIT_S] = "s", [WEFT_UNIT_MIN] = "min",
    [WEFT_UNIT_H] = "h",   [WEFT_UNIT_D] = "d", [WEFT_UNIT_NONE] = "none",
};

static void add_owned(struct weft_buf *b, char *text)
{
    if (text)
        cli_json_text(b, text);
    else
        b->oom = true;
    free(text);
}

static void add_head(struct weft_buf *b, const struct sweep_view *v)
{
    weft_buf_adds(b, "{\n  ");
    cli_json_member(b, false, "file", v->file);
    weft_buf_adds(b, ",\n  ");
    cli_json_member(b, false, "name", weft_plan_name(v->plan));
    weft_buf_adds(b, ",\n  ");
    cli_json_member(b, false, "time_unit", unit_names[weft_plan_unit(v->plan)]);
    weft_buf_adds(b, ",\n");
}

static void add_time(struct weft_buf *b, const struct sweep_view *v,
                     const char *key, int64_t t)
{
    weft_buf_addf(b, ", \"%s\": ", key);
    weft_time_number(b, t, weft_plan_unit(v->plan));
}

static void add_values(struct weft_buf *b, const struct sweep_view *v,
                       const struct weft_point *p)
{
    if (v->naxis > 1)
        weft_buf_addc(b, '[');
    for (int32_t k = 0; k < v->naxis; k++) {
        weft_buf_adds(b, k ? ", " : "");
        weft_decimal_text(b, p->value[k], WEFT_MILLI);
    }
    if (v->naxis > 1)
        weft_buf_addc(b, ']');
}

/* What is known of a plan, after a member. */
static void add_result(struct weft_buf *b, const struct sweep_view *v,
                       const struct weft_point *p)
{
    cli_json_member(b, true, "status", status_names[p->status]);
    if (p->from != WEFT_NONE)
        add_time(b, v, "makespan", p->makespan);
    if (p->from != WEFT_NONE || (p->bound > 0 && p->status == WEFT_UNKNOWN))
        add_time(b, v, "bound", p->bound);
    if (p->from == WEFT_NONE) {
        cli_json_member(b, true, "reason", p->reason);
        return;
    }
    weft_buf_adds(b, ", \"cost\": ");
    weft_decimal_text(b, p->cost, WEFT_NANO);
}

static void add_edits(struct weft_buf *b, const struct sweep_view *v,
                      const struct weft_point *p)
{
    weft_buf_adds(b, ", \"edits\": [");
    for (int32_t k = 0; k < v->naxis; k++) {
        weft_buf_adds(b, k ? ", " : "");
        add_owned(b, weft_knob_line(v->plan, &v->knob[k], p->value[k]));
    }
    weft_buf_addc(b, ']');
}

static void add_point(struct weft_buf *b, const struct sweep_view *v,
                      const struct weft_point *p)
{
    weft_buf_adds(b, "{\"value\": ");
    add_values(b, v, p);
    add_result(b, v, p);
    if (p->from != WEFT_NONE) {
        weft_buf_adds(b, ", \"use\": ");
        weft_decimal_text(b, p->use, 1000000);
        cli_json_member(b, true, "engine", p->engine);
    }
    add_edits(b, v, p);
    weft_buf_addc(b, '}');
}

static void add_mark(struct weft_buf *b, const struct weft_sweep *s,
                     const char *key, int32_t i)
{
    weft_buf_addf(b, "  \"%s\": ", key);
    if (i == WEFT_NONE)
        weft_buf_adds(b, "null");
    else
        weft_decimal_text(b, weft_sweep_point(s, i)->value[0], WEFT_MILLI);
    weft_buf_adds(b, ",\n");
}

char *cli_sweep_json(const struct sweep_view *v, const struct weft_sweep *s)
{
    struct weft_buf b = { 0 };
    struct weft_marks m;

    add_head(&b, v);
    weft_buf_adds(&b, "  \"knobs\": [");
    for (int32_t k = 0; k < v->naxis; k++) {
        weft_buf_adds(&b, k ? ", " : "");
        add_owned(&b, weft_knob_text(v->plan, &v->knob[k]));
    }
    weft_buf_adds(&b, "],\n");
    if (v->naxis == 1) {
        weft_sweep_marks(s, &m);
        weft_buf_adds(&b, "  \"now\": ");
        weft_decimal_text(&b, weft_knob_value(v->plan, &v->knob[0]),
                          WEFT_MILLI);
        weft_buf_adds(&b, ",\n");
        add_mark(&b, s, "best", m.best);
        add_mark(&b, s, "knee", m.knee);
    }
    weft_buf_adds(&b, "  \"values\": [");
    for (int32_t i = 0; i < weft_sweep_count(s) && !b.oom; i++) {
        weft_buf_adds(&b, i ? ",\n    " : "\n    ");
        add_point(&b, v, weft_sweep_point(s, i));
    }
    weft_buf_adds(&b, "\n  ]\n}\n");
    return weft_buf_take(&b);
}

/* --- all knobs --------------------------------------------------------------- */

static void add_less(struct weft_buf *b, const struct sweep_view *v,
                     const struct weft_gain *g)
{
    if (g->less < 0)
        return;
    weft_buf_adds(b, ", \"less\": {\"value\": ");
    weft_decimal_text(b, g->less, WEFT_MILLI);
    cli_json_member(b, true, "status", status_names[g->less_status]);
    if (g->less_makespan >= 0)
        add_time(b, v, "makespan", g->less_makespan);
    weft_buf_addc(b, '}');
}

static void add_gain(struct weft_buf *b, const struct sweep_view *v,
                     const struct weft_gain *g)
{
    weft_buf_adds(b, "{\"knob\": ");
    add_owned(b, weft_knob_text(v->plan, &g->knob));
    weft_buf_adds(b, ", \"now\": ");
    weft_decimal_text(b, g->now, WEFT_MILLI);
    weft_buf_addf(b, ", \"done\": %s", g->done ? "true" : "false");
    if (g->done) {
        weft_buf_addf(b, ", \"helps\": %s, \"proved\": %s, \"value\": ",
                      g->helps ? "true" : "false",
                      g->proved ? "true" : "false");
        weft_decimal_text(b, g->value, WEFT_MILLI);
    }
    if (g->done && g->helps) {
        add_time(b, v, "makespan", g->makespan);
        weft_buf_adds(b, ", \"cost\": ");
        weft_decimal_text(b, g->cost, WEFT_NANO);
        weft_buf_adds(b, ", \"edit\": ");
        add_owned(b, weft_knob_line(v->plan, &g->knob, g->value));
    }
    if (g->done)
        add_less(b, v, g);
    weft_buf_addc(b, '}');
}

char *cli_ranking_json(const struct sweep_view *v, const struct weft_ranking *k)
{
    const struct weft_point *base = weft_ranking_base(k);
    struct weft_buf b = { 0 };

    add_head(&b, v);
    weft_buf_addf(&b, "  \"base\": {\"tasks\": %d",
                  (int)weft_plan_ntask(v->plan));
    add_result(&b, v, base);
    weft_buf_adds(&b, "},\n  \"critical_path\": ");
    weft_time_number(&b, weft_ranking_path(k), weft_plan_unit(v->plan));
    weft_buf_adds(&b, ",\n  \"steps\": [");
    for (int32_t i = 0; i < weft_ranking_count(k) && !b.oom; i++) {
        weft_buf_adds(&b, i ? ",\n    " : "\n    ");
        add_gain(&b, v, weft_ranking_gain(k, i));
    }
    weft_buf_adds(&b, weft_ranking_count(k) ? "\n  ]\n}\n" : "]\n}\n");
    return weft_buf_take(&b);
}
