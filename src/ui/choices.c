/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/choices.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/form.h"
#include "ui/keys.h"
#include "ui/text.h"
#include "weft/engine.h"

static const struct {
    const char *verb, *usage, *does;
} edits[] = {
    { "add", "add task|node ID [KEY=VALUE ...]", "a new task or node" },
    { "set",
      "set task|node ID KEY=VALUE ...   set plan KEY=VALUE ...   set "
      "OPTION VALUE",
      "members of a task, a node or the plan; an option" },
    { "unset", "unset task|node ID KEY ...", "take members away" },
    { "link", "link FROM TO [lag=TIME] [data=QUANTITY]   TO runs after FROM",
      "have a task run after another" },
    { "unlink", "unlink FROM TO", "take a link away" },
    { "rename", "rename task|node ID NEW", "another id, wherever it stands" },
    { "delete", "delete task|node ID", "a task or node, with its links" },
    { "move", "move task ID before|after OTHER   its place in the document",
      "a task's place in the document" },
};
static const char *const task_keys[] = {
    "duration=",  "nodes=",   "after=",    "name=",     "hold=",    "pin.node=",
    "pin.start=", "release=", "deadline=", "priority=", "command=", "image="
};
static const char *const node_keys[] = {
    "count=", "speed=", "price.per_hour=", "price.billing=", "name=", "labels."
};
static const char *const plan_keys[] = { "name=", "description=", "time_unit=",
                                         "network.latency=",
                                         "network.bandwidth=" };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

const char *ui_edit_usage(const char *verb, size_t len)
{
    for (size_t i = 0; i < LEN(edits); i++)
        if (strlen(edits[i].verb) == len &&
            strncmp(edits[i].verb, verb, len) == 0)
            return edits[i].usage;
    return NULL;
}

/* Choices are gathered in three passes over the same words: those that begin
 * with what was typed, those that contain it, and those that have its letters
 * in order, the closest first. */
enum pass { BEGIN, INSIDE, FUZZY, PASSES };

struct gather {
    struct ui_choices *c;
    const char *typed; /* not NUL-terminated */
    size_t len;
    enum pass pass;
    const char *help;          /* of what is offered next; NULL: none */
    int score[UI_CHOICES_MAX]; /* of those of the last pass */
};

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

int ui_fuzzy(const char *word, const char *typed, size_t len)
{
    int score = 0;
    size_t at = 0, last = 0;

    for (size_t i = 0; i < len; i++) {
        while (word[at] && !same_letter(word[at], typed[i]))
            at++;
        if (!word[at])
            return -1;
        /* letters that begin a part of the word, or follow the one before,
         * are what was meant; others cost what lies between */
        if (i > 0 && at > last + 1 && !strchr("-_./: ", word[at - 1]))
            score += (int)(at - last);
        if (i == 0 && at > 0)
            score += strchr("-_./: ", word[at - 1]) ? 2 : 5;
        last = at++;
    }
    return score;
}

static bool contains(const char *word, const char *typed, size_t len)
{
    for (; *word; word++)
        if (strncmp(word, typed, len) == 0)
            return true;
    return len == 0;
}

/* Whether word is one of this pass; *score: how far it is from the text. */
static bool belongs(const struct gather *g, const char *word, int *score)
{
    bool begins = strncmp(word, g->typed, g->len) == 0;
    bool inside = !begins && contains(word, g->typed, g->len);

    *score = 0;
    if (g->pass == BEGIN)
        return begins;
    if (g->pass == INSIDE)
        return inside;
    *score = begins || inside ? -1 : ui_fuzzy(word, g->typed, g->len);
    return *score >= 0;
}

static void put_at(struct gather *g, int at, const char *word, int score)
{
    struct ui_choices *c = g->c;
    int last = c->n < UI_CHOICES_MAX ? c->n++ : UI_CHOICES_MAX - 1;

    for (int i = last; i > at; i--) {
        memcpy(c->text[i], c->text[i - 1], sizeof(c->text[i]));
        c->help[i] = c->help[i - 1];
        g->score[i] = g->score[i - 1];
    }
    snprintf(c->text[at], sizeof(c->text[at]), "%s", word);
    c->help[at] = g->help;
    g->score[at] = score;
}

