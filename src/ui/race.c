/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/race.h"

#include <stdlib.h>

#include "ui/commands.h"

const struct race_row *ui_race_row(const struct ui_state *s, int i)
{
    return s->race && i >= 0 && i < s->race->n ? &s->race->row[i] : NULL;
}

void ui_race_release(struct ui_state *s)
{
    free(s->race);
    s->race = NULL;
}

void ui_run_race(struct ui *u, int count)
{
    u->s->mode = UI_MODE_RACE;
    u->s->popup_at = u->s->popup_top = 0;
    u->s->searching.on = u->s->searching.running = false;
    ui_race_release(u->s);
    u->fx->bits |= UI_FX_RACE | UI_FX_STOP;
    u->fx->seconds = count;
}

const char *ui_off_no_problem(const struct ui_state *s,
                              const struct ui_model *m)
{
    (void)s;
    return m->problem && m->problem->ntask ? NULL : "there is nothing to plan";
}

void ui_run_race_adopt(struct ui *u, int count)
{
    const struct race_row *w = ui_race_row(u->s, u->s->popup_at);

    (void)count;
    if (!w || !w->npoint) {
        ui_say(u, UI_WARN, "%s has no plan", w ? w->engine : "nobody");
        return;
    }
    u->fx->bits |= UI_FX_ADOPT;
    u->fx->row = u->s->popup_at;
    ui_normal(u);
}

void ui_race_event(struct ui *u, const struct ui_event *ev)
{
    if (u->s->mode != UI_MODE_RACE)
        return; /* it was left */
    if (!u->s->race)
        u->s->race = malloc(sizeof(*u->s->race));
    if (!u->s->race) {
        ui_normal(u);
        ui_say(u, UI_WARN, "out of memory");
        return;
    }
    *u->s->race = *ev->board;
}

void ui_race_adopted(struct ui *u, const struct ui_event *ev)
{
    if (ui_model_adopt(u->m, ev->gen, ev->place, ev->nplace, ev->engine))
        ui_say(u, UI_TEXT, "this is the plan of %s now; R searches on",
               ev->engine);
    else
        ui_say(u, UI_WARN, "the plan of %s does not hold any more", ev->engine);
}
