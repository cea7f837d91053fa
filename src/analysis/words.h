/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis/words.h - names, times and amounts as words in a text. */
#ifndef WEFT_ANALYSIS_WORDS_H
#define WEFT_ANALYSIS_WORDS_H

#include "base/buf.h"
#include "weft/analysis.h"

struct words {
    const struct weft_plan *p;
    const struct weft_problem *q;
    bool ascii;
    struct weft_buf b;
};

void words_name(struct words *w, const char *id);
void words_task(struct words *w, int32_t task);
/* "n1", "n1-2", or "-" on no node. */
void words_copy(struct words *w, int32_t copy);
void words_res(struct words *w, int32_t res);
/* Where a cell is: its node, or the resource's own name if it is global. */
void words_cell(struct words *w, int32_t cell);
/* "gpu on n1", or "llm-slots". */
void words_cell_res(struct words *w, int32_t cell);
void words_time(struct words *w, int64_t ticks);
void words_quantity(struct words *w, int64_t qty);

/* Cells that n bytes of shown text take. */
int words_width(const char *s, size_t n);
/* Cut the text added since `from` to at most `width` cells, keeping its tail
 * behind a mark: names differ at their ends. */
void words_cut(struct words *w, size_t from, int width);
/* Pad the text added since `from` to `width` cells with spaces, before it
 * where right is set, else behind it. */
void words_pad(struct words *w, size_t from, int width, bool right);

#endif
