/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of top-level members: set plan and unset plan. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* --- members as text ----------------------------------------------------- */

/* Index at which a new member belongs: behind the last one that is saved
 * before it. Members of no known name go to the end. */
static int32_t place_of(const struct weft_plan *p, int known)
{
    int32_t at = 0;

    if (known < 0)
        return p->nmember;
    for (int32_t i = 0; i < p->nmember; i++)
        if (p->member[i].known >= 0 && p->member[i].known < known)
            at = i + 1;
    return at;
}

/* White space before the key of member i; the text between key and value. */
static void split_before(const struct weft_plan *p, int32_t i,
                         struct weft_slice *white, struct weft_slice *colon)
{
    const struct weft_slice *b = &p->member[i].before;
    size_t from = weft_json_space(b->p, b->n, 0), to = from + 1;

    for (; b->p[to] != '"'; to++)
        to += b->p[to] == '\\';
    to++;
    *white = (struct weft_slice){ b->p, from };
    *colon = (struct weft_slice){ b->p + to, b->n - to };
}

/* A member like its neighbours, without a value. */
static bool make_member(struct weft_plan *p, const char *key,
                        struct weft_member *out)
{
    struct weft_slice white, colon;
    struct weft_buf b = { 0 };
    struct weft_member m = { .nkey = strlen(key) };

    split_before(p, 0, &white, &colon);
    if (p->nmember > 1) {
        split_before(p, 1, &white, &colon);
        weft_buf_add(&b, white.p, white.n);
    } else if (white.n > 0 && memchr(white.p, '\n', white.n)) {
        weft_buf_add(&b, white.p, white.n);
    } else if (colon.n > 1) {
        weft_buf_addc(&b, ' ');
    }
    weft_buf_add_json(&b, key, m.nkey);
    weft_buf_add(&b, colon.p, colon.n);
    m.key = weft_arena_string(&p->ids, key, m.nkey);
    m.before.n = b.len;
    m.before.p = b.oom ? NULL : weft_arena_string(&p->ids, b.p, b.len);
    m.known = weft_schema_find(weft_plan_schema, key, m.nkey);
    weft_buf_release(&b);
    if (!m.key || !m.before.p)
        return false;
    *out = m;
    return true;
}

static bool own_value(struct weft_member *m, const struct weft_slice *value)
{
    char *text = malloc(value->n + 1);

    if (!text)
        return false;
    memcpy(text, value->p, value->n);
    text[value->n] = '\0';
    m->value = (struct weft_slice){ text, value->n };
    m->own = true;
    return true;
}

/* Where a member goes when those staged before it are in. */
static int32_t place_in_stage(const struct weft_stage *s, int known)
{
    int32_t at = place_of(s->p, known);

    for (size_t i = 0; i < s->nop; i++)
        if (s->op[i].kind == WEFT_OP_MEMBER_IN && s->op[i].at <= at &&
            (known < 0 || s->op[i].u.member->known < known))
            at++;
    return at;
}

enum weft_rc weft_stage_member(struct weft_stage *s, const char *key,
                               const struct weft_slice *value)
{
    struct weft_plan *p = s->p;
    int32_t i = weft_plan_member_index(p, key, strlen(key));
    struct weft_op *op;

    if (i != WEFT_NONE && !value)
        return WEFT_OK;
    if (!weft_members_reserve(p, s->nop + 1))
        return weft_stage_no_memory(s);
    op = i != WEFT_NONE
             ? weft_stage_op(s, WEFT_OP_MEMBER, i, sizeof(*op->u.member))
             : weft_stage_op(s, WEFT_OP_MEMBER_IN, 0, sizeof(*op->u.member));
    if (!op)
        return weft_stage_no_memory(s);
    if (i != WEFT_NONE) {
        *op->u.member = p->member[i];
        op->u.member->own = false;
    } else if (!make_member(p, key, op->u.member)) {
        return weft_stage_no_memory(s);
    } else {
        op->at = place_in_stage(s, op->u.member->known);
        op->u.member->sequence = !value;
    }
    if (value && !own_value(op->u.member, value))
        return weft_stage_no_memory(s);
    return WEFT_OK;
}

