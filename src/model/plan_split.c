/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a document into members and pieces. Nothing is interpreted but
 * the ids, which later passes need for references. */
#include <stdlib.h>
#include <string.h>

#include "model/plan_int.h"

struct splitter {
    struct weft_plan *p;
    struct weft_faults *f;
    const char *text;
    size_t len, at;
    bool oom;
    bool doubles;         /* an id came twice */
    struct weft_map keys; /* of the members */
};

/* --- faults -------------------------------------------------------------- */

static bool refused(struct splitter *s, size_t at, enum weft_rc code,
                    const char *msg)
{
    struct weft_buf b = { 0 };

    weft_buf_adds(&b, msg);
    if (weft_faults_count(s->f, at, false))
        weft_faults_put(s->f, at, false, code, NULL, &b);
    weft_buf_release(&b);
    return false;
}

static bool syntax(struct splitter *s, size_t at, const char *msg)
{
    return refused(s, at, WEFT_E_PARSE, msg);
}

/* As the JSON reader words it. */
static bool unexpected(struct splitter *s, const char *expected)
{
    struct weft_buf b = { 0 };
    unsigned char c = s->at < s->len ? (unsigned char)s->text[s->at] : 0;
    bool ok;

    if (s->at >= s->len)
        weft_buf_addf(&b, "expected %s, found the end of the text", expected);
    else if (c > 0x20 && c < 0x7f)
        weft_buf_addf(&b, "expected %s, found '%c'", expected, c);
    else
        weft_buf_addf(&b, "expected %s, found the byte 0x%02x", expected, c);
    ok = syntax(s, s->at, b.p ? b.p : expected);
    weft_buf_release(&b);
    return ok;
}

static bool twice(struct splitter *s, size_t at, const struct weft_member *m)
{
    struct weft_buf b = { 0 };
    bool ok;

    weft_buf_adds(&b, "the member ");
    weft_buf_add_json(&b, m->key, m->nkey < 100 ? m->nkey : 100);
    weft_buf_adds(&b, " appears twice in this object");
    ok = syntax(s, at, b.p ? b.p : "");
    weft_buf_release(&b);
    return ok;
}

static bool no_memory(struct splitter *s)
{
    s->oom = true;
    return false;
}

/* Parse the value at s->at into p->json; offsets there count from s->at. */
static bool value(struct splitter *s)
{
    struct weft_err e = { 0 };
    size_t at = 0;
    enum weft_rc rc = weft_json_parse(&s->p->json, s->text + s->at,
                                      s->len - s->at, false, &at, &e);

    if (rc == WEFT_E_NOMEM)
        return no_memory(s);
    return rc == WEFT_OK || refused(s, s->at + at, rc, e.msg);
}

static void space(struct splitter *s)
{
    s->at = weft_json_space(s->text, s->len, s->at);
}

static int peek(const struct splitter *s)
{
    return s->at < s->len ? (unsigned char)s->text[s->at] : -1;
}

/* --- sequences ----------------------------------------------------------- */

static bool grow(void **v, size_t count, size_t size)
{
    void *wider;

    if (count > SIZE_MAX / size)
        return false;
    wider = realloc(*v, count * size);
    if (!wider)
        return false;
    *v = wider;
    return true;
}

/* Room for one more element, in the slots of this size at *slot too. */
static bool reserve(struct weft_seq *q, void **slot, size_t size)
{
    void *order = q->order, *place = q->place;
    int32_t cap;
    bool ok;

    if (q->n < q->nslot || q->nslot < q->cap)
        return true;
    if (q->cap > INT32_MAX / 2)
        return false;
    cap = q->cap ? q->cap * 2 : 8;
    ok = grow(&order, (size_t)cap, sizeof(*q->order));
    q->order = order;
    ok = ok && grow(&place, (size_t)cap, sizeof(*q->place));
    q->place = place;
    if (!ok || !grow(slot, (size_t)cap, size))
        return false;
    q->cap = cap;
    return true;
}

