/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the top-level members other than nodes and tasks mean. */
#include <stdlib.h>
#include <string.h>

#include "model/edit_line.h"
#include "model/read.h"

/* --- version ------------------------------------------------------------- */

/* Digits at s[*at..n), without a leading zero; saturates. */
static bool version_part(struct weft_slice s, size_t *at, int *out)
{
    size_t from = *at;
    int v = 0;

    for (; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at)
        v = v > 100000 ? v : v * 10 + (s.p[*at] - '0');
    *out = v;
    return *at > from && (s.p[from] != '0' || *at == from + 1);
}

bool weft_read_version(struct weft_reader *r, bool *foreign)
{
    struct weft_slice s;
    int major, minor;
    size_t at = 0;

    if (!weft_read_kind(r, 0, WEFT_JSON_STRING))
        return false;
    s = weft_read_slice(r, 0);
    if (!s.p)
        return false;
    if (!version_part(s, &at, &major) || at == s.n || s.p[at++] != '.' ||
        !version_part(s, &at, &minor) || at != s.n) {
        weft_fault(r, 0, WEFT_E_INVAL,
                   "expected a format version such as \"%d.%d\"",
                   WEFT_VERSION_MAJOR, WEFT_VERSION_MINOR);
        return false;
    }
    *foreign = major != WEFT_VERSION_MAJOR;
    if (*foreign) {
        weft_fault(r, 0, WEFT_E_INVAL,
                   "the document has format version %.*s; this weft reads "
                   "version %d.%d",
                   (int)(s.n < 40 ? s.n : 40), s.p, WEFT_VERSION_MAJOR,
                   WEFT_VERSION_MINOR);
        return false;
    }
    if (minor > WEFT_VERSION_MINOR)
        weft_fault_warn(r, 0,
                        "the document has format version %.*s, newer than "
                        "%d.%d: what is new in it is kept but not understood",
                        (int)(s.n < 40 ? s.n : 40), s.p, WEFT_VERSION_MAJOR,
                        WEFT_VERSION_MINOR);
    return true;
}

bool weft_read_unit(struct weft_reader *r, enum weft_unit *out)
{
    static const char *const word[] = { [WEFT_UNIT_MS] = "ms",
                                        [WEFT_UNIT_S] = "s",
                                        [WEFT_UNIT_MIN] = "min",
                                        [WEFT_UNIT_H] = "h",
                                        [WEFT_UNIT_D] = "d",
                                        [WEFT_UNIT_NONE] = "none",
                                        NULL };
    int i;

    if (!weft_read_word(r, 0, word, &i))
        return false;
    *out = (enum weft_unit)i;
    return true;
}

/* --- resources ----------------------------------------------------------- */

struct declared {
    struct weft_resource r;
    bool has_capacity, node_scope;
};

static bool resource_member(struct weft_reader *r, int m, int32_t c,
                            struct declared *d)
{
    static const char *const scope[] = { "node", "global", NULL };
    static const char *const kind[] = { "renewable", "consumable", NULL };
    struct weft_slice s;
    int i;

    switch (m) {
    case WEFT_RES_SCOPE:
        if (!weft_read_word(r, c, scope, &i))
            return false;
        d->r.global = i == 1;
        d->node_scope = i == 0;
        return true;
    case WEFT_RES_KIND:
        if (!weft_read_word(r, c, kind, &i))
            return false;
        d->r.consumable = i == 1;
        return true;
    case WEFT_RES_CAPACITY:
        d->has_capacity = true;
        return weft_read_quantity(r, c, &d->r.capacity);
    case WEFT_RES_UNIT:
        if (!weft_read_kind(r, c, WEFT_JSON_STRING))
            return false;
        s = weft_read_slice(r, c);
        d->r.unit = s.p ? weft_arena_string(&r->p->ids, s.p, s.n) : NULL;
        r->oom = r->oom || !d->r.unit;
        return !r->oom;
    case WEFT_RES_PRICE:
        return weft_read_number(r, c, &d->r.price);
    default:
        return true;
    }
}

static bool resource_rules(struct weft_reader *r, int32_t v, struct declared *d)
{
    if (d->r.consumable && d->node_scope) {
        weft_fault(r, weft_json_get(r->j, v, "scope"), WEFT_E_INVAL,
                   "a consumable is a budget of the whole plan: its scope is "
                   "\"global\"");
        return false;
    }
    if (d->r.consumable)
        d->r.global = true;
    if (d->r.global && !d->has_capacity) {
        weft_fault(r, v, WEFT_E_INVAL,
                   "missing member 'capacity': a global resource needs it");
        return false;
    }
    if (!d->r.global && d->has_capacity) {
        weft_fault_warn(r, weft_json_get(r->j, v, "capacity"),
                        "ignored: the capacity of a node resource stands on "
                        "the nodes");
        d->r.capacity = 0;
    }
    return true;
}