/* --- outside the history ------------------------------------------------- */

/* Only the schedule: operations of the history rely on finding the others. */
static enum weft_rc may_put(struct weft_plan *p, const char *key,
                            const char *value, struct weft_err *err)
{
    enum weft_rc rc;

    if (strcmp(key, "schedule") != 0)
        return weft_err_set(
            err, WEFT_E_INVAL, NULL,
            "only \"schedule\" is put; edits change the others");
    if (!value)
        return WEFT_OK;
    rc = weft_json_parse(&p->json, value, strlen(value), true, NULL, NULL);
    if (rc == WEFT_E_NOMEM)
        return weft_err_set(err, rc, NULL, "out of memory");
    if (rc || p->json.v[0].kind != WEFT_JSON_OBJECT)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "the schedule is not a JSON object");
    return WEFT_OK;
}

static void drop_member(struct weft_plan *p, int32_t i)
{
    if (p->member[i].own)
        weft_text_free(p->member[i].value.p);
    p->nmember--;
    memmove(&p->member[i], &p->member[i + 1],
            (size_t)(p->nmember - i) * sizeof(*p->member));
}

/* Room was reserved. */
static void insert_member(struct weft_plan *p, const struct weft_member *m)
{
    int32_t i = place_of(p, m->known);

    memmove(&p->member[i + 1], &p->member[i],
            (size_t)(p->nmember - i) * sizeof(*p->member));
    p->member[i] = *m;
    p->nmember++;
}

/* Member i (WEFT_NONE: a new one) gets this value. */
static bool put_value(struct weft_plan *p, int32_t i, const char *key,
                      const char *value)
{
    struct weft_slice text = { value, strlen(value) };
    struct weft_member m = { 0 };

    if (i == WEFT_NONE) {
        if (!weft_members_reserve(p, 1) || !make_member(p, key, &m) ||
            !own_value(&m, &text))
            return false;
        insert_member(p, &m);
        return true;
    }
    m = p->member[i];
    if (!own_value(&m, &text))
        return false;
    if (p->member[i].own)
        weft_text_free(p->member[i].value.p);
    p->member[i] = m;
    return true;
}

enum weft_rc weft_plan_put_member(struct weft_plan *p, const char *key,
                                  const char *value, struct weft_err *err)
{
    int32_t i = weft_plan_member_index(p, key, strlen(key));
    enum weft_rc rc = may_put(p, key, value, err);

    if (rc)
        return rc;
    if (value && !put_value(p, i, key, value))
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    if (!value && i != WEFT_NONE)
        drop_member(p, i);
    p->schedule_stamp++;
    return WEFT_OK;
}

/* --- one member's arguments ---------------------------------------------- */

static bool same_step(const struct weft_path *a, const struct weft_path *b)
{
    return a->step[0].n == b->step[0].n &&
           memcmp(a->step[0].s, b->step[0].s, a->step[0].n) == 0;
}

/* The path below its first step. */
static struct weft_path below(const struct weft_path *path)
{
    struct weft_path rest = { .n = path->n - 1 };

    for (int i = 0; i < rest.n; i++)
        rest.step[i] = path->step[i + 1];
    return rest;
}

static int known_of(const struct weft_path *path)
{
    const struct weft_schema *schema = path->step[0].schema;

    return schema ? (int)(schema - weft_plan_schema) : -1;
}

