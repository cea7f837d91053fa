/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/compare.h"

#include <stdio.h>
#include <string.h>

#include "ui/baseline.h"
#include "ui/overlay.h"
#include "ui/text.h"
#include "ui/tries.h"

/* A difference of times: "-5", "+1h30m". */
static void difference(char *out, size_t size, int64_t d, enum weft_unit unit,
                       int w)
{
    char t[32];

    ui_time_text(t, sizeof(t), d < 0 ? -d : d, unit, w);
    snprintf(out, size, "%c%s", d < 0 ? '-' : '+', t);
}

enum ui_role ui_compare_makespan(const struct ui_model *m, char *out,
                                 size_t size)
{
    const struct ui_picture *was = ui_baseline(m);
    double percent;
    char by[40];
    int64_t d;

    out[0] = '\0';
    if (!was || !m->facts)
        return UI_TEXT;
    d = m->pic.makespan - was->makespan;
    if (d == 0) {
        snprintf(out, size, "= %.60s", ui_baseline_name(m));
        return UI_TEXT;
    }
    difference(by, sizeof(by), d, weft_plan_unit(m->plan), 8);
    percent = was->makespan ? 100.0 * (double)d / (double)was->makespan : 0;
    snprintf(out, size, "%s (%+.*f%%) vs %.60s", by,
             percent > -1 && percent < 1 ? 1 : 0, percent, ui_baseline_name(m));
    return d < 0 ? UI_GOOD : UI_WARN;
}

void ui_compare_title(const struct ui_model *m, char *out, size_t size)
{
    const char *name = ui_variant_name(m->doc, m->variant);

    if (!ui_tries_on(m))
        snprintf(out, size, "[%.60s]", name);
    else if (m->variant == 0)
        snprintf(out, size, "[what-if]");
    else
        snprintf(out, size, "[%.60s what-if]", name);
}

/* --- tasks ----------------------------------------------------------------------- */

void ui_compare_head(const struct ui_draw *d, int x, int y, int w)
{
    ui_text_right(d->p, x, y, w, UI_TITLE,
                  d->p.c->glyphs == &ui_glyphs_utf8 ? "\xce\x94" : "dif");
}

void ui_compare_end(const struct ui_draw *d, int x, int y, int w, int32_t task)
{
    const struct ui_place *was = ui_baseline_place(d->m, task);
    const struct ui_place *pl = &d->m->pic.place[task];
    char text[40];
    int64_t by;

    if (w <= 0)
        return;
    if (!was) {
        ui_text_right(d->p, x, y, w, UI_MUTED, "new");
        return;
    }
    by = pl->finish - was->finish;
    if (by == 0 && pl->start == was->start) {
        ui_glyph(d->p, x + w - 1, y, UI_MUTED, UI_G_SEP);
        return;
    }
    difference(text, sizeof(text), by, weft_plan_unit(d->m->plan), w - 1);
    ui_text_right(d->p, x, y, w,
                  by < 0   ? UI_GOOD
                  : by > 0 ? UI_WARN
                           : UI_TEXT,
                  text);
}

void ui_compare_bar(const struct ui_model *m, int32_t task, struct ui_bar *b)
{
    const struct ui_place *was = ui_baseline_place(m, task);

    if (!was || b->stale)
        return;
    b->was_start = was->start;
    b->was_finish = was->finish;
    b->late = b->finish; /* float and where it was would look alike */
}

/* --- nodes ------------------------------------------------------------------------- */

void ui_compare_capacity(const struct ui_model *m, const struct ui_lane *lane,
                         int64_t cap, char *out, size_t size)
{
    int64_t was = ui_baseline(m) && lane->copy == WEFT_NONE
                      ? ui_baseline_capacity(m, lane->node, lane->res)
                      : -1;
    char q[32];

    out[0] = '\0';
    if (was < 0 || was == cap)
        return;
    ui_quantity_short(q, sizeof(q), was, 8);
    snprintf(out, size, "was %s", q);
}
