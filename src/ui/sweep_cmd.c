/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sweeps: opening, choosing a value, taking it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "ui/scenario.h"
#include "ui/sweep.h"
#include "ui/sweep_view.h"
#include "ui/tries.h"

static void open_popup(struct ui *u, const struct weft_knob *k,
                       const char *range)
{
    struct weft_err err = { 0 };

    if (ui_sweep_open(u->m, k, range, &err)) {
        ui_say(u, UI_WARN, "sweep: %s", err.msg);
        return;
    }
    u->s->mode = UI_MODE_SWEEP;
    u->s->popup_top = 0;
    u->s->popup_at = ui_sweep_now(u->m);
    /* the search goes on when it closes */
    u->s->searching.on = u->s->searching.running = false;
    u->fx->bits |= UI_FX_STOP;
}

void ui_run_sweep(struct ui *u, int count)
{
    struct weft_knob k = { .kind = WEFT_KNOB_CAPACITY };
    struct ui_lane l;

    (void)count;
    if (!ui_target_lane(u->s, u->m, &l))
        return;
    if (l.node == WEFT_NONE)
        k.kind = WEFT_KNOB_GLOBAL;
    k.node = l.node;
    k.res = l.res;
    open_popup(u, &k, NULL);
}

void ui_run_sweep_all(struct ui *u, int count)
{
    (void)count;
    open_popup(u, NULL, NULL);
}

/* "all", "node ID capacity.RES [VALUES]", nothing: as the key does. */
void ui_sweep_typed(struct ui *u, const char *args)
{
    struct weft_err err = { 0 };
    struct weft_knob k;
    char text[UI_LINE_MAX], *range;

    snprintf(text, sizeof(text), "%s", args);
    if (!text[0] || !strcmp(text, "all")) {
        const struct ui_command *c = ui_command_find("sweep-capacity", 14,
                                                     UI_CTX_PANES);

        if (text[0])
            ui_run_sweep_all(u, 0);
        else if (c)
            ui_run(u, c, 0);
        return;
    }
    range = strrchr(text, ' '); /* values have dots or commas, no letters */
    if (range && !(range[1] >= '0' && range[1] <= '9'))
        range = NULL;
    if (range)
        *range++ = '\0';
    if (weft_knob_parse(u->m->plan, text, &k, &err))
        ui_say(u, UI_BAD, "cannot: %s", err.msg);
    else
        open_popup(u, &k, range);
}

/* --- taking a value -------------------------------------------------------------- */

/* The plan that the sweep found for a value. */
static struct weft_place *found(const struct ui_model *m, int i, size_t *n)
{
    const struct weft_place *p = m->sweep->sweep
                                     ? weft_sweep_places(m->sweep->sweep, i, n)
                                     : NULL;
    struct weft_place *copy = p ? malloc(*n * sizeof(*copy) + 1) : NULL;

    if (copy)
        memcpy(copy, p, *n * sizeof(*copy));
    return copy;
}

/* Set it as something to be tried. */
static bool set(struct ui *u, const struct weft_knob *k, int64_t value)
{
    struct ui_model *m = u->m;
    int64_t from = weft_knob_value(m->plan, k);
    char *line = weft_knob_line(m->plan, k, value);
    char *a = weft_knob_value_text(k, from);
    char *b = weft_knob_value_text(k, value);
    const char *lines[1] = { line };
    struct ui_edits e = { .line = lines, .n = 1, .trial = true };
    char what[256], name[128];
    bool ok = line && a && b;

    if (ok) {
        ui_knob_name(name, sizeof(name), m->plan, k);
        snprintf(what, sizeof(what), "%.100s %.60s -> %.60s:", name, a, b);
        ok = ui_apply(u, &e, what, NULL);
    }
    if (ok)
        ui_tries_note(
            m,
            k->node == WEFT_NONE ? NULL : weft_plan_node(m->plan, k->node)->id,
            k->res == WEFT_NONE ? NULL : weft_plan_res(m->plan, k->res)->id,
            from, value);
    free(line);
    free(a);
    free(b);
    return ok;
}

