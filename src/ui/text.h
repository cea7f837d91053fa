/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/text.h - small texts that several views and messages share.
 *
 * All write at most size bytes, always NUL-terminated. Names are as they stand
 * in the document: drawing makes them safe. */
#ifndef UI_TEXT_H
#define UI_TEXT_H

#include <stddef.h>

#include "ui/model.h"

#define UI_TEXT_MAX 512

/* "8Gi", "2", "0.5" */
void ui_quantity_text(char *out, size_t size, int64_t q);
/* The same where it fits in w columns, else rounded: "~123Gi". */
void ui_quantity_short(char *out, size_t size, int64_t q, int w);
/* "cpu 2 memory 8Gi"; "" for none. */
void ui_amounts_text(char *out, size_t size, const struct weft_plan *p,
                     const struct weft_amount *a, int32_t n);
/* "cpu=2 memory=8Gi": as it is typed. */
void ui_amounts_typed(char *out, size_t size, const struct weft_plan *p,
                      const struct weft_amount *a, int32_t n);
/* "gpu-a", or "gpu-a-2" for a copy; copy WEFT_NONE: the node. */
void ui_node_text(char *out, size_t size, const struct weft_plan *p,
                  int32_t node, int32_t copy);
/* "3 x gpu-a": a node with its copies. */
void ui_node_label(char *out, size_t size, const struct weft_plan *p,
                   int32_t node);
/* Where a task runs; without a place, where it may. Where there is only one
 * resource, with how much of it: "cpu 2". */
void ui_where_text(char *out, size_t size, const struct weft_plan *p,
                   const struct ui_place *pl, int32_t task);
/* What a task takes in the mode it was put in; before that, in its default
 * one. */
const struct weft_amount *ui_run_demand(const struct weft_plan *p,
                                        const struct ui_place *pl,
                                        int32_t task, int32_t *n);
/* How long a task runs where it was put; else the document's duration. */
int64_t ui_run_time(const struct ui_model *m, int32_t task);
/* How a time is typed in this plan: "90s, 1h30m; 4 = 4s". */
void ui_time_typed(struct weft_buf *b, const struct weft_plan *p);
/* A time in at most 8 columns, for columns and messages. */
void ui_short_time(char *out, size_t size, const struct ui_model *m, int64_t t);
/* "29 -> 24 (-5, -17%)"; "29 -> 29" */
void ui_makespan_change(char *out, size_t size, const struct ui_model *m,
                        int64_t before, int64_t after);
/* A capacity (node WEFT_NONE: of a global resource): "gpu-a gpu", or "cpu" of a
 * node with one; and the edit line that sets it to q. */
void ui_capacity_name(char *out, size_t size, const struct weft_plan *p,
                      int32_t node, int32_t res);
void ui_capacity_line(char *out, size_t size, const struct weft_plan *p,
                      int32_t node, int32_t res, const char *q);
/* Cents, or where it is less than 1, four places. */
void ui_cost_text(char *out, size_t size, int64_t cost);
/* One step of a capacity: 1, or the unit it is written in (64Gi: 1Gi, 200k:
 * 10k). */
int64_t ui_capacity_step(int64_t cap);
/* The columns' widths, for every task of the picture. */
void ui_widths_of(struct ui_picture *pic, const struct weft_plan *p);
/* Amount of res in a sorted list; 0 if absent. */
int64_t ui_amount(const struct weft_amount *a, int32_t n, int32_t res);

#endif
