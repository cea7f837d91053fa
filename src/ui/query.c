/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/query.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "ui/text.h"

enum string_field { S_ID, S_NAME, S_NODE, S_RES, S_COMMAND, S_IMAGE };
enum number_field {
    N_DUR,
    N_START,
    N_END,
    N_FLOAT,
    N_WAIT,
    N_IN,
    N_OUT,
    N_PRIO,
    N_AMOUNT
};
enum flag { F_CRIT, F_WAIT, F_MARK, F_PIN, F_DONE, F_RUNS };

static const struct field {
    const char *name, *word, *help;
    enum ui_term_kind kind;
    int field;
} fields[] = {
    { "node", "node:", "node:TEXT   the node it runs on", UI_TERM_STRING,
      S_NODE },
    { "res", "res:", "res:TEXT   a resource it needs", UI_TERM_STRING, S_RES },
    { "name", "name~", "name~TEXT   part of its name; name=TEXT the whole",
      UI_TERM_STRING, S_NAME },
    { "id", "id~", "id~TEXT   part of its id; id=TEXT the whole",
      UI_TERM_STRING, S_ID },
    { "cmd", "cmd~", "cmd~TEXT   part of its command", UI_TERM_STRING,
      S_COMMAND },
    { "image", "image~", "image~TEXT   part of its image", UI_TERM_STRING,
      S_IMAGE },
    { "dur", "dur>", "dur>5   how long it runs; > >= < <= = !=", UI_TERM_NUMBER,
      N_DUR },
    { "start", "start>", "start>5   when it starts", UI_TERM_NUMBER, N_START },
    { "end", "end<", "end<5   when it ends", UI_TERM_NUMBER, N_END },
    { "float", "float>", "float>5   how far it can slip; also flt",
      UI_TERM_NUMBER, N_FLOAT },
    { "flt", NULL, "flt>5   how far it can slip", UI_TERM_NUMBER, N_FLOAT },
    { "wait", "wait>",
      "wait>5   how long it waits for capacity; wait alone: "
      "at all",
      UI_TERM_NUMBER, N_WAIT },
    { "in", "in>", "in>2   how many tasks it runs after", UI_TERM_NUMBER,
      N_IN },
    { "out", "out>", "out>2   how many tasks run after it", UI_TERM_NUMBER,
      N_OUT },
    { "prio", "prio>", "prio>1   its priority", UI_TERM_NUMBER, N_PRIO },
    { "crit", "crit", "crit   it is critical", UI_TERM_FLAG, F_CRIT },
    { "wait", "wait", "wait   it is ready, but waits for capacity",
      UI_TERM_FLAG, F_WAIT },
    { "mark", "mark", "mark   it is marked", UI_TERM_FLAG, F_MARK },
    { "pin", "pin", "pin   it is pinned to a node or a start", UI_TERM_FLAG,
      F_PIN },
    { "done", "done", "done   it has ended at the time cursor (h l)",
      UI_TERM_FLAG, F_DONE },
    { "runs", "runs", "runs   it runs at the time cursor (h l)", UI_TERM_FLAG,
      F_RUNS },
};

#define NFIELD ((int)(sizeof(fields) / sizeof(*fields)))

const char *ui_query_word(int i)
{
    for (int k = 0; k < NFIELD; k++)
        if (fields[k].word && i-- == 0)
            return fields[k].word;
    return NULL;
}

static const struct field *find(const char *s, size_t len, bool flag)
{
    for (int k = 0; k < NFIELD; k++)
        if ((fields[k].kind == UI_TERM_FLAG) == flag &&
            strlen(fields[k].name) == len &&
            memcmp(fields[k].name, s, len) == 0)
            return &fields[k];
    return NULL;
}

const char *ui_query_help(const char *word, size_t len)
{
    size_t n;
    const struct field *f;

    if (len > 0 && *word == '!') {
        word++;
        len--;
    }
    for (n = 0; n < len && !strchr(":=~<>!", word[n]);)
        n++;
    f = find(word, n, n == len);
    return f ? f->help : NULL;
}

/* --- text ------------------------------------------------------------------ */

static bool has_capital(const char *s)
{
    for (; *s; s++)
        if (isupper((unsigned char)*s))
            return true;
    return false;
}

static bool same_letter(char a, char b, bool exact)
{
    return exact ? a == b
                 : tolower((unsigned char)a) == tolower((unsigned char)b);
}

static bool contains(const char *s, const char *text, bool exact)
{
    size_t n = strlen(text);

    for (; *s; s++) {
        size_t i = 0;

        while (i < n && same_letter(s[i], text[i], exact))
            i++;
        if (i == n)
            return true;
    }
    return n == 0;
}

static bool equals(const char *s, const char *text, bool exact)
{
    size_t i = 0;

    while (s[i] && same_letter(s[i], text[i], exact))
        i++;
    return s[i] == text[i];
}

bool ui_text_has(const char *s, const char *text)
{
    return contains(s, text, has_capital(text));
}