bool weft_tasks_reserve(struct weft_plan *p)
{
    void *slot = p->task;
    bool ok = reserve(&p->tasks, &slot, sizeof(*p->task));

    p->task = slot;
    return ok;
}

bool weft_nodes_reserve(struct weft_plan *p)
{
    void *slot = p->node;
    bool ok = reserve(&p->nodes, &slot, sizeof(*p->node));

    p->node = slot;
    return ok;
}

/* The id of the element in p->json, NULL if it has none worth having: then
 * the pass that reads the element says why. */
static const char *element_id(struct splitter *s)
{
    const struct weft_json *j = &s->p->json;
    const struct weft_json_val *v;
    struct weft_buf *b = &s->p->tmp;
    int32_t i;
    const char *id;

    if (j->v[0].kind != WEFT_JSON_OBJECT)
        return NULL;
    i = weft_json_get(j, 0, "id");
    if (i == WEFT_NONE || j->v[i].kind != WEFT_JSON_STRING)
        return NULL;
    v = &j->v[i];
    if (memchr(j->text + v->begin, '\\', v->end - v->begin)) {
        weft_buf_clear(b);
        weft_json_string(j, i, b);
        id = b->oom ? NULL : weft_arena_string(&s->p->ids, b->p, b->len);
        b->oom = false;
    } else {
        id = weft_arena_string(&s->p->ids, j->text + v->begin + 1,
                               v->end - v->begin - 2);
    }
    if (!id)
        s->oom = true;
    return id;
}

/* Append an element with this text. */
static bool element(struct splitter *s, struct weft_seq *q, bool task,
                    const struct weft_piece *piece)
{
    struct weft_plan *p = s->p;
    const char *id = element_id(s);
    int32_t i = q->n;

    if (s->oom || !(task ? weft_tasks_reserve(p) : weft_nodes_reserve(p)))
        return no_memory(s);
    q->order[i] = q->place[i] = i;
    if (task) {
        p->task[i] = (struct weft_task_slot){ .piece = *piece };
        p->task[i].t.id = id;
    } else {
        p->node[i] = (struct weft_node_slot){ .piece = *piece };
        p->node[i].t.id = id;
    }
    q->n = ++q->nslot;
    if (!id)
        return true;
    if (weft_map_get(&q->map, id, strlen(id)) != WEFT_NONE)
        s->doubles = true;
    else if (weft_map_put(&q->map, id, strlen(id), i))
        return no_memory(s);
    return true;
}

/* The array at s->at. */
static bool sequence(struct splitter *s, struct weft_seq *q, bool task)
{
    size_t from = ++s->at;

    space(s);
    while (peek(s) != ']' || q->n > 0) {
        struct weft_piece piece = { .text = s->text + from };

        piece.lead = (uint32_t)(s->at - from);
        if (!value(s))
            return false;
        piece.len = (uint32_t)s->p->json.stop;
        if (!element(s, q, task, &piece))
            return false;
        s->at += s->p->json.stop;
        from = s->at;
        space(s);
        if (peek(s) == ']')
            break;
        if (peek(s) != ',')
            return unexpected(s, "',' or ']' after an item");
        s->at++;
        space(s);
    }
    q->close = (struct weft_piece){ .text = s->text + from,
                                    .len = (uint32_t)(s->at - from) };
    s->at++;
    return true;
}

/* --- members ------------------------------------------------------------- */

bool weft_members_reserve(struct weft_plan *p, size_t extra)
{
    size_t want = (size_t)p->nmember + extra;
    size_t cap = (size_t)p->member_cap;
    void *v = p->member;

    if (want <= cap)
        return true;
    cap = cap ? cap * 2 : 16;
    cap = cap < want ? want : cap;
    if (cap > INT32_MAX || !grow(&v, cap, sizeof(*p->member)))
        return false;
    p->member = v;
    p->member_cap = (int32_t)cap;
    return true;
}

