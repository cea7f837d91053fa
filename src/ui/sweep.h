/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/sweep.h - plans for other capacities, made while the user looks on.
 *
 * Every value is planned here first, one each time there is nothing else to do
 * (ui_sweep_step); then a search elsewhere works on those that are not proved
 * (ui_sweep_job). Whatever is known can be looked at all the time. */
#ifndef UI_SWEEP_H
#define UI_SWEEP_H

#include "ui/job.h"
#include "weft/whatif.h"

enum ui_sweep_stage { UI_SWEEP_HERE, UI_SWEEP_SEARCH, UI_SWEEP_DONE };

struct ui_sweep {
    struct weft_knob knob;        /* of a sweep */
    struct weft_sweep *sweep;     /* one of these two is there */
    struct weft_ranking *ranking; /* of every knob */
    enum ui_sweep_stage stage;
    struct weft_trial trial; /* that a search works on; problem NULL: none */
    struct weft_result best; /* of it, so far */
    uint64_t gen;
    int32_t made, searched; /* values planned here, values searched */
    char fault[192];        /* why it cannot go on; "" */
};

/* Open a sweep of one knob, around what there is (range NULL) or over a range
 * (weft_knob_range); with knob NULL a ranking of all. The one that was open is
 * closed. */
enum weft_rc ui_sweep_open(struct ui_model *m, const struct weft_knob *k,
                           const char *range, struct weft_err *err);
void ui_sweep_close(struct ui_model *m);

bool ui_sweep_wants_step(const struct ui_model *m);
void ui_sweep_step(struct ui_model *m);
bool ui_sweep_job(const struct ui_model *m, struct ui_job *job);
/* News of the trial. DONE and FAILED end it, and the next one is chosen. */
void ui_sweep_event(struct ui_model *m, const struct ui_event *ev);

/* Lines of the table. */
int ui_sweep_count(const struct ui_model *m);
/* Line i: the knob and the value that it stands for; false: it stands for no
 * change. */
bool ui_sweep_choice(const struct ui_model *m, int i, struct weft_knob *k,
                     int64_t *value);
/* The line of the document's own value; 0 if there is none. */
int ui_sweep_now(const struct ui_model *m);

#endif