static void offer(struct gather *g, const char *text, const char *tail)
{
    struct ui_choices *c = g->c;
    char word[UI_CHOICE_MAX];
    int score, at = c->n;

    snprintf(word, sizeof(word), "%s%s", text, tail);
    if (!belongs(g, word, &score))
        return;
    while (g->pass == FUZZY && at > c->nnear && g->score[at - 1] > score)
        at--;
    if (c->n == UI_CHOICES_MAX)
        c->more = true;
    if (at < UI_CHOICES_MAX)
        put_at(g, at, word, score);
}

static bool is_offered(const struct ui_choices *c, const char *text)
{
    for (int i = 0; i < c->n; i++)
        if (strcmp(c->text[i], text) == 0)
            return true;
    return false;
}

static void offer_all(struct gather *g, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        offer(g, v[i], "");
}

static void offer_tasks(struct gather *g, const struct weft_plan *p)
{
    bool all = g->pass == FUZZY; /* the closest may come last */

    for (int32_t i = 0; i < weft_plan_ntask(p) && (all || !g->c->more); i++)
        offer(g, weft_plan_task(p, i)->id, "");
}

static void offer_nodes(struct gather *g, const struct weft_plan *p,
                        const char *tail)
{
    for (int32_t i = 0; i < weft_plan_nnode(p) && !g->c->more; i++)
        offer(g, weft_plan_node(p, i)->id, tail);
}

/* The labels that nodes have. */
static void offer_labels(struct gather *g, const struct weft_plan *p)
{
    for (int32_t i = 0; i < weft_plan_nnode(p) && !g->c->more; i++) {
        const struct weft_node *n = weft_plan_node(p, i);

        for (int32_t k = 0; k < n->nlabel; k++) {
            char text[UI_CHOICE_MAX];

            snprintf(text, sizeof(text), "%.120s=%.120s", n->label[k].key,
                     n->label[k].value);
            if (!is_offered(g->c, text))
                offer(g, text, "");
        }
    }
}

/* Resources as PREFIXid=; node: those of nodes only. */
static void offer_resources(struct gather *g, const struct weft_plan *p,
                            const char *prefix, bool global, bool node)
{
    for (int32_t i = 0; i < weft_plan_nres(p); i++) {
        const struct weft_resource *r = weft_plan_res(p, i);
        char word[UI_CHOICE_MAX];

        if (r->global ? !global : !node)
            continue;
        snprintf(word, sizeof(word), "%s%s", prefix, r->id);
        offer(g, word, "=");
    }
}

static void offer_members(struct gather *g, const struct weft_plan *p,
                          const char *kind)
{
    if (strcmp(kind, "task") == 0) {
        offer_all(g, task_keys, LEN(task_keys));
        offer_resources(g, p, "demand.", true, true);
    } else if (strcmp(kind, "node") == 0) {
        offer_resources(g, p, "capacity.", false, true);
        offer_all(g, node_keys, LEN(node_keys));
    } else {
        offer_all(g, plan_keys, LEN(plan_keys));
        for (int32_t i = 0; i < weft_plan_nres(p); i++) {
            char word[UI_CHOICE_MAX];

            if (!weft_plan_res(p, i)->global)
                continue;
            snprintf(word, sizeof(word),
                     "resources.%s.capacity=", weft_plan_res(p, i)->id);
            offer(g, word, "");
        }
    }
}

static void offer_commands(struct gather *g)
{
    for (size_t i = 0; i < LEN(edits); i++) {
        g->help = edits[i].does;
        offer(g, edits[i].verb, "");
    }
    for (const struct ui_word_command *w = ui_word_commands(); w->name; w++) {
        g->help = w->usage;
        if (!ui_edit_usage(w->name, strlen(w->name)))
            offer(g, w->name, "");
    }
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        g->help = c->help;
        if ((c->contexts & UI_CTX_PANES) && g->len > 0 &&
            !is_offered(g->c, c->name))
            offer(g, c->name, "");
    }
    g->help = NULL;
}