/* The name at s->at, unescaped, into m. */
static bool member_key(struct splitter *s, struct weft_member *m)
{
    struct weft_buf *b = &s->p->tmp;
    size_t at = s->at;

    if (peek(s) != '"')
        return unexpected(s, s->p->nmember
                                 ? "a member name in double quotes after ','"
                                 : "a member name in double quotes or '}'");
    if (!value(s))
        return false;
    weft_buf_clear(b);
    weft_json_string(&s->p->json, 0, b);
    m->key = b->oom ? NULL : weft_arena_string(&s->p->ids, b->p, b->len);
    b->oom = false;
    if (!m->key)
        return no_memory(s);
    m->nkey = b->len;
    m->known = weft_schema_find(weft_plan_schema, m->key, m->nkey);
    s->at += s->p->json.stop;
    if (weft_map_get(&s->keys, m->key, m->nkey) != WEFT_NONE)
        return twice(s, at, m);
    if (weft_map_put(&s->keys, m->key, m->nkey, 0))
        return no_memory(s);
    return true;
}

static bool member_value(struct splitter *s, struct weft_member *m)
{
    size_t from = s->at;
    bool tasks = m->known == WEFT_PLAN_TASKS;

    m->sequence = (tasks || m->known == WEFT_PLAN_NODES) && peek(s) == '[';
    if (m->sequence)
        return sequence(s, tasks ? &s->p->tasks : &s->p->nodes, tasks);
    if (!value(s))
        return false;
    s->at += s->p->json.stop;
    m->value = (struct weft_slice){ s->text + from, s->at - from };
    return true;
}

/* One member; from is where the text before it starts. */
static bool member(struct splitter *s)
{
    struct weft_member m = { 0 };
    size_t from = s->at;

    space(s);
    if (!member_key(s, &m))
        return false;
    space(s);
    if (peek(s) != ':')
        return unexpected(s, "':' after a member name");
    s->at++;
    space(s);
    m.before = (struct weft_slice){ s->text + from, s->at - from };
    if (!member_value(s, &m))
        return false;
    from = s->at;
    space(s);
    if (peek(s) == ',')
        m.after = (struct weft_slice){ s->text + from, s->at - from };
    else if (peek(s) == '}')
        s->at = from; /* belongs to the end of the document */
    else
        return unexpected(s, "',' or '}' after a member");
    if (!weft_members_reserve(s->p, 1))
        return no_memory(s);
    s->p->member[s->p->nmember++] = m;
    return true;
}

static bool members(struct splitter *s)
{
    size_t inside = s->at, from;

    space(s);
    if (peek(s) != '}') {
        s->at = inside;
        for (;;) {
            if (!member(s))
                return false;
            if (peek(s) != ',')
                break;
            s->at++;
        }
    } else {
        s->at = inside;
    }
    from = s->at;
    space(s);
    s->at++; /* the bracket, known to be there */
    space(s);
    if (s->at < s->len)
        return unexpected(s, "nothing after the end of the document");
    s->p->close = (struct weft_slice){ s->text + from, s->len - from };
    return true;
}

/* A document that is no object. Only an array can be large: it is not read. */
static bool not_an_object(struct splitter *s)
{
    struct weft_buf at = { 0 }, msg = { 0 };

    if (peek(s) < 0)
        return syntax(s, s->at, "the document is empty");
    if (peek(s) != '[' && !value(s))
        return false;
    weft_buf_adds(&at, "");
    weft_buf_adds(&msg, "expected a plan, which is a JSON object: {...}");
    if (weft_faults_count(s->f, s->at, false))
        weft_faults_put(s->f, s->at, false, WEFT_E_INVAL, &at, &msg);
    weft_buf_release(&at);
    weft_buf_release(&msg);
    return false;
}

bool weft_plan_split(struct weft_plan *p, struct weft_faults *f, bool *doubles,
                     bool *oom)
{
    struct splitter s = { .p = p, .f = f, .text = p->doc, .len = p->ndoc };
    bool ok;

    space(&s);
    if (peek(&s) == '{') {
        s.at++;
        p->open = (struct weft_slice){ s.text, s.at };
        ok = members(&s);
    } else {
        ok = not_an_object(&s);
    }
    weft_map_release(&s.keys);
    *oom = s.oom;
    *doubles = s.doubles;
    return ok;
}
