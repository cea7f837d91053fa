/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/form.h - every member of a task, node, resource or link, to be typed.
 *
 * With marks the form of a task is for all marked tasks: a field in which they
 * differ is empty and says so, and what is typed in a field goes to each of
 * them. Accepting it is one undo step. */
#ifndef UI_FORM_H
#define UI_FORM_H

#include "ui/lines.h"

/* How a field's text stands for its member. */
enum ui_form_value {
    UI_VALUE_ID,
    UI_VALUE_TEXT,    /* a string */
    UI_VALUE_WORD,    /* a number, a time, a quantity, a word */
    UI_VALUE_AMOUNTS, /* "cpu=2 memory=8Gi" */
    UI_VALUE_PAIRS,   /* "n1=4 n2=8" */
    UI_VALUE_LABELS,  /* the same; values are strings */
    UI_VALUE_NODES,   /* "n1 n2", "-": none */
    UI_VALUE_AFTER,   /* tasks, as links */
    UI_VALUE_JSON,
    UI_VALUE_LINK, /* an attribute of a link */
    UI_VALUE_MORE  /* "x-team=ops speed=2" */
};

/* What its words may be. */
enum ui_form_choice {
    UI_CHOOSE_NONE,
    UI_CHOOSE_TIME, /* a time: what a bare number is, is said */
    UI_CHOOSE_TASKS,
    UI_CHOOSE_NODES,
    UI_CHOOSE_DEMAND,
    UI_CHOOSE_CAPACITY,
    UI_CHOOSE_NODE_TIMES,
    UI_CHOOSE_HOLD,
    UI_CHOOSE_BILLING,
    UI_CHOOSE_LABELS
};

struct ui_form_spec {
    const char *label, *member, *help;
    enum ui_form_value value;
    enum ui_form_choice choice;
};
/* label NULL at the end; at most UI_FORM_FIELDS. */
const struct ui_form_spec *ui_form_specs(enum ui_form_type type);

/* The help of a field: with what a bare number of time means in this plan. */
void ui_form_help(struct weft_buf *b, const struct weft_plan *p,
                  const struct ui_form_spec *spec);

/* Open the form of the selected tasks, of a node, a resource, or of the link
 * between two tasks. */
void ui_form_tasks(struct ui *u);
void ui_form_node(struct ui *u, int32_t node);
void ui_form_resource(struct ui *u, int32_t res);
void ui_form_link(struct ui *u, int32_t from, int32_t to);

/* Go to a field. */
void ui_form_at(struct ui *u, int field);

/* What the form is of: "align_a", "3 tasks". */
void ui_form_title(const struct ui_state *s, const struct ui_model *m,
                   char *out, size_t size);

/* The texts of the fields of task, node, resource `index`, or of the link
 * index -> other; appended to out[], one for each. */
void ui_form_texts(const struct ui_model *m, enum ui_form_type type,
                   int32_t index, int32_t other, struct weft_buf *out);

/* The lines for what was changed, in one field (only < 0: in all). What cannot
 * be read: WEFT_E_INVAL with the field in *field. */
enum weft_rc ui_form_lines(const struct ui_state *s, const struct ui_model *m,
                           int only, struct ui_lines *out, int *field,
                           struct weft_err *err);

#endif
