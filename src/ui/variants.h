/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/variants.h - plans of the base and all scenarios, side by side.
 *
 * After a change each variant that is not shown is planned again, one each
 * time there is nothing else to do (ui_variants_step); then a search elsewhere
 * works on those that are not proved. A plan of one variant is a candidate for
 * all others: where there is more of something, the plan is never longer. */
#ifndef UI_VARIANTS_H
#define UI_VARIANTS_H

#include "ui/job.h"

void ui_variants_free(struct ui_model *m);

/* How many there are: the base and every scenario. */
int32_t ui_variants_count(const struct ui_model *m);
/* What is known of one; known == false: not yet planned. Of the one on screen
 * too. Borrowed until the next change. */
const struct ui_variant *ui_variants_at(const struct ui_model *m, int32_t i);
/* How many variants have another capacity than the base in this lane. */
int32_t ui_variants_differ(const struct ui_model *m, int32_t lane);
/* Mean use of variant i, millionths: of the first capacity that variants
 * differ in, else of the busiest one. */
int32_t ui_variants_use(const struct ui_model *m, int32_t i);
/* Tasks that start at another time or run elsewhere than in the base. */
int32_t ui_variants_moved(const struct ui_model *m, int32_t i);
/* The plan on screen is new or better: bring its entry up to date. To be
 * called before a frame; also forgets what is out of date. */
void ui_variants_settle(struct ui_model *m);

bool ui_variants_wants_step(const struct ui_model *m);
void ui_variants_step(struct ui_model *m);

/* The variant that a search works on; choose: the next one. */
void ui_variants_choose(struct ui_model *m);
bool ui_variants_job(const struct ui_model *m, struct ui_job *job);
/* News of it; false: it is another generation. */
bool ui_variants_event(struct ui_model *m, const struct ui_event *ev);

/* A candidate for a plan of problem q of document p: the shortest plan of any
 * variant that holds for it. False: there is none. */
bool ui_variants_start(const struct ui_model *m, const struct weft_plan *p,
                       const struct weft_problem *q, struct weft_schedule *s);

#endif