static bool resource(struct weft_reader *r, int32_t v,
                     struct weft_resource *out)
{
    struct declared d = { .r = { .unit = "", .declared = true } };
    struct weft_slice key = weft_read_key(r, v);
    int32_t i;
    bool ok = true;

    if (!key.p || !weft_read_id_rule(r, v, true, key))
        return false;
    i = weft_res_intern(r->p, key.p, key.n);
    if (i == WEFT_NONE)
        r->oom = true;
    if (r->oom || !weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    d.r.id = r->p->res.v[i].id;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next)
        ok = resource_member(r, weft_read_member(r, c, weft_res_schema), c,
                             &d) &&
             ok;
    ok = ok && resource_rules(r, v, &d);
    *out = d.r;
    return ok;
}

bool weft_read_resources(struct weft_reader *r, struct weft_resource **out,
                         int32_t *n)
{
    const struct weft_json_val *x = &r->j->v[0];
    struct weft_resource *v = NULL;
    int32_t k = 0;
    bool ok = true;

    if (!weft_read_kind(r, 0, WEFT_JSON_OBJECT))
        return false;
    if (x->nchild > 0) {
        v = weft_arena_array(r->mem, (size_t)x->nchild, sizeof(*v));
        if (!v)
            r->oom = true;
    }
    for (int32_t c = x->child; v && c != WEFT_NONE; c = r->j->v[c].next) {
        bool fine = resource(r, c, &v[k]);

        ok = ok && fine;
        if (v[k].id) /* faulty ones too: their scope helps to read on */
            k++;
    }
    *out = v;
    *n = k;
    return ok && !r->oom;
}

/* --- network ------------------------------------------------------------- */

bool weft_read_network(struct weft_reader *r, struct weft_head *h)
{
    bool ok = true;

    if (!weft_read_kind(r, 0, WEFT_JSON_OBJECT))
        return false;
    h->has_network = true;
    for (int32_t c = r->j->v[0].child; c != WEFT_NONE; c = r->j->v[c].next) {
        switch (weft_read_member(r, c, weft_net_schema)) {
        case WEFT_NET_LATENCY:
            ok = weft_read_time(r, c, &h->latency) && ok;
            break;
        case WEFT_NET_BANDWIDTH:
            if (!weft_read_quantity(r, c, &h->bandwidth)) {
                ok = false;
            } else if (h->bandwidth == 0) {
                weft_fault(r, c, WEFT_E_INVAL,
                           "a bandwidth must be greater than 0");
                ok = false;
            }
            break;
        default:
            break;
        }
    }
    return ok;
}

/* --- scenarios ----------------------------------------------------------- */

struct scenarios {
    struct weft_reader *r;
    struct weft_map names; /* -> index */
    const char **name;
    int32_t *value;  /* of scenario i */
    int32_t *parent; /* index; WEFT_NONE */
    int32_t n;
};

/* Only its form: whether it can be applied is known when it is. */
static bool edit_line(struct weft_reader *r, int32_t v)
{
    struct weft_edit_line line = { 0 };
    struct weft_err e = { 0 };
    struct weft_slice s;
    enum weft_rc rc;

    if (!weft_read_kind(r, v, WEFT_JSON_STRING))
        return false;
    s = weft_read_slice(r, v);
    if (!s.p)
        return false;
    rc = weft_edit_line_parse(&line, s.p, s.n, &e);
    weft_edit_line_release(&line);
    if (rc == WEFT_E_NOMEM)
        r->oom = true;
    else if (rc)
        weft_fault(r, v, WEFT_E_INVAL, "%s", e.msg);
    return !rc;
}

static bool scenario_edits(struct weft_reader *r, int32_t v)
{
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_ARRAY))
        return false;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next)
        ok = edit_line(r, c) && ok;
    return ok;
}

static bool scenario_name(struct scenarios *s, int32_t v, const char **name)
{
    struct weft_reader *r = s->r;

    if (!weft_read_string(r, v, name))
        return false;
    if (**name && weft_map_get(&s->names, *name, strlen(*name)) == WEFT_NONE) {
        if (weft_map_put(&s->names, *name, strlen(*name), s->n))
            r->oom = true;
        return !r->oom;
    }
    weft_fault(r, v, WEFT_E_INVAL, "%s",
               **name ? "another scenario has the same name"
                      : "a scenario's name must not be empty");
    return false;
}