static bool apply(struct ui *u)
{
    struct weft_knob k;
    struct weft_place *place;
    int64_t value;
    size_t n = 0;
    bool ok;

    if (!ui_sweep_choice(u->m, u->s->popup_at, &k, &value)) {
        ui_say(u, UI_TEXT,
               u->m->sweep->sweep ? "that is the capacity as it is"
                                  : "no step of it makes the plan shorter");
        return false;
    }
    place = found(u->m, u->s->popup_at, &n);
    ui_normal(u);
    ui_sweep_close(u->m);
    ok = set(u, &k, value);
    if (ok && place && ui_model_offer(u->m, u->m->gen, place, n, "sweep"))
        ui_tell_better(u);
    free(place);
    return ok;
}

void ui_run_sweep_apply(struct ui *u, int count)
{
    (void)count;
    apply(u);
}

void ui_run_sweep_save(struct ui *u, int count)
{
    if (apply(u))
        ui_run_scenario_save(u, count);
}

/* --- copying ---------------------------------------------------------------------- */

static void add_owned(struct weft_buf *b, char *text)
{
    weft_buf_adds(b, text ? text : "");
    b->oom = b->oom || !text;
    free(text);
}

static void copy_point(struct weft_buf *b, const struct ui_model *m,
                       const struct weft_point *p)
{
    enum weft_unit unit = weft_plan_unit(m->plan);

    add_owned(b, weft_knob_value_text(&m->sweep->knob, p->value[0]));
    weft_buf_addc(b, '\t');
    if (p->from != WEFT_NONE)
        weft_time_number(b, p->makespan, unit);
    weft_buf_addc(b, '\t');
    weft_time_number(b, p->bound, unit);
    weft_buf_addc(b, '\t');
    if (p->from != WEFT_NONE)
        weft_decimal_text(b, p->use, 1000000);
    weft_buf_addc(b, '\t');
    if (p->from != WEFT_NONE)
        weft_decimal_text(b, p->cost, WEFT_NANO);
    weft_buf_addf(b, "\t%s\n", p->reason);
}

static void copy_gain(struct weft_buf *b, const struct ui_model *m,
                      const struct weft_gain *g)
{
    add_owned(b, weft_knob_text(m->plan, &g->knob));
    weft_buf_addc(b, '\t');
    add_owned(b, weft_knob_value_text(&g->knob, g->now));
    weft_buf_addc(b, '\t');
    if (g->helps)
        add_owned(b, weft_knob_value_text(&g->knob, g->value));
    weft_buf_addc(b, '\t');
    if (g->helps)
        weft_time_number(b, g->makespan, weft_plan_unit(m->plan));
    weft_buf_addc(b, '\n');
}

/* The table with tabs between its columns, numbers as in a document. */
void ui_run_sweep_copy(struct ui *u, int count)
{
    const struct ui_sweep *w = u->m->sweep;
    struct weft_buf b = { 0 };

    (void)count;
    if (!w)
        return;
    weft_buf_adds(&b, w->sweep ? "value\tmakespan\tbound\tuse\tcost\treason\n"
                               : "knob\tnow\tstep\tmakespan\n");
    for (int i = 0; i < ui_sweep_count(u->m); i++) {
        if (w->sweep)
            copy_point(&b, u->m, weft_sweep_point(w->sweep, i));
        else
            copy_gain(&b, u->m, weft_ranking_gain(w->ranking, i));
    }
    if (b.oom) {
        weft_buf_release(&b);
        ui_say(u, UI_BAD, "out of memory");
        return;
    }
    weft_buf_release(&u->s->reg);
    u->s->reg = b;
    if (u->s->set.clipboard)
        u->fx->bits |= UI_FX_COPY;
    ui_say(u, UI_TEXT, "copied the table, tabs between its columns");
}

void ui_run_sweep_close(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    ui_sweep_close(u->m);
    ui_want_search(u);
}
