/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis/report.h - the parts of the text report; private to report*.c. */
#ifndef WEFT_ANALYSIS_REPORT_H
#define WEFT_ANALYSIS_REPORT_H

#include "analysis/words.h"

struct report {
    struct words w; /* the report so far is w.b */
    const struct weft_result *r;
    const struct weft_schedule *s; /* of r */
    const struct weft_facts *f;
    const char *file;
    int width;
};

/* A list that wraps: every word is put together in `word` first, so that its
 * width is known before it is placed. */
struct report_list {
    struct report *rep;
    struct words word;
    int indent, column;
    bool first;
};

/* Begin with label, padded to indent cells, which further lines are indented
 * by. */
struct report_list report_list_begin(struct report *rep, const char *label,
                                     int indent);
/* Place the word at hand, with a separator (" ", " > ") before it. */
void report_list_add(struct report_list *l, const char *separator);
/* "and N more" where N > 0. */
void report_list_more(struct report_list *l, int32_t n);
void report_list_end(struct report_list *l);

/* Order, critical path, placement. */
void report_order(struct report *rep);
void report_critical(struct report *rep);
/* false: out of memory. */
bool report_placement(struct report *rep);

/* Gantt and use over time, on one time scale. false: out of memory. */
bool report_chart(struct report *rep);

#endif