static bool scenario(struct scenarios *s, int32_t v)
{
    struct weft_reader *r = s->r;
    const char *name = NULL;
    uint32_t seen = 0;
    bool ok = true;

    if (!weft_read_kind(r, v, WEFT_JSON_OBJECT))
        return false;
    for (int32_t c = r->j->v[v].child; c != WEFT_NONE; c = r->j->v[c].next) {
        int m = weft_read_member(r, c, weft_scen_schema);

        if (m < 0)
            continue;
        seen |= 1u << m;
        if (m == WEFT_SCEN_NAME)
            ok = scenario_name(s, c, &name) && ok;
        else if (m == WEFT_SCEN_PARENT) /* resolved when all names are known */
            ok = weft_read_kind(r, c, WEFT_JSON_STRING) && ok;
        else
            ok = scenario_edits(r, c) && ok;
    }
    ok = weft_read_required(r, v, weft_scen_schema, seen) && ok;
    if (name) {
        s->name[s->n] = name;
        s->value[s->n] = v;
        s->parent[s->n++] = WEFT_NONE;
    }
    return ok;
}

static bool scenario_parents(struct scenarios *s)
{
    struct weft_reader *r = s->r;
    struct weft_buf b = { 0 };
    bool ok = true;

    for (int32_t i = 0; i < s->n; i++) {
        int32_t v = weft_json_get(r->j, s->value[i], "parent");
        struct weft_slice name;

        if (v == WEFT_NONE || r->j->v[v].kind != WEFT_JSON_STRING)
            continue;
        name = weft_read_slice(r, v);
        if (!name.p)
            return false;
        s->parent[i] = weft_map_get(&s->names, name.p, name.n);
        if (s->parent[i] != WEFT_NONE)
            continue;
        weft_buf_clear(&b);
        weft_quote(&b, name.p, name.n);
        weft_fault(r, v, WEFT_E_REF, "no scenario %s", b.p ? b.p : "");
        ok = false;
    }
    weft_buf_release(&b);
    return ok;
}

static void name_parent_cycle(struct scenarios *s, int32_t first)
{
    struct weft_buf b = { 0 };
    int32_t i = first;
    int named = 0;

    do {
        if (named++ < 16) {
            weft_quote(&b, s->name[i], strlen(s->name[i]));
            weft_buf_adds(&b, " > ");
        }
        i = s->parent[i];
    } while (i != first);
    weft_quote(&b, s->name[first], strlen(s->name[first]));
    weft_fault(s->r, weft_json_get(s->r->j, s->value[first], "parent"),
               WEFT_E_CYCLE, "scenarios are each other's parents: %s",
               b.p ? b.p : "");
    weft_buf_release(&b);
}

/* Every scenario has at most one parent: walk up, marking with the number of
 * the walk; meeting one's own mark closes a cycle. mark has n zeros. */
static bool parent_cycles(struct scenarios *s, int32_t *mark)
{
    bool ok = true;

    for (int32_t i = 0; i < s->n; i++) {
        int32_t k = i;

        while (k != WEFT_NONE && mark[k] == 0) {
            mark[k] = i + 1;
            k = s->parent[k];
        }
        if (k != WEFT_NONE && mark[k] == i + 1) {
            name_parent_cycle(s, k);
            ok = false;
        }
    }
    return ok;
}

bool weft_read_scenarios(struct weft_reader *r, struct weft_head *h)
{
    struct scenarios s = { .r = r };
    size_t n = (size_t)r->j->v[0].nchild + 1;
    int32_t *mem;
    bool ok = true;

    if (!weft_read_kind(r, 0, WEFT_JSON_ARRAY))
        return false;
    s.name = weft_arena_array(r->mem, n, sizeof(*s.name));
    mem = calloc(n * 3, sizeof(*mem));
    if (s.name && mem) {
        s.value = mem;
        s.parent = mem + n;
        for (int32_t c = r->j->v[0].child; c != WEFT_NONE; c = r->j->v[c].next)
            ok = scenario(&s, c) && ok;
        ok = scenario_parents(&s) && ok;
        ok = parent_cycles(&s, mem + 2 * n) && ok;
        h->scenario = s.name;
        h->nscenario = s.n;
    } else {
        r->oom = true;
    }
    free(mem);
    weft_map_release(&s.names);
    return ok && !r->oom;
}