/* Words of a search or filter. */
static void offer_query(struct gather *g, const struct weft_plan *p)
{
    for (int i = 0; ui_query_word(i); i++) {
        g->help = ui_query_help(ui_query_word(i), strlen(ui_query_word(i)));
        offer(g, ui_query_word(i), "");
    }
    g->help = NULL;
    for (int32_t i = 0; i < weft_plan_nres(p); i++)
        offer(g, weft_plan_res(p, i)->id, ">");
    if (g->len > 0)
        offer_tasks(g, p);
}

/* Values of an option: "on|off". */
static void offer_values(struct gather *g, const char *name)
{
    const struct ui_option *o = ui_option_find(name, strlen(name));
    const char *v = o ? o->values : "";

    while (*v) {
        size_t n = strcspn(v, "|");
        char word[UI_CHOICE_MAX];

        snprintf(word, sizeof(word), "%.*s", (int)n, v);
        if (islower((unsigned char)word[0]))
            offer(g, word, "");
        v += n + (v[n] == '|');
    }
    for (size_t i = 0; strcmp(name, "engine") == 0 && weft_engines()[i]; i++)
        offer(g, weft_engines()[i]->name, "");
}

static void offer_options(struct gather *g)
{
    for (const struct ui_option *o = ui_options(); o->name; o++)
        offer(g, o->name, "");
}

static void offer_bindable(struct gather *g)
{
    for (const struct ui_command *c = ui_commands(); c->name; c++)
        offer(g, c->name, "");
}

#define WORDS_MAX 5

