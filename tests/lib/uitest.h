/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/uitest.h - a plan on a screen without a terminal, fed by scripts of
 * keys (tui/script.h). Every failure ends the test. */
#ifndef UITEST_H
#define UITEST_H

#include "tui/session.h"

struct uitest {
    struct weft_plan *plan;
    struct tui_opts o;
    struct tui_session ses;
};

/* Open the plan of a file (relative to SAMPLES_DIR, or tests/plans/...). */
void uitest_open(struct uitest *t, const char *file, int w, int h);
/* The same from a plan, which the test owns from then on. */
void uitest_open_plan(struct uitest *t, struct weft_plan *plan, int w, int h);
/* The same from text. */
void uitest_open_text(struct uitest *t, const char *text, int w, int h);
void uitest_close(struct uitest *t);

/* Run a script; what it dumps is thrown away. */
void uitest_keys(struct uitest *t, const char *script);
/* The screen as text; malloc'd. */
char *uitest_screen(struct uitest *t, bool roles);
/* The document; malloc'd. */
char *uitest_doc(const struct uitest *t);
/* The screen has (has not) this text on it. */
void uitest_sees(struct uitest *t, const char *text);
void uitest_sees_not(struct uitest *t, const char *text);
/* The id of the selected task. */
const char *uitest_task(const struct uitest *t);

#endif
