/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the time line are, and their folds. */
#include <inttypes.h>

#include "ui/commands.h"

const char *ui_off_no_stages(const struct ui_state *s, const struct ui_model *m)
{
    if (ui_tracks_by(m) != UI_BY_STAGE)
        return "the rows are not stages; t changes that";
    return s->task == WEFT_NONE ? "there is no task" : NULL;
}

void ui_run_rows(struct ui *u, int count)
{
    static const char *const name[] = {
        [UI_BY_TASK] = "rows: tasks",
        [UI_BY_STAGE] = "rows: stages, with how many of their tasks run; "
                        "z a opens one",
        [UI_BY_NODE] = "rows: nodes, unit by unit; h and l go along a row"
    };
    enum ui_by by = ui_tracks_by(u->m);

    by = count > 0 ? (enum ui_by)((count - 1) % UI_BY_NODE + 1)
                   : (enum ui_by)(by % UI_BY_NODE + 1);
    u->s->tracks.by = by;
    ui_tracks_settle(u->s, u->m);
    if (ui_tracks_by(u->m) != by)
        ui_say(u, UI_WARN, "%s: there is nothing to make them from", name[by]);
    else
        ui_say(u, UI_TEXT, "%s", name[by]);
    ui_goto(u, u->s->task, false);
}

void ui_run_stage_fold(struct ui *u, int count)
{
    struct ui_track t = ui_track_at(u->m, ui_track_of(u->m, u->s->task));

    (void)count;
    if (t.stage == WEFT_NONE)
        ui_say(u, UI_TEXT, "a stage of one task");
    else if (!ui_tracks_open(u->s, u->m, t.stage, t.kind == UI_TRACK_STAGE))
        ui_say(u, UI_BAD, "no memory for folds");
}

void ui_run_stage_fold_all(struct ui *u, int count)
{
    (void)count;
    ui_tracks_fold_all(u->s);
}

void ui_run_stage_open_all(struct ui *u, int count)
{
    (void)count;
    for (int32_t i = 0; i < u->m->stages.nstage; i++)
        if (!ui_tracks_open(u->s, u->m, i, true)) {
            ui_say(u, UI_BAD, "no memory for folds");
            return;
        }
}