/* --- reading --------------------------------------------------------------- */

static size_t operator_of(const char *s, size_t n, enum ui_term_op *op)
{
    static const struct {
        const char *text;
        enum ui_term_op op;
    } ops[] = { { "!=", UI_OP_NE }, { "<=", UI_OP_LE }, { ">=", UI_OP_GE },
                { "<", UI_OP_LT },  { ">", UI_OP_GT },  { "=", UI_OP_EQ },
                { ":", UI_OP_HAS }, { "~", UI_OP_HAS } };

    for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
        size_t k = strlen(ops[i].text);

        if (k > n || memcmp(s, ops[i].text, k) != 0)
            continue;
        *op = ops[i].op;
        return k;
    }
    return 0;
}

static void set_text(struct ui_term *t, const char *s, size_t n)
{
    snprintf(t->text, sizeof(t->text), "%.*s", (int)n, s);
    t->exact = has_capital(t->text);
}

static bool read_number(struct ui_term *t, const struct weft_plan *p,
                        const char *s, size_t n)
{
    enum weft_rc rc;

    if (t->field == N_AMOUNT)
        rc = weft_quantity_parse(s, n, &t->number, NULL);
    else if (t->field == N_PRIO)
        rc = weft_decimal(s, n, WEFT_NANO, &t->number, NULL);
    else if (t->field == N_IN || t->field == N_OUT)
        rc = weft_decimal(s, n, 1, &t->number, NULL);
    else
        rc = weft_time_parse(s, n, weft_plan_unit(p), &t->number, NULL);
    return rc == WEFT_OK;
}

static bool is_less_or_more(enum ui_term_op op)
{
    return op != UI_OP_HAS && op != UI_OP_EQ;
}

static int unknown(const char *s, size_t n, char *why, size_t size)
{
    snprintf(why, size,
             "no number called '%.*s'; there are dur, start, end, float, wait, "
             "in, out, prio and the resources",
             (int)n, s);
    return -1;
}

/* A word with an operator at s[at]. 1: it is one, 0: it is text, -1: wrong. */
static int compared(struct ui_term *t, const char *s, size_t n, size_t at,
                    const struct weft_plan *p, char *why, size_t size)
{
    const struct field *f = find(s, at, false);
    char id[UI_TERM_MAX];
    const char *value;

    value = s + at + operator_of(s + at, n - at, &t->op);
    snprintf(id, sizeof(id), "%.*s", (int)at, s);
    t->res = f ? WEFT_NONE : weft_plan_find_res(p, id);
    if (!f && t->res == WEFT_NONE) {
        if (!is_less_or_more(t->op) || at == 0)
            return 0;
        return unknown(s, at, why, size);
    }
    t->kind = f ? f->kind : UI_TERM_NUMBER;
    t->field = f ? f->field : N_AMOUNT;
    n -= (size_t)(value - s);
    if (t->kind == UI_TERM_STRING) {
        set_text(t, value, n);
        return 1;
    }
    if (n > 0 && !read_number(t, p, value, n)) {
        snprintf(why, size, "'%.*s' is no number: write %.*s>5", (int)n, value,
                 (int)at, s);
        return -1;
    }
    return 1;
}

/* Nothing follows the operator yet. */
static bool is_finished(const char *s, size_t n, size_t at)
{
    enum ui_term_op op;

    return at == n || at + operator_of(s + at, n - at, &op) < n;
}

static bool read_word(struct ui_query *q, const char *s, size_t n,
                      const struct weft_plan *p, char *why, size_t size)
{
    struct ui_term t = { .res = WEFT_NONE };
    const struct field *f;
    enum ui_term_op op;
    size_t at = 0;

    if (*s == '!') {
        t.deny = true;
        s++;
        n--;
    }
    while (at < n && !operator_of(s + at, n - at, &op))
        at++;
    if (n == 0 || !is_finished(s, n, at))
        return true;
    f = find(s, n, true);
    if (f) {
        t.kind = f->kind;
        t.field = f->field;
    } else {
        int is = at < n ? compared(&t, s, n, at, p, why, size) : 0;

        if (is < 0)
            return false;
        if (is == 0)
            set_text(&t, s + (*s == '~'), n - (*s == '~'));
    }
    q->term[q->n++] = t;
    return true;
}

bool ui_query_read(struct ui_query *q, const char *text,
                   const struct weft_plan *p, char *why, size_t size)
{
    q->n = 0;
    if (size > 0)
        why[0] = '\0';
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        size_t n = strcspn(text, " ");

        if (q->n == UI_TERMS) {
            snprintf(why, size, "at most %d words", UI_TERMS);
            return false;
        }
        if (!read_word(q, text, n, p, why, size))
            return false;
        text += n;
    }
    return true;
}

/* --- holding --------------------------------------------------------------- */

static bool matches(const struct ui_term *t, const char *s)
{
    if (t->op == UI_OP_EQ || t->op == UI_OP_NE)
        return equals(s, t->text, t->exact) == (t->op == UI_OP_EQ);
    return contains(s, t->text, t->exact);
}

