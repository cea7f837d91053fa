/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applying scenarios: overlays of edit lines. */
#include "model/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* --- reading ------------------------------------------------------------- */

void weft_scenarios_release(struct weft_scenarios *s)
{
    weft_json_release(&s->j);
    free(s->v);
    *s = (struct weft_scenarios){ 0 };
}

/* Index of the scenario that the string v names. */
static int32_t named(const struct weft_json *j, int32_t v,
                     const struct weft_map *names, bool *oom)
{
    struct weft_buf b = { 0 };
    int32_t i;

    weft_json_string(j, v, &b);
    i = weft_map_get(names, b.p ? b.p : "", b.len);
    *oom = *oom || b.oom;
    weft_buf_release(&b);
    return i;
}

static bool read_all(struct weft_scenarios *s, const struct weft_map *names)
{
    bool oom = false;
    int32_t i = 0;

    for (int32_t v = s->j.v[0].child; v != WEFT_NONE && i < s->n;
         v = s->j.v[v].next, i++) {
        int32_t parent = weft_json_get(&s->j, v, "parent");

        s->v[i].edits = weft_json_get(&s->j, v, "edits");
        s->v[i].parent = parent == WEFT_NONE
                             ? WEFT_NONE
                             : named(&s->j, parent, names, &oom);
    }
    return !oom;
}

enum weft_rc weft_scenarios_read(const struct weft_plan *p,
                                 struct weft_scenarios *out)
{
    int32_t m = weft_plan_known_member(p, WEFT_PLAN_SCENARIOS);
    struct weft_scenarios s = { .n = p->head.nscenario };
    struct weft_map names = { 0 };
    const struct weft_slice *text;
    bool ok;

    *out = (struct weft_scenarios){ 0 };
    if (m == WEFT_NONE || s.n == 0)
        return WEFT_OK;
    text = &p->member[m].value;
    s.v = calloc((size_t)s.n, sizeof(*s.v));
    ok = s.v && !weft_json_parse(&s.j, text->p, text->n, true, NULL, NULL);
    for (int32_t i = 0; i < s.n && ok; i++)
        ok = !weft_map_put(&names, p->head.scenario[i],
                           strlen(p->head.scenario[i]), i);
    ok = ok && read_all(&s, &names);
    weft_map_release(&names);
    if (!ok) {
        weft_scenarios_release(&s);
        return WEFT_E_NOMEM;
    }
    *out = s;
    return WEFT_OK;
}

/* --- applying ------------------------------------------------------------ */

struct overlay {
    struct weft_plan *p;
    struct weft_arena mem; /* of the lines: the edits may rewrite the member */
    const char **line;
    const char **of; /* name of the scenario that line i is from */
    int32_t *number; /* of line i in its scenario, from 1 */
    size_t n;
};

static size_t count_lines(const struct weft_scenarios *s, int32_t i)
{
    size_t n = 0;

    for (; i != WEFT_NONE; i = s->v[i].parent)
        if (s->v[i].edits != WEFT_NONE)
            n += (size_t)s->j.v[s->v[i].edits].nchild;
    return n;
}

/* The lines of scenario i go before those that end at index end; returns
 * where they begin. */
static size_t take_lines(struct overlay *o, struct weft_scenarios *s, int32_t i,
                         size_t end, bool *oom)
{
    int32_t v = s->v[i].edits, number = 0;
    size_t at = end - (v == WEFT_NONE ? 0 : (size_t)s->j.v[v].nchild);
    size_t begin = at;
    const char *name = o->p->head.scenario[i];

    name = weft_arena_string(&o->mem, name, strlen(name));
    for (int32_t c = v == WEFT_NONE ? v : s->j.v[v].child; c != WEFT_NONE;
         c = s->j.v[c].next, at++) {
        struct weft_buf b = { 0 };

        weft_json_string(&s->j, c, &b);
        o->line[at] = b.oom ? NULL
                            : weft_arena_string(&o->mem, b.p ? b.p : "", b.len);
        o->of[at] = name;
        o->number[at] = ++number;
        *oom = *oom || !o->line[at] || !name;
        weft_buf_release(&b);
    }
    return begin;
}

/* All lines of scenario i, those of its parents first. */
static bool collect(struct overlay *o, struct weft_scenarios *s, int32_t i)
{
    size_t end;
    bool oom = false;

    o->n = end = count_lines(s, i);
    o->line = weft_arena_array(&o->mem, o->n + 1, sizeof(*o->line));
    o->of = weft_arena_array(&o->mem, o->n + 1, sizeof(*o->of));
    o->number = weft_arena_array(&o->mem, o->n + 1, sizeof(*o->number));
    if (!o->line || !o->of || !o->number)
        return false;
    for (; i != WEFT_NONE; i = s->v[i].parent)
        end = take_lines(o, s, i, end, &oom);
    return !oom;
}

static enum weft_rc refused(const struct overlay *o, size_t i,
                            const struct weft_err *e, struct weft_err *err)
{
    struct weft_buf name = { 0 }, line = { 0 };
    enum weft_rc rc;

    weft_quote(&name, o->of[i], strlen(o->of[i]));
    weft_quote(&line, o->line[i], strlen(o->line[i]));
    rc = weft_err_set(err, e->code, NULL, "scenario %s, edit %d, %s: %s",
                      name.p ? name.p : "", (int)o->number[i],
                      line.p ? line.p : "", e->msg);
    weft_buf_release(&name);
    weft_buf_release(&line);
    return rc;
}

static enum weft_rc apply(struct overlay *o, struct weft_err *err)
{
    bool own = !weft_history_is_open(o->p);
    struct weft_change *mark;
    enum weft_rc rc = WEFT_OK;

    if (own)
        weft_edit_begin(o->p);
    mark = weft_history_mark(o->p);
    for (size_t i = 0; i < o->n && !rc; i++) {
        struct weft_err e = { 0 };

        rc = weft_edit(o->p, o->line[i], NULL, &e);
        if (rc)
            rc = refused(o, i, &e, err);
    }
    if (rc && weft_history_rewind(o->p, mark, NULL))
        rc = weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (own)
        weft_edit_end(o->p);
    return rc;
}

enum weft_rc weft_scenario_apply(struct weft_plan *p, const char *name,
                                 struct weft_err *err)
{
    struct weft_scenarios s;
    struct overlay o = { .p = p };
    struct weft_buf b = { 0 };
    int32_t i = 0;
    enum weft_rc rc;

    while (i < p->head.nscenario && strcmp(p->head.scenario[i], name) != 0)
        i++;
    if (i == p->head.nscenario) {
        weft_quote(&b, name, strlen(name));
        rc = weft_err_set(err, WEFT_E_REF, NULL, "no scenario %s",
                          b.p ? b.p : "");
        weft_buf_release(&b);
        return rc;
    }
    if (weft_scenarios_read(p, &s))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    rc = collect(&o, &s, i)
             ? apply(&o, err)
             : weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    weft_scenarios_release(&s);
    weft_arena_release(&o.mem);
    return rc;
}
