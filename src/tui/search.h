/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/search.h - the search for better plans, in a worker process. */
#ifndef TUI_SEARCH_H
#define TUI_SEARCH_H

#include "tui/session.h"
#include "worker/worker.h"

struct tui_search {
    struct worker *worker;
    uint64_t asked; /* requests made: the worker's generation */
    uint64_t gen;   /* of the model, when the last one was made */
    bool on;
    int64_t tick; /* thousandths, of the problem that was sent */
};

enum weft_rc tui_search_init(struct tui_search *r, const struct tui_opts *o,
                             struct weft_err *err);
void tui_search_release(struct tui_search *r);

/* Start what the session asks for, once no edit has come for a moment; stop
 * what it no longer wants. */
void tui_search_step(struct tui_search *r, struct tui_session *t, int64_t now);
/* Take what the worker has said into the session. */
void tui_search_read(struct tui_search *r, struct tui_session *t, int64_t now);
/* Milliseconds until one of the two is due; -1: no need. */
int tui_search_timeout(const struct tui_search *r, const struct tui_session *t,
                       int64_t now);

#endif