/* Not every member is for editing. */
static enum weft_rc may_edit(struct weft_stage *s, const struct weft_path *path,
                             bool unset)
{
    int known = known_of(path);
    const char *why = NULL;

    if (known == WEFT_PLAN_WEFT)
        why = "the version of the format is not edited";
    else if (known == WEFT_PLAN_NODES || known == WEFT_PLAN_TASKS)
        why = "nodes and tasks are edited one by one: add, set, delete";
    else if (known == WEFT_PLAN_SCHEDULE && (!unset || path->n > 1))
        why = "the schedule is computed, not edited";
    return why ? weft_err_set(s->err, WEFT_E_INVAL, NULL, "%s", why) : WEFT_OK;
}

/* s->cut: the value as it is, or an empty container to be filled. */
static enum weft_rc begin_value(struct weft_stage *s,
                                const struct weft_path *path, bool *there)
{
    int32_t i = weft_plan_member_index(s->p, path->step[0].s, path->step[0].n);
    const struct weft_schema *schema = path->step[0].schema;
    bool list = schema && schema->type == WEFT_T_LIST;

    *there = i != WEFT_NONE;
    weft_stage_style(s, true);
    s->cut.expanded = false;
    if (*there)
        weft_cut_begin(&s->cut, s->p->member[i].value.p,
                       s->p->member[i].value.n);
    else
        weft_cut_begin(&s->cut, list ? "[]" : "{}", 2);
    if (!s->cut.oom && s->cut.j.v[0].child != WEFT_NONE)
        s->cut.expanded = weft_cut_is_expanded(&s->cut.j, s->cut.j.v[0].child);
    return s->cut.oom ? weft_stage_no_memory(s) : WEFT_OK;
}

static enum weft_rc apply_argument(struct weft_stage *s,
                                   const struct weft_path *path,
                                   const struct weft_edit_arg *a, bool unset)
{
    struct weft_path rest = below(path);
    struct weft_buf value = { 0 };
    const char *what = weft_stage_quote(s, path->step[0].s, path->step[0].n);
    enum weft_rc rc = WEFT_OK;

    if (unset)
        return weft_path_unset(&s->cut, &rest, what, s->err);
    rc = weft_path_value(path->step[path->n - 1].schema, a->value,
                         s->cut.spaced, &value, s->err);
    if (!rc && rest.n == 0)
        weft_cut_begin(&s->cut, value.p, value.len);
    else if (!rc)
        rc = weft_path_set(&s->cut, &rest, value.p, value.len, what, s->err);
    weft_buf_release(&value);
    return rc || !s->cut.oom ? rc : weft_stage_no_memory(s);
}

/* --- what changed members mean ------------------------------------------- */

struct plan_edit {
    struct weft_stage *s;
    struct weft_path *path; /* of each argument */
    int n;
    bool unset;
    struct weft_head head; /* as it will be */
    bool changed[WEFT_PLAN_MEMBERS];
};

static bool copy_head(struct plan_edit *e)
{
    const struct weft_head *old = &e->s->p->head;
    struct weft_head *h = &e->head;

    *h = *old;
    h->mem = (struct weft_arena){ 0 };
    h->name = weft_arena_string(&h->mem, old->name, strlen(old->name));
    h->scenario = weft_arena_array(&h->mem, (size_t)old->nscenario + 1,
                                   sizeof(*h->scenario));
    if (!h->name || !h->scenario)
        return false;
    for (int32_t i = 0; i < h->nscenario; i++) {
        h->scenario[i] = weft_arena_string(&h->mem, old->scenario[i],
                                           strlen(old->scenario[i]));
        if (!h->scenario[i])
            return false;
    }
    return true;
}

/* Back to what an absent member means. */
static void forget(struct plan_edit *e, int known)
{
    struct weft_head *h = &e->head;

    if (known == WEFT_PLAN_NAME) {
        h->name = "";
    } else if (known == WEFT_PLAN_TIME_UNIT) {
        h->unit = WEFT_UNIT_S;
    } else if (known == WEFT_PLAN_NETWORK) {
        h->has_network = false;
        h->latency = h->bandwidth = 0;
    } else if (known == WEFT_PLAN_SCENARIOS) {
        h->nscenario = 0;
    } else if (known == WEFT_PLAN_RESOURCES) {
        e->s->has_declared = true;
    }
}

