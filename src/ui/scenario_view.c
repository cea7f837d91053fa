/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/scenario_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/overlay.h"
#include "ui/popup.h"
#include "ui/text.h"
#include "ui/variants.h"

#define CAPS   8   /* columns of capacities, at most */
#define NAME_W 8   /* of names, at least */
#define CAP_W  9   /* of their headings, at most */
#define BOX_W  110 /* of the list, at most */

/* --- order ----------------------------------------------------------------------- */

/* What variant i is sorted by: small comes first, unknown ones last. */
static int64_t key(const struct ui_model *m, enum ui_table_sort by, int32_t i)
{
    const struct ui_variant *v = ui_variants_at(m, i);

    if (by == UI_SORT_NONE)
        return i;
    if (!v->known || !v->place)
        return INT64_MAX;
    switch (by) {
    case UI_SORT_COST:
        return v->cost;
    case UI_SORT_USE:
        return -(int64_t)ui_variants_use(m, i); /* the busiest first */
    case UI_SORT_MAKESPAN:
    case UI_SORT_NONE:
    case UI_SORTS:
        break;
    }
    return v->makespan;
}

static bool before(const struct ui_model *m, enum ui_table_sort by, int32_t a,
                   int32_t b)
{
    int64_t x = key(m, by, a), y = key(m, by, b);

    return x < y || (x == y && a < b);
}

int32_t ui_scenario_at(const struct ui_state *s, const struct ui_model *m,
                       int row)
{
    int32_t n = ui_variants_count(m);

    for (int32_t i = 0; i < n; i++) {
        int rank = 0;

        for (int32_t k = 0; k < n; k++)
            rank += k != i && before(m, s->table_sort, k, i);
        if (rank == row)
            return i;
    }
    return 0;
}

/* --- columns ------------------------------------------------------------------------- */

struct columns {
    struct ui_span name, time, diff, bound, cost, use, moved, solved;
    struct ui_span cap[CAPS];
    int32_t lane[CAPS];
    int ncap;
};

static void cap_name(const struct ui_model *m, int32_t lane, char *out,
                     size_t size)
{
    const struct ui_variant_lane *l = &m->variants.lane[lane];

    ui_capacity_name(out, size, m->doc, l->node, l->res);
}

static int cap_width(const struct ui_draw *d, int32_t lane)
{
    char text[256];
    int w;

    cap_name(d->m, lane, text, sizeof(text));
    w = ui_width(d->p.c, text);
    w = w > CAP_W ? CAP_W : w < 4 ? 4 : w;
    for (int32_t i = 0; i < ui_variants_count(d->m); i++) {
        const struct ui_variant *v = ui_variants_at(d->m, i);
        int k;

        if (!v->known || !v->cap)
            continue;
        ui_quantity_short(text, sizeof(text), v->cap[lane].cap, 8);
        k = ui_width(d->p.c, text) + 1;
        w = k > w ? k : w;
    }
    return w;
}

static bool any_cost(const struct ui_model *m)
{
    for (int32_t i = 0; i < ui_variants_count(m); i++)
        if (ui_variants_at(m, i)->cost > 0)
            return true;
    return false;
}

/* Lanes in which scenarios differ, those in which most do first. */
static int differing(const struct ui_model *m, int32_t lane[CAPS])
{
    int32_t by[CAPS];
    int n = 0;

    for (int32_t l = 0; l < m->variants.nlane; l++) {
        int32_t k = ui_variants_differ(m, l);
        int at = n < CAPS ? n : CAPS;

        while (at > 0 && by[at - 1] < k)
            at--;
        if (k == 0 || at == CAPS)
            continue;
        n += n < CAPS;
        memmove(&by[at + 1], &by[at], (size_t)(n - 1 - at) * sizeof(*by));
        memmove(&lane[at + 1], &lane[at], (size_t)(n - 1 - at) * sizeof(*lane));
        by[at] = k;
        lane[at] = l;
    }
    return n;
}

/* Columns of capacities, in order, as far as there is room. */
static int put_caps(const struct ui_draw *d, struct columns *c, int x, int left,
                    const int32_t *lane, int n)
{
    for (int i = 0; i < n; i++) {
        int k = cap_width(d, lane[i]);

        if (left < k + 1)
            continue;
        c->cap[c->ncap] = (struct ui_span){ x, k };
        c->lane[c->ncap++] = lane[i];
        x += k + 1;
        left -= k + 1;
    }
    return x;
}

/* The columns that there is room for: the capacities that make the scenarios
 * what they are, before what can be read elsewhere; what says least goes
 * first. */