/* Of the node it runs on, else of those it may run on. */
static bool node_matches(const struct ui_term *t, const struct ui_model *m,
                         int32_t task)
{
    const struct weft_task *w = weft_plan_task(m->plan, task);
    const struct ui_place *pl = &m->pic.place[task];
    char id[UI_TEXT_MAX];

    if (pl->placed) {
        if (pl->node == WEFT_NONE)
            return false;
        ui_node_text(id, sizeof(id), m->plan, pl->node, pl->copy);
        return matches(t, id) ||
               matches(t, weft_plan_node(m->plan, pl->node)->id);
    }
    for (int32_t k = 0; k < w->nnode; k++)
        if (matches(t, weft_plan_node(m->plan, w->node[k].node)->id))
            return true;
    return false;
}

static bool string_holds(const struct ui_term *t, const struct ui_model *m,
                         int32_t task)
{
    const struct weft_task *w = weft_plan_task(m->plan, task);

    switch ((enum string_field)t->field) {
    case S_ID:
        return matches(t, w->id);
    case S_NAME:
        return matches(t, w->name);
    case S_COMMAND:
        return matches(t, w->command);
    case S_IMAGE:
        return matches(t, w->image);
    case S_NODE:
        return node_matches(t, m, task);
    case S_RES:
        for (int32_t k = 0; k < w->ndemand; k++)
            if (matches(t, weft_plan_res(m->plan, w->demand[k].res)->id))
                return true;
        return false;
    }
    return false;
}

/* False: it has no such number (it is not placed). */
static bool number_of(const struct ui_term *t, const struct ui_model *m,
                      int32_t task, int64_t *v)
{
    const struct weft_task *w = weft_plan_task(m->plan, task);
    const struct ui_place *pl = &m->pic.place[task];

    switch ((enum number_field)t->field) {
    case N_DUR:
        *v = ui_run_time(m, task);
        return true;
    case N_START:
        *v = pl->start;
        return pl->placed;
    case N_END:
        *v = pl->finish;
        return pl->placed;
    case N_FLOAT:
        *v = pl->slack;
        return pl->placed;
    case N_WAIT:
        *v = pl->start - pl->ready;
        return pl->placed;
    case N_IN:
        *v = ui_model_npred(m, task);
        return true;
    case N_OUT:
        *v = ui_model_nsucc(m, task);
        return true;
    case N_PRIO:
        *v = w->priority;
        return true;
    case N_AMOUNT:
        *v = ui_amount(w->demand, w->ndemand, t->res);
        return true;
    }
    return false;
}

static bool number_holds(const struct ui_term *t, const struct ui_model *m,
                         int32_t task)
{
    int64_t v;

    if (!number_of(t, m, task, &v))
        return false;
    switch (t->op) {
    case UI_OP_HAS:
    case UI_OP_EQ:
        return v == t->number;
    case UI_OP_NE:
        return v != t->number;
    case UI_OP_LT:
        return v < t->number;
    case UI_OP_LE:
        return v <= t->number;
    case UI_OP_GT:
        return v > t->number;
    case UI_OP_GE:
        return v >= t->number;
    }
    return false;
}

static bool flag_holds(const struct ui_term *t, const struct ui_model *m,
                       const struct ui_query_at *at, int32_t task)
{
    const struct weft_task *w = weft_plan_task(m->plan, task);
    const struct ui_place *pl = &m->pic.place[task];

    switch ((enum flag)t->field) {
    case F_CRIT:
        return pl->critical && !m->pic.stale;
    case F_WAIT:
        return pl->placed && pl->start > pl->ready;
    case F_MARK:
        return at->mark && task < at->nmark && at->mark[task];
    case F_PIN:
        return w->pin.node != WEFT_NONE || w->has_pin_start;
    case F_DONE:
        return at->now >= 0 && pl->placed && pl->finish <= at->now;
    case F_RUNS:
        return at->now >= 0 && pl->placed && pl->start <= at->now &&
               at->now < pl->finish;
    }
    return false;
}

static bool term_holds(const struct ui_term *t, const struct ui_model *m,
                       const struct ui_query_at *at, int32_t task)
{
    const struct weft_task *w = weft_plan_task(m->plan, task);

    switch (t->kind) {
    case UI_TERM_TEXT:
        return contains(w->id, t->text, t->exact) ||
               contains(w->name, t->text, t->exact);
    case UI_TERM_STRING:
        return string_holds(t, m, task);
    case UI_TERM_NUMBER:
        return number_holds(t, m, task);
    case UI_TERM_FLAG:
        return flag_holds(t, m, at, task);
    }
    return false;
}

bool ui_query_holds(const struct ui_query *q, const struct ui_model *m,
                    const struct ui_query_at *at, int32_t task)
{
    for (int i = 0; i < q->n; i++)
        if (term_holds(&q->term[i], m, at, task) == q->term[i].deny)
            return false;
    return true;
}
