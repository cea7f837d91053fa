/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying tasks, as the JSON they are in the document, and pasting them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ui/bulk.h"
#include "ui/commands.h"
#include "ui/marks.h"

void ui_run_copy(struct ui *u, int count)
{
    struct ui_state *s = u->s;
    int32_t n;
    int32_t *v = ui_targets(s, u->m, &n);
    char what[80];

    (void)count;
    ui_targets_text(s, u->m, what, sizeof(what));
    weft_buf_release(&s->reg);
    weft_buf_addc(&s->reg, '[');
    for (int32_t i = 0; i < n; i++) {
        size_t len;
        const char *text = weft_plan_task_text(u->m->plan, v[i], &len);

        weft_buf_adds(&s->reg, i ? ",\n" : "\n");
        weft_buf_add(&s->reg, text, len);
    }
    weft_buf_adds(&s->reg, "\n]\n");
    free(v);
    if (s->reg.oom || n == 0) {
        weft_buf_release(&s->reg);
        ui_say(u, UI_BAD, "out of memory");
        return;
    }
    if (s->set.clipboard)
        u->fx->bits |= UI_FX_COPY;
    ui_say(u, UI_TEXT, "copied %s; P pastes", what);
}

/* --- pasting --------------------------------------------------------------- */

struct paste {
    struct ui *u;
    struct weft_json json;
    char **was, **now; /* ids, by object */
    int32_t n;
};

static void paste_release(struct paste *p)
{
    for (int32_t i = 0; i < p->n; i++) {
        free(p->was[i]);
        free(p->now[i]);
    }
    free(p->was);
    free(p->now);
    weft_json_release(&p->json);
}

static bool is_taken(const struct paste *p, const char *id)
{
    if (weft_plan_find_task(p->u->m->doc, id) != WEFT_NONE)
        return true;
    for (int32_t i = 0; i < p->n; i++)
        if (p->now[i] && strcmp(p->now[i], id) == 0)
            return true;
    return false;
}

/* The id, or with a number behind it the first that is free. */
static char *free_id(const struct paste *p, const char *id)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, id);
    for (int k = 2; !b.oom && is_taken(p, b.p ? b.p : ""); k++) {
        weft_buf_clear(&b);
        weft_buf_addf(&b, "%s-%d", id, k);
    }
    return weft_buf_take(&b);
}

/* The new id of what was copied as the string v[i]; NULL: of nothing. */
static const char *renamed(const struct paste *p, int32_t i)
{
    const char *to = NULL;
    struct weft_buf b = { 0 };

    weft_json_string(&p->json, i, &b);
    for (int32_t k = 0; k < p->n && !to; k++)
        if (strcmp(p->was[k], b.p ? b.p : "") == 0)
            to = p->now[k];
    weft_buf_release(&b);
    return to;
}

/* Value v[i] in one line; ids of copied tasks become those of the copies. */
static void add_value(const struct paste *p, int32_t i, bool ids,
                      struct weft_buf *b)
{
    const struct weft_json *j = &p->json;
    size_t end = j->v[i].end;

    for (size_t at = j->v[i].begin; at < end;) {
        const char *to = NULL;
        size_t n = 1;

        at = weft_json_space(j->text, end, at);
        if (at < end && j->text[at] == '"') {
            for (n = 1; j->text[at + n] != '"'; n++)
                n += j->text[at + n] == '\\';
            n++;
        }
        while (ids && i + 1 < j->n && j->v[i].begin < at)
            i++;
        if (ids && j->v[i].begin == at && j->v[i].kind == WEFT_JSON_STRING)
            to = renamed(p, i);
        if (to)
            weft_buf_add_json(b, to, strlen(to));
        else if (at < end)
            weft_buf_add(b, j->text + at, n);
        at += n;
    }
}

static void add_line(const struct paste *p, int32_t obj, int32_t k,
                     struct ui_lines *out)
{
    const struct weft_json *j = &p->json;
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, "add task ");
    weft_buf_add_json(&b, p->now[k], strlen(p->now[k]));
    for (int32_t i = j->v[obj].child; i != WEFT_NONE; i = j->v[i].next) {
        size_t n = j->v[i].key_end - j->v[i].key;
        const char *key = j->text + j->v[i].key;

        if (n == 4 && memcmp(key, "\"id\"", n) == 0)
            continue;
        weft_buf_addc(&b, ' ');
        weft_buf_add(&b, key, n);
        weft_buf_addc(&b, '=');
        add_value(p, i, n == 7 && memcmp(key, "\"after\"", n) == 0, &b);
    }
    ui_lines_add(out, 0, &b);
}

/* The ids that the objects of the list have and will have. */
static bool choose_ids(struct paste *p, int32_t list)
{
    const struct weft_json *j = &p->json;
    int32_t most = list == WEFT_NONE ? 1 : j->v[list].nchild;
    int32_t at = list == WEFT_NONE ? 0 : j->v[list].child;

    p->was = calloc((size_t)most + 1, sizeof(*p->was));
    p->now = calloc((size_t)most + 1, sizeof(*p->now));
    if (!p->was || !p->now)
        return false;
    for (; at != WEFT_NONE;
         at = list == WEFT_NONE ? WEFT_NONE : j->v[at].next) {
        int32_t id = j->v[at].kind == WEFT_JSON_OBJECT
                         ? weft_json_get(j, at, "id")
                         : WEFT_NONE;
        struct weft_buf b = { 0 };

        if (id == WEFT_NONE || j->v[id].kind != WEFT_JSON_STRING)
            return false;
        weft_json_string(j, id, &b);
        p->was[p->n++] = weft_buf_take(&b);
        if (!p->was[p->n - 1])
            return false;
        p->now[p->n - 1] = free_id(p, p->was[p->n - 1]);
        if (!p->now[p->n - 1])
            return false;
    }
    return p->n > 0;
}

bool ui_paste_tasks(struct ui *u, const char *text, size_t len)
{
    struct paste p = { .u = u };
    struct ui_lines lines = { 0 };
    char what[80];
    size_t at;
    int32_t list, k = 0;
    bool ok = weft_json_parse(&p.json, text, len, true, &at, NULL) == WEFT_OK;

    list = ok && p.json.v[0].kind == WEFT_JSON_ARRAY ? 0 : WEFT_NONE;
    ok = ok && choose_ids(&p, list);
    if (ok && list == WEFT_NONE)
        add_line(&p, 0, 0, &lines);
    for (int32_t i = ok && list == 0 ? p.json.v[0].child : WEFT_NONE;
         i != WEFT_NONE; i = p.json.v[i].next)
        add_line(&p, i, k++, &lines);
    if (ok) {
        snprintf(what, sizeof(what), "pasted %.40s%s", p.now[0],
                 p.n > 1 ? " and others" : "");
        if (ui_bulk_apply(u, &lines, what))
            ui_goto(u, weft_plan_find_task(u->m->plan, p.now[0]), false);
    }
    paste_release(&p);
    return ok;
}

void ui_run_paste(struct ui *u, int count)
{
    (void)count;
    if (!ui_paste_tasks(u, u->s->reg.p, u->s->reg.len))
        ui_say(u, UI_BAD, "out of memory");
}

const char *ui_off_no_copy(const struct ui_state *s, const struct ui_model *m)
{
    (void)m;
    return s->reg.len ? NULL : "nothing is copied; y copies";
}
