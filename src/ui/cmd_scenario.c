/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/baseline.h"
#include "ui/marks.h"
#include "ui/overlay.h"
#include "ui/scenario_view.h"
#include "ui/tries.h"
#include "ui/variants.h"

const char *ui_scenario_shared(const struct ui_model *m,
                               const struct ui_edits *e)
{
    if (weft_plan_nscenario(m->doc) == 0 || ui_overlay_takes(e->line[0]) ||
        strncmp(e->line[0], "set plan", 8) == 0 ||
        strncmp(e->line[0], "unset plan", 10) == 0)
        return "";
    return ", in all scenarios";
}

/* --- showing ------------------------------------------------------------------ */

/* False: it cannot be applied, and the message line tells why. */
static bool show(struct ui *u, const char *name)
{
    struct weft_err err = { 0 };
    struct ui_change c;
    char what[128];

    ui_note_row(u);
    if (ui_model_show(u->m, name, &c, &err)) {
        ui_say(u, UI_BAD, "cannot: %s", u->m->lost ? u->m->reason : err.msg);
        return false;
    }
    snprintf(what, sizeof(what), "%s %.100s", name ? "scenario" : "the",
             ui_variant_name(u->m->doc, u->m->variant));
    ui_turned(u, &c, what);
    return true;
}

void ui_scenario_show(struct ui *u, const char *name)
{
    show(u, name);
}

const char *ui_off_no_scenario(const struct ui_state *s,
                               const struct ui_model *m)
{
    (void)s;
    return weft_plan_nscenario(m->doc) ? NULL
                                       : "there are no scenarios; change a "
                                         "capacity, then S saves one";
}

/* The next one that can be applied; the base always can. */
static void turn(struct ui *u, int by)
{
    int32_t n = weft_plan_nscenario(u->m->doc) + 1, k = u->m->variant;

    do {
        k = (int32_t)(((int64_t)k + by % n + n) % n);
        by = by < 0 ? -1 : 1;
    } while (
        !show(u, k > 0 ? weft_plan_scenario_name(u->m->doc, k - 1) : NULL) &&
        !u->m->lost && k != 0);
}

void ui_run_scenario_next(struct ui *u, int count)
{
    turn(u, count > 0 ? count : 1);
}

void ui_run_scenario_prev(struct ui *u, int count)
{
    turn(u, -(count > 0 ? count : 1));
}

/* --- saving ------------------------------------------------------------------- */

void ui_run_scenario_save(struct ui *u, int count)
{
    char name[UI_LINE_MAX];

    (void)count;
    ui_tries_name(u->m, name, sizeof(name));
    ui_ask(u, UI_ASK_SCENARIO, name);
}

/* One step: the scenario is added, and what it was tried on is as before. */
static bool add(struct ui *u, const char *name)
{
    struct ui_texts to = { 0 }, lines = { 0 };
    struct ui_edits e = { 0 };
    char what[160];
    bool ok;

    ui_tries_lines(u->m, false, &to);
    ui_texts_take(&lines,
                  ui_overlay_add_line(u->m->doc, name, u->m->variant, &to));
    ui_tries_lines(u->m, true, &lines);
    e.line = (const char *const *)lines.line;
    e.n = lines.n;
    snprintf(what, sizeof(what), "saved as scenario %.100s", name);
    ok = !lines.oom && !to.oom && ui_apply(u, &e, what, NULL);
    if (ok)
        ui_tries_end(u->m);
    ui_texts_release(&to);
    ui_texts_release(&lines);
    return ok;
}

void ui_scenario_save(struct ui *u, const char *name)
{
    char was[80];

    if (!name[0] || !strcmp(name, "base")) {
        ui_say(u, UI_WARN, "a scenario needs a name of its own");
        return;
    }
    if (ui_variant_find(u->m->doc, name) != WEFT_NONE) {
        ui_say(u, UI_WARN, "there is a scenario '%.100s'; S asks again", name);
        return;
    }
    snprintf(was, sizeof(was), "%.70s",
             ui_variant_name(u->m->doc, u->m->variant));
    if (!add(u, name))
        return;
    u->m->compare = UI_COMPARE_AUTO;
    ui_scenario_show(u, name);
    ui_say(u, UI_GOOD,
           "saved as scenario %.60s; %s is as before. = compares, . and , "
           "switch",
           name, was);
}

bool ui_scenario_esc(const struct ui_state *s, const struct ui_model *m)
{
    return ui_tries_on(m) && !s->editing.text && !s->whole && s->cursor < 0 &&
           ui_mark_count(s, m) == 0;
}