static struct columns fit(const struct ui_draw *d, int w)
{
    struct columns c = { .name = { 0, 8 },
                         .time = { 0, 8 },
                         .diff = { 0, 7 },
                         .bound = { 0, 8 },
                         .cost = { 0, any_cost(d->m) ? 8 : 0 },
                         .use = { 0, 4 },
                         .moved = { 0, 5 },
                         .solved = { 0, 8 } };
    struct ui_span *give[] = { &c.bound, &c.moved, &c.cost, &c.solved, &c.use };
    struct ui_span *order[] = { &c.time, &c.diff,  &c.bound, &c.cost,
                                &c.use,  &c.moved, &c.solved };
    int32_t n = ui_variants_count(d->m);
    int32_t lane[CAPS];
    int ndiffer = differing(d->m, lane), least = 0;
    int left, want = NAME_W, x = 3, most = w < 90 ? 16 : 24;

    for (int32_t i = 0; i < n; i++) {
        int k = ui_width(d->p.c, ui_variant_name(d->m->doc, i));

        want = k > want ? k : want;
    }
    want = want > most ? most : want;
    left = w - 3 - want;
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
        left -= order[i]->w ? order[i]->w + 1 : 0;
    for (int i = 0; i < ndiffer && w >= 60; i++)
        least += cap_width(d, lane[i]) + 1;
    for (size_t i = 0; i < sizeof(give) / sizeof(*give) && left < least; i++) {
        left += give[i]->w ? give[i]->w + 1 : 0;
        give[i]->w = 0;
    }
    if (left < least) { /* then names are cut */
        int cut = want - NAME_W < least - left ? want - NAME_W : least - left;

        want -= cut;
        left = left + cut > 0 ? left + cut : 0;
    }
    c.name = (struct ui_span){ x, want };
    x += want + 1;
    x = put_caps(d, &c, x, left, lane, ndiffer);
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
        order[i]->x = x;
        x += order[i]->w ? order[i]->w + 1 : 0;
    }
    return c;
}

static void head(const struct ui_draw *d, struct ui_pad p,
                 const struct columns *c)
{
    bool utf8 = p.c->glyphs == &ui_glyphs_utf8;
    char text[256];

    ui_textw(p, c->name.x, 0, c->name.w, UI_TITLE, "name");
    for (int i = 0; i < c->ncap; i++) {
        cap_name(d->m, c->lane[i], text, sizeof(text));
        ui_name(p, c->cap[i].x, 0, c->cap[i].w, UI_TITLE, text);
    }
    ui_text_right(p, c->time.x, 0, c->time.w, UI_TITLE, "makespan");
    ui_text_right(p, c->diff.x, 0, c->diff.w, UI_TITLE,
                  utf8 ? "\xce\x94"
                         "base"
                       : "-base");
    ui_text_right(p, c->bound.x, 0, c->bound.w, UI_TITLE, "bound");
    ui_text_right(p, c->cost.x, 0, c->cost.w, UI_TITLE, "cost");
    ui_text_right(p, c->use.x, 0, c->use.w, UI_TITLE, "use");
    ui_text_right(p, c->moved.x, 0, c->moved.w, UI_TITLE, "moved");
    ui_textw(p, c->solved.x + 1, 0, c->solved.w, UI_TITLE, "solved");
}

/* --- rows -------------------------------------------------------------------------------- */

static const char *solved(const struct ui_variant *v)
{
    if (!v->known)
        return "...";
    if (v->refused)
        return "refused";
    switch (v->status) {
    case WEFT_OPTIMAL:
        return "optimal";
    case WEFT_INFEASIBLE:
        return "no plan";
    case WEFT_UNKNOWN:
        return "unknown";
    case WEFT_FEASIBLE:
        break;
    }
    return v->searched ? "searched" : "quick";
}

static void caps(const struct ui_draw *d, struct ui_pad p, int y,
                 const struct columns *c, const struct ui_variant *v)
{
    const struct ui_variant *base = ui_variants_at(d->m, 0);

    for (int i = 0; i < c->ncap; i++) {
        int32_t l = c->lane[i];
        char text[40] = "-", q[32];
        bool own;

        if (!v->known || !v->cap)
            continue;
        own = base->known && base->cap && base->cap[l].cap != v->cap[l].cap;
        if (v->cap[l].cap >= 0) {
            ui_quantity_short(q, sizeof(q), v->cap[l].cap, c->cap[i].w - 1);
            snprintf(text, sizeof(text), "%s%s", q, own ? "*" : "");
        }
        ui_textw(p, c->cap[i].x, y, c->cap[i].w, own ? UI_TITLE : UI_TEXT,
                 text);
    }
}