static void aim(struct plan_edit *e, const char *key)
{
    struct weft_stage *s = e->s;
    struct weft_buf tmp = s->r.tmp;

    s->r = (struct weft_reader){ .p = s->p,
                                 .f = &s->faults,
                                 .mem = &e->head.mem,
                                 .j = &s->cut.j,
                                 .list = key,
                                 .nlist = strlen(key),
                                 .pos = WEFT_NONE,
                                 .self = WEFT_NONE,
                                 .unit = e->head.unit,
                                 .tmp = tmp };
}

/* Read s->cut as the value of a known member. */
static enum weft_rc read_value(struct plan_edit *e, int known)
{
    struct weft_stage *s = e->s;
    const char *text;
    bool ok = true;

    aim(e, weft_plan_schema[known].key);
    switch (known) {
    case WEFT_PLAN_NAME:
        ok = weft_read_string(&s->r, 0, &e->head.name);
        break;
    case WEFT_PLAN_DESCRIPTION:
        ok = weft_read_string(&s->r, 0, &text);
        break;
    case WEFT_PLAN_TIME_UNIT:
        ok = weft_read_unit(&s->r, &e->head.unit);
        s->unit = e->head.unit;
        break;
    case WEFT_PLAN_NETWORK:
        ok = weft_read_network(&s->r, &e->head);
        break;
    case WEFT_PLAN_SCENARIOS:
        ok = weft_read_scenarios(&s->r, &e->head);
        break;
    case WEFT_PLAN_RESOURCES:
        s->r.mem = &s->declared_mem;
        s->has_declared = true;
        ok = weft_read_resources(&s->r, &s->declared, &s->ndeclared);
        break;
    default:
        break;
    }
    return ok ? WEFT_OK : weft_stage_refuse(s);
}

/* Everything that counts in the unit of time is read again. */
static enum weft_rc reread_times(struct plan_edit *e)
{
    struct weft_stage *s = e->s;
    const struct weft_plan *p = s->p;
    int32_t net = weft_plan_known_member(p, WEFT_PLAN_NETWORK);
    enum weft_rc rc = WEFT_OK;

    s->unit = e->head.unit;
    for (int32_t i = 0; i < p->nodes.n && !rc; i++) {
        const struct weft_piece *piece = &weft_node_at(p, i)->piece;

        weft_cut_begin(&s->cut, piece->text + piece->lead, piece->len);
        rc = weft_stage_mean(s, false, i, weft_node_at(p, i)->t.id);
    }
    for (int32_t i = 0; i < p->tasks.n && !rc; i++) {
        const struct weft_piece *piece = &weft_task_at(p, i)->piece;

        weft_cut_begin(&s->cut, piece->text + piece->lead, piece->len);
        rc = weft_stage_mean(s, true, i, weft_task_at(p, i)->t.id);
    }
    if (rc || net == WEFT_NONE || e->changed[WEFT_PLAN_NETWORK])
        return rc;
    weft_cut_begin(&s->cut, p->member[net].value.p, p->member[net].value.n);
    return s->cut.oom ? weft_stage_no_memory(s)
                      : read_value(e, WEFT_PLAN_NETWORK);
}

/* --- the edit ------------------------------------------------------------ */

/* Arguments from first on that are about the same member, into s->cut. With
 * *whole the member itself is unset. */