bool ui_scenario_discard(struct ui *u)
{
    struct ui_texts lines = { 0 };
    struct ui_edits e = { .trial = true };

    if (!ui_tries_on(u->m))
        return false;
    ui_tries_lines(u->m, true, &lines);
    e.line = (const char *const *)lines.line;
    e.n = lines.n;
    if (!lines.oom && ui_apply(u, &e, "what-if discarded", NULL)) {
        ui_tries_end(u->m);
        ui_tell_since(u, u->s->told_before,
                      "what-if discarded (u brings it back)");
    }
    ui_texts_release(&lines);
    return true;
}

/* --- comparing ------------------------------------------------------------------ */

void ui_run_compare(struct ui *u, int count)
{
    struct ui_model *m = u->m;
    bool tries = ui_tries_on(m);

    (void)count;
    if (ui_compares(m))
        m->compare = tries ? UI_COMPARE_OFF : UI_COMPARE_AUTO;
    else
        m->compare = tries ? UI_COMPARE_AUTO : UI_COMPARE_ON;
    if (!ui_compares(m)) {
        ui_say(u, UI_TEXT, "comparing is off");
        return;
    }
    ui_baseline_settle(m);
    if (ui_baseline(m))
        ui_say(u, UI_TEXT, "compared with %s%s; %d task%s moved",
               ui_baseline_name(m), tries ? " as it was" : "",
               (int)ui_baseline_moved(m), ui_baseline_moved(m) == 1 ? "" : "s");
    else
        ui_say(u, UI_TEXT,
               "this is %s, what plans are compared with; . shows the next "
               "scenario",
               ui_baseline_name(m));
}

/* --- the table -------------------------------------------------------------------- */

void ui_run_scenarios(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_SCENARIOS;
    u->s->popup_at = u->s->popup_top = 0;
    for (int i = 0; i < ui_variants_count(u->m); i++)
        if (ui_scenario_at(u->s, u->m, i) == u->m->variant)
            u->s->popup_at = i;
}

/* The scenario of the selected line; NULL: the base. */
static const char *selected(const struct ui *u)
{
    int32_t k = ui_scenario_at(u->s, u->m, u->s->popup_at);

    return k > 0 ? weft_plan_scenario_name(u->m->doc, k - 1) : NULL;
}

void ui_run_scenario_enter(struct ui *u, int count)
{
    (void)count;
    ui_normal(u);
    ui_scenario_show(u, selected(u));
}

void ui_run_scenario_sort(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    int32_t k = ui_scenario_at(s, u->m, s->popup_at);

    (void)count;
    s->table_sort = (enum ui_table_sort)((s->table_sort + 1) % UI_SORTS);
    for (int i = 0; i < ui_variants_count(u->m); i++)
        if (ui_scenario_at(s, u->m, i) == k)
            s->popup_at = i;
}

static void set_baseline(struct ui_model *m, const char *name)
{
    char *copy = name ? strdup(name) : NULL;

    if (name && !copy)
        return;
    free(m->baseline);
    m->baseline = copy;
}

void ui_run_scenario_baseline(struct ui *u, int count)
{
    (void)count;
    set_baseline(u->m, selected(u));
    ui_say(u, UI_TEXT, "plans are now compared with %s",
           ui_baseline_name(u->m));
}

void ui_run_scenario_delete(struct ui *u, int count)
{
    const char *name = selected(u);
    char what[128], was[80];
    char *line;

    (void)count;
    if (!name) {
        ui_say(u, UI_WARN, "the base is no scenario");
        return;
    }
    snprintf(was, sizeof(was), "%s", name); /* it goes with the document's */
    snprintf(what, sizeof(what), "scenario %s deleted", was);
    line = ui_overlay_remove_line(name);
    if (line) {
        const char *lines[1] = { line };
        struct ui_edits e = { .line = lines, .n = 1 };

        if (ui_apply(u, &e, what, NULL)) {
            snprintf(what, sizeof(what),
                     "scenario %s deleted (u brings it back)", was);
            ui_tell_since(u, u->s->told_before, what);
        }
    }
    free(line);
    ui_variants_settle(u->m);
    if (ui_variants_count(u->m) == 0)
        ui_normal(u);
}

void ui_run_baseline(struct ui *u, int count)
{
    (void)count;
    set_baseline(u->m, u->m->scenario);
    ui_say(u, UI_TEXT, "plans are now compared with %s",
           ui_baseline_name(u->m));
}