static void numbers(const struct ui_draw *d, struct ui_pad p, int y,
                    const struct columns *c, int32_t i)
{
    const struct ui_variant *v = ui_variants_at(d->m, i);
    const struct ui_variant *base = ui_variants_at(d->m, 0);
    int64_t by = v->makespan - base->makespan;
    int32_t moved;
    char text[64];

    ui_short_time(text, sizeof(text), d->m, v->makespan);
    ui_text_right(p, c->time.x, y, c->time.w, UI_TEXT, text);
    if (by == 0 || !base->place) {
        ui_glyph(p, c->diff.x + c->diff.w - 1, y, UI_MUTED, UI_G_SEP);
    } else {
        text[0] = by < 0 ? '-' : '+';
        ui_time_text(text + 1, sizeof(text) - 1, by < 0 ? -by : by,
                     weft_plan_unit(d->m->plan), c->diff.w - 1);
        ui_text_right(p, c->diff.x, y, c->diff.w, by < 0 ? UI_GOOD : UI_WARN,
                      text);
    }
    ui_short_time(text, sizeof(text), d->m, v->bound);
    ui_text_right(p, c->bound.x, y, c->bound.w, UI_TEXT, text);
    ui_cost_text(text, sizeof(text), v->cost);
    ui_text_right(p, c->cost.x, y, c->cost.w, UI_TEXT, text);
    snprintf(text, sizeof(text), "%" PRId32 "%%",
             (ui_variants_use(d->m, i) + 5000) / 10000);
    ui_text_right(p, c->use.x, y, c->use.w, UI_TEXT, text);
    moved = ui_variants_moved(d->m, i);
    if (moved > 0) {
        snprintf(text, sizeof(text), "%" PRId32, moved);
        ui_text_right(p, c->moved.x, y, c->moved.w, UI_TEXT, text);
    } else if (c->moved.w) {
        ui_glyph(p, c->moved.x + c->moved.w - 1, y, UI_MUTED, UI_G_SEP);
    }
}

static void row(const struct ui_draw *d, struct ui_pad p, int y,
                const struct columns *c, int32_t i)
{
    const struct ui_variant *v = ui_variants_at(d->m, i);
    bool baseline = ui_variant_find(d->m->doc, d->m->baseline) == i;
    bool shown = i == d->m->variant;

    if (shown)
        ui_glyph(p, 0, y, UI_TITLE, UI_G_MARK);
    if (baseline)
        ui_put(p, 1, y, UI_BASELINE, 'b');
    ui_name(p, c->name.x, y, c->name.w, shown ? UI_TITLE : UI_TEXT,
            ui_variant_name(d->m->doc, i));
    caps(d, p, y, c, v);
    if (v->known && v->place && v->status != WEFT_INFEASIBLE && !v->refused)
        numbers(d, p, y, c, i);
    else if (v->known)
        ui_textw(p, c->time.x + 1, y, p.w - c->time.x - 2, UI_BAD, v->reason);
    else
        ui_textw(p, c->time.x + 1, y, c->time.w, UI_MUTED, "...");
    if (!v->known || (v->place && !v->refused))
        ui_textw(p, c->solved.x + 1, y, c->solved.w,
                 v->status == WEFT_OPTIMAL ? UI_GOOD : UI_MUTED, solved(v));
}

/* --- the two places ------------------------------------------------------------------------ */

void ui_view_scenarios(const struct ui_draw *d)
{
    static const char *const sorted[UI_SORTS] = {
        [UI_SORT_NONE] = "SCENARIOS",
        [UI_SORT_MAKESPAN] = "SCENARIOS by makespan",
        [UI_SORT_COST] = "SCENARIOS by cost",
        [UI_SORT_USE] = "SCENARIOS by use"
    };
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = ui_list_first(0, d->s->popup_at, h), w = d->f.w - 2;
    struct ui_pad p = ui_box_at(d, w > BOX_W ? BOX_W : w, h + 3,
                                sorted[d->s->table_sort]);
    struct ui_pad rows = ui_pad_sub(p, 0, 1, p.w, h);
    struct columns c = fit(d, p.w);

    head(d, p, &c);
    for (int i = 0; i < h && first + i < n; i++) {
        row(d, rows, i, &c, ui_scenario_at(d->s, d->m, first + i));
        ui_list_line(rows, i, first + i, first + i == d->s->popup_at);
    }
    ui_more_marks(rows, first, h, n);
}

int ui_scenario_lines(const struct ui_draw *d, int room)
{
    int n = (int)ui_variants_count(d->m);

    if (n == 0)
        return 0;
    n += 2; /* rule and headings */
    return n <= room / 2 ? n : room / 2 >= 4 ? room / 2 : 0;
}

void ui_view_scenario_part(const struct ui_draw *d, struct ui_pad p)
{
    int n = (int)ui_variants_count(d->m), h = p.h - 2, at = 0, first;
    struct ui_pad rows = ui_pad_sub(p, 1, 2, p.w - 1, h);
    struct columns c = fit(d, rows.w);

    ui_rule(p, 0, false, "SCENARIOS (s)");
    head(d, ui_pad_sub(p, 1, 1, p.w - 1, 1), &c);
    while (at < n && ui_scenario_at(d->s, d->m, at) != d->m->variant)
        at++;
    first = ui_list_first(0, at, h); /* what is shown is in sight */
    for (int i = 0; i < h && first + i < n; i++)
        row(d, rows, i, &c, ui_scenario_at(d->s, d->m, first + i));
    ui_more_marks(rows, first, h, n);
}