/* The words before the one being typed. */
static int words_before(const char *line, int end,
                        char word[WORDS_MAX][UI_CHOICE_MAX])
{
    int n = 0, i = 0;

    while (i < end && n < WORDS_MAX) {
        int len = 0;

        while (i < end && line[i] == ' ')
            i++;
        while (i + len < end && line[i + len] != ' ')
            len++;
        if (len == 0)
            break;
        snprintf(word[n++], UI_CHOICE_MAX, "%.*s", len, line + i);
        i += len;
    }
    return n;
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* By the grammar of edit lines: which word comes here. */
static void offer_argument(struct gather *g, const struct ui_model *m,
                           char w[WORDS_MAX][UI_CHOICE_MAX], int n)
{
    const struct weft_plan *p = m->plan;
    bool of_task = n > 1 && is(w[1], "task");
    bool of_node = n > 1 && is(w[1], "node");

    if (is(w[0], "link") || is(w[0], "unlink")) {
        if (n < 3)
            offer_tasks(g, p);
        else if (is(w[0], "link"))
            offer_all(g, (const char *const[]){ "lag=", "data=" }, 2);
        return;
    }
    if (is(w[0], "find") || is(w[0], "goto")) {
        offer_tasks(g, p);
        return;
    }
    if (is(w[0], "bind") && n == 2)
        offer_bindable(g);
    if (is(w[0], "set") && n == 1)
        offer_options(g);
    if (is(w[0], "set") && n == 2)
        offer_values(g, w[1]);
    if (!ui_edit_usage(w[0], strlen(w[0])))
        return;
    if (n == 1) {
        offer(g, "task", "");
        if (!is(w[0], "move"))
            offer(g, "node", "");
        if (is(w[0], "set") || is(w[0], "unset"))
            offer(g, "plan", "");
    } else if (n == 2 && is(w[1], "plan")) {
        offer_members(g, p, "plan");
    } else if (n == 2 && !is(w[0], "add")) {
        if (of_task)
            offer_tasks(g, p);
        if (of_node)
            offer_nodes(g, p, "");
    } else if (is(w[0], "move")) {
        if (n == 3)
            offer_all(g, (const char *const[]){ "before", "after" }, 2);
        else
            offer_tasks(g, p);
    } else if (n >= 3 && (of_task || of_node || is(w[1], "plan")) &&
               (is(w[0], "add") || is(w[0], "set") || is(w[0], "unset"))) {
        offer_members(g, p, w[1]);
    }
}

static void gather_line(struct gather *g, const struct ui_state *s,
                        const struct ui_model *m, const char *line)
{
    char w[WORDS_MAX][UI_CHOICE_MAX];
    int n;

    if (s->ask == UI_ASK_SEARCH || s->ask == UI_ASK_FILTER) {
        offer_query(g, m->plan);
        return;
    }
    if (s->ask != UI_ASK_COMMAND)
        return;
    n = words_before(line, g->c->begin, w);
    if (n == 0)
        offer_commands(g);
    else
        offer_argument(g, m, w, n);
}

static void gather_field(struct gather *g, const struct ui_state *s,
                         const struct ui_model *m)
{
    switch (s->row.f[s->row.field].kind) {
    case UI_FIELD_NODES:
        offer_nodes(g, m->plan, "");
        break;
    case UI_FIELD_DEMAND:
        offer_resources(g, m->plan, "", true, true);
        break;
    case UI_FIELD_CAPACITY:
        offer_resources(g, m->plan, "", false, true);
        break;
    case UI_FIELD_AFTER:
        offer_tasks(g, m->plan);
        break;
    case UI_FIELD_MORE:
        offer_all(g, node_keys, LEN(node_keys));
        break;
    case UI_FIELD_ID:
    case UI_FIELD_DURATION:
    case UI_FIELD_COUNT:
    case UI_FIELD_KINDS:
        break;
    }
}

static void gather_form(struct gather *g, const struct ui_state *s,
                        const struct ui_model *m)
{
    const struct ui_form *f = &s->form;

    switch (ui_form_specs(f->type)[f->at].choice) {
    case UI_CHOOSE_TASKS:
        offer_tasks(g, m->plan);
        break;
    case UI_CHOOSE_NODES:
        offer_nodes(g, m->plan, "");
        break;
    case UI_CHOOSE_NODE_TIMES:
        offer_nodes(g, m->plan, "=");
        break;
    case UI_CHOOSE_DEMAND:
        offer_resources(g, m->plan, "", true, true);
        break;
    case UI_CHOOSE_CAPACITY:
        offer_resources(g, m->plan, "", false, true);
        break;
    case UI_CHOOSE_HOLD:
        offer_all(g, (const char *const[]){ "run", "plan" }, 2);
        break;
    case UI_CHOOSE_BILLING:
        offer_all(g, (const char *const[]){ "use", "lease", "fixed" }, 3);
        break;
    case UI_CHOOSE_LABELS:
        offer_labels(g, m->plan);
        break;
    case UI_CHOOSE_NONE:
    case UI_CHOOSE_TIME:
        break;
    }
}

bool ui_has_choices(const struct ui_state *s)
{
    if (s->mode == UI_MODE_ROW) {
        enum ui_field_kind k = s->row.f[s->row.field].kind;

        return k != UI_FIELD_ID && k != UI_FIELD_DURATION &&
               k != UI_FIELD_COUNT;
    }
    if (s->mode == UI_MODE_FORM) {
        enum ui_form_choice c = ui_form_specs(s->form.type)[s->form.at].choice;

        return c != UI_CHOOSE_NONE && c != UI_CHOOSE_TIME;
    }
    return false;
}

/* The field or line being typed. */
static const struct ui_line *place(const struct ui_state *s)
{
    if (s->mode == UI_MODE_ROW)
        return &s->row.f[s->row.field].line;
    return s->mode == UI_MODE_FORM ? &s->form.f[s->form.at].line : &s->line;
}

/* The line being typed; while choosing, as it was before. */
static void typed_line(const struct ui_state *s, struct ui_line *l)
{
    *l = *place(s);
    if (s->choice >= 0)
        ui_line_set(l, s->line_kept);
}

static const char *usage_of(const char *line)
{
    size_t len = strcspn(line, " ");
    const char *usage = ui_edit_usage(line, len);

    if (usage)
        return usage;
    for (const struct ui_word_command *w = ui_word_commands(); w->name; w++)
        if ((strlen(w->name) == len && strncmp(w->name, line, len) == 0) ||
            (w->alias && strlen(w->alias) == len &&
             strncmp(w->alias, line, len) == 0))
            return w->usage;
    for (const struct ui_command *c = ui_commands(); c->name; c++)
        if ((c->contexts & UI_CTX_PANES) && strlen(c->name) == len &&
            strncmp(c->name, line, len) == 0)
            return c->help;
    return NULL;
}

void ui_choices(const struct ui_state *s, const struct ui_model *m,
                struct ui_choices *c)
{
    struct ui_line l;
    struct gather g = { .c = c };

    c->n = c->nnear = 0;
    c->more = false;
    c->usage = NULL;
    typed_line(s, &l);
    c->begin = ui_line_word(&l);
    if (s->mode != UI_MODE_LINE) /* names may be parted by commas too */
        for (int i = c->begin; i < l.at; i++)
            if (l.text[i] == ',')
                c->begin = i + 1;
    if (s->mode == UI_MODE_LINE && s->ask == UI_ASK_COMMAND)
        c->usage = usage_of(l.text);
    g.typed = l.text + c->begin;
    g.len = (size_t)(l.at - c->begin);
    if (s->mode == UI_MODE_LINE &&
        (s->ask == UI_ASK_SEARCH || s->ask == UI_ASK_FILTER))
        c->usage = ui_query_help(g.typed, g.len);
    for (g.pass = BEGIN; g.pass < (g.len > 0 ? PASSES : INSIDE); g.pass++) {
        if (g.pass == FUZZY)
            c->nnear = c->n;
        if (s->mode == UI_MODE_ROW)
            gather_field(&g, s, m);
        else if (s->mode == UI_MODE_FORM)
            gather_form(&g, s, m);
        else
            gather_line(&g, s, m, l.text);
    }
}

static struct ui_line *target(struct ui_state *s)
{
    if (s->mode == UI_MODE_ROW)
        return &s->row.f[s->row.field].line;
    return s->mode == UI_MODE_FORM ? &s->form.f[s->form.at].line : &s->line;
}

/* A word that ends in "=" or "." is gone on with; others are done. */
static bool put(struct ui_state *s, const struct ui_choices *c, int i)
{
    struct ui_line *l = target(s), to;

    if (s->choice < 0)
        snprintf(s->line_kept, sizeof(s->line_kept), "%.*s", l->at, l->text);
    ui_line_set(&to, s->line_kept);
    if (!ui_line_replace(&to, c->begin, c->text[i]))
        return false;
    *l = to;
    return true;
}

bool ui_choose(struct ui_state *s, const struct ui_model *m, int dir)
{
    struct ui_choices c;
    int i;

    ui_choices(s, m, &c);
    if (c.n == 0)
        return false;
    if (s->choice < 0)
        i = dir > 0 ? 0 : c.n - 1;
    else
        i = (s->choice + dir + c.n) % c.n;
    if (!put(s, &c, i))
        return false;
    s->choice = i;
    return true;
}

bool ui_complete(struct ui_state *s, const struct ui_model *m)
{
    struct ui_line *l = target(s);
    struct ui_choices c;
    char typed[UI_LINE_MAX], common[UI_CHOICE_MAX];
    size_t n;
    int begin = 0; /* choices that begin with the word; they come first */

    ui_choices(s, m, &c);
    snprintf(typed, sizeof(typed), "%.*s", l->at - c.begin, l->text + c.begin);
    n = strlen(typed);
    if (n == 0)
        return false;
    for (; begin < c.n && strncmp(c.text[begin], typed, n) == 0; begin++) {
        size_t k = 0;

        if (begin == 0)
            memcpy(common, c.text[0], sizeof(common));
        if (strcmp(c.text[begin], typed) == 0)
            return true;
        while (common[k] && common[k] == c.text[begin][k])
            k++;
        common[k] = '\0';
    }
    if (begin == 0)
        return false;
    for (size_t k = strlen(common);
         begin > 1 && k > n && !weft_utf8_valid(common, k); k--)
        common[k - 1] = '\0'; /* not within a character */
    if (strlen(common) > n)
        ui_line_replace(l, c.begin, common);
    return begin == 1;
}