static enum weft_rc member_arguments(struct plan_edit *e,
                                     const struct weft_edit_line *l, int first,
                                     bool *whole)
{
    struct weft_stage *s = e->s;
    const struct weft_path *path = &e->path[first];
    bool there = false;
    enum weft_rc rc = begin_value(s, path, &there);

    for (int i = first; i < e->n && !rc; i++) {
        struct weft_path rest = below(&e->path[i]);
        bool exists;

        if (!same_step(path, &e->path[i]))
            continue;
        exists = there && weft_path_exists(&s->cut, &rest);
        rc = s->cut.oom
                 ? weft_stage_no_memory(s)
                 : weft_edit_check_path(s, &e->path[i], "the plan", exists);
        if (!rc && e->unset && !there)
            rc = weft_err_set(
                s->err, WEFT_E_REF, NULL, "the plan has no %s",
                weft_stage_quote(s, path->step[0].s, path->step[0].n));
        *whole = *whole || (e->unset && rest.n == 0);
        if (!rc && !*whole)
            rc = apply_argument(s, &e->path[i], &l->arg[i], e->unset);
    }
    return rc;
}

static enum weft_rc take_member_out(struct weft_stage *s,
                                    const struct weft_step *step)
{
    int32_t i = weft_plan_member_index(s->p, step->s, step->n);
    struct weft_op *op = weft_stage_op(s, WEFT_OP_MEMBER_OUT, i,
                                       sizeof(*op->u.member));

    if (!op)
        return weft_stage_no_memory(s);
    *op->u.member = s->p->member[i];
    op->u.member->own = false;
    return WEFT_OK;
}

static enum weft_rc edit_member(struct plan_edit *e,
                                const struct weft_edit_line *l, int first)
{
    struct weft_stage *s = e->s;
    const struct weft_step *step = &e->path[first].step[0];
    int known = known_of(&e->path[first]);
    bool whole = false;
    enum weft_rc rc = may_edit(s, &e->path[first], e->unset);

    rc = rc ? rc : member_arguments(e, l, first, &whole);
    if (rc)
        return rc;
    if (known >= 0) {
        e->changed[known] = true;
        forget(e, known);
    }
    if (whole)
        return take_member_out(s, step);
    if (known >= 0)
        rc = read_value(e, known);
    return rc ? rc
              : weft_stage_member(
                    s, step->s,
                    &(struct weft_slice){ s->cut.text.p, s->cut.text.len });
}

static bool seen_before(const struct plan_edit *e, int i)
{
    for (int k = 0; k < i; k++)
        if (same_step(&e->path[k], &e->path[i]))
            return true;
    return false;
}

/* The unit first: other members count in it. */
static enum weft_rc edit_members(struct plan_edit *e,
                                 const struct weft_edit_line *l)
{
    enum weft_rc rc = WEFT_OK;

    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < e->n && !rc; i++) {
            bool unit = e->path[i].step[0].schema ==
                        &weft_plan_schema[WEFT_PLAN_TIME_UNIT];

            if (unit == (pass == 0) && !seen_before(e, i))
                rc = edit_member(e, l, i);
        }
    }
    if (!rc && e->changed[WEFT_PLAN_TIME_UNIT])
        rc = reread_times(e);
    return rc;
}

enum weft_rc weft_edit_plan(struct weft_stage *s,
                            const struct weft_edit_line *l)
{
    struct plan_edit e = { .s = s,
                           .n = l->narg,
                           .unset = l->verb == WEFT_VERB_UNSET };
    struct weft_op *op;
    enum weft_rc rc = WEFT_OK;

    s->touch.kind = WEFT_ON_PLAN;
    e.path = weft_arena_array(&s->mem, (size_t)l->narg, sizeof(*e.path));
    if (!e.path || !copy_head(&e))
        rc = weft_stage_no_memory(s);
    for (int i = 0; i < l->narg && !rc; i++)
        rc = weft_path_parse(&e.path[i], weft_plan_schema, l->arg[i].key,
                             &s->mem, s->err);
    rc = rc ? rc : edit_members(&e, l);
    op = rc ? NULL : weft_stage_op(s, WEFT_OP_HEAD, 0, sizeof(*op->u.head));
    if (op) {
        *op->u.head = e.head;
        return WEFT_OK;
    }
    weft_arena_release(&e.head.mem);
    return rc ? rc : weft_stage_no_memory(s);
}
