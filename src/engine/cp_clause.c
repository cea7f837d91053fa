/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cp_clause.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define GROW(c, p, cap, need)                                                  \
    weft_cp_grow((c), (void **)&(p), &(cap), (need), sizeof(*(p)))
#define HEAD      WEFT_CP_CLAUSE_HEAD
#define NO_CLAUSE UINT32_MAX

/* Ranges up to this long have a table. */
#define MAX_SPAN 4096

/* Learnt clauses that span so few levels are kept for good. */
#define CORE_LBD 2

/* Words of a clause's head. */
enum { SIZE, LBD, USED };

void weft_cp_db_release(struct weft_cp_core *c)
{
    struct weft_cp_db *db = &c->db;

    for (int32_t i = 0; i < db->nnode; i++)
        free(db->node[i].w);
    free(db->node);
    if (db->nodes)
        for (int32_t v = 0; v < 2 * c->nvar; v++) {
            free(db->nodes[v].slot);
            free(db->nodes[v].table);
        }
    free(db->nodes);
    free(db->arena);
    free(db->learnt);
}

static struct weft_cp_lit *lits(struct weft_cp_core *c, uint32_t clause)
{
    return (struct weft_cp_lit *)(c->db.arena + clause + HEAD);
}

/* --- watches -------------------------------------------------------------- */

/* A new node, WEFT_NONE without memory. */
static int32_t make_node(struct weft_cp_core *c)
{
    struct weft_cp_db *db = &c->db;

    if (!GROW(c, db->node, db->node_cap, db->nnode + 1))
        return WEFT_NONE;
    db->node[db->nnode] = (struct weft_cp_node){ 0 };
    return db->nnode++;
}

/* The place of val in the sorted list, or where it would be. */
static int32_t slot_of(const struct weft_cp_nodes *n, int32_t val)
{
    int32_t lo = 0, hi = n->n, mid;

    while (lo < hi) {
        mid = (lo + hi) / 2;
        if (n->slot[mid].val < val)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int32_t node_in_list(struct weft_cp_core *c, struct weft_cp_nodes *n,
                            int32_t val)
{
    int32_t k = slot_of(n, val), node;

    if (k < n->n && n->slot[k].val == val)
        return n->slot[k].node;
    if (!GROW(c, n->slot, n->cap, n->n + 1) ||
        (node = make_node(c)) == WEFT_NONE)
        return WEFT_NONE;
    memmove(n->slot + k + 1, n->slot + k,
            (size_t)(n->n - k) * sizeof(*n->slot));
    n->slot[k] = (struct weft_cp_slot){ val, node };
    n->n++;
    return node;
}

/* Values that can still come true: beyond the root's lower bound, and up to
 * one above the upper (which says that an optional variable is absent). */
static bool make_table(struct weft_cp_core *c, int32_t view)
{
    struct weft_cp_nodes *n = &c->db.nodes[view];
    int32_t span = 2 - c->root[view ^ 1] - c->root[view], cap = 0;

    if (span > MAX_SPAN)
        return true;
    if (!GROW(c, n->table, cap, span))
        return false;
    memset(n->table, 0, (size_t)span * sizeof(*n->table));
    n->span = span;
    n->base = c->root[view];
    return true;
}

/* The node of literal (view, val), made if it is not there; WEFT_NONE without
 * memory. */
static int32_t node_of(struct weft_cp_core *c, int32_t view, int32_t val)
{
    struct weft_cp_nodes *n = &c->db.nodes[view];
    int32_t *at;

    if (!n->table && n->n == 0 && !make_table(c, view))
        return WEFT_NONE;
    if (!n->table)
        return node_in_list(c, n, val);
    assert(val >= n->base && val < n->base + n->span);
    at = &n->table[val - n->base];
    if (*at == 0)
        *at = make_node(c) + 1;
    return *at - 1;
}

static bool watch(struct weft_cp_core *c, uint32_t clause, struct weft_cp_lit l,
                  struct weft_cp_lit blocker)
{
    int32_t i = node_of(c, l.view ^ 1, 1 - l.val);
    struct weft_cp_node *n;

    if (i == WEFT_NONE)
        return false;
    n = &c->db.node[i];
    if (!GROW(c, n->w, n->cap, n->n + 1))
        return false;
    n->w[n->n++] = (struct weft_cp_watch){ clause, blocker };
    return true;
}

/* Both or neither. */
static bool attach(struct weft_cp_core *c, uint32_t clause)
{
    struct weft_cp_lit *l = lits(c, clause);

    return watch(c, clause, l[0], l[1]) && watch(c, clause, l[1], l[0]);
}

static bool arena_room(struct weft_cp_core *c, size_t words)
{
    struct weft_cp_db *db = &c->db;
    size_t cap = db->cap ? db->cap + db->cap / 2 : 1024;
    int32_t *p;

    if (db->len + words <= db->cap)
        return true;
    if (cap < db->len + words)
        cap = db->len + words;
    if (cap > INT32_MAX ||
        c->mem + (cap - db->cap) * sizeof(*p) > c->mem_limit ||
        !(p = realloc(db->arena, cap * sizeof(*p)))) {
        c->oom = true;
        return false;
    }
    c->mem += (cap - db->cap) * sizeof(*p);
    db->arena = p;
    db->cap = cap;
    return true;
}

uint32_t weft_cp_clause_add(struct weft_cp_core *c, const struct weft_cp_lit *l,
                            int32_t n, int32_t lbd)
{
    struct weft_cp_db *db = &c->db;
    uint32_t clause = (uint32_t)db->len;

    assert(n >= 2);
    if (!arena_room(c, HEAD + 2 * (size_t)n))
        return NO_CLAUSE;
    if (lbd && !GROW(c, db->learnt, db->learnt_cap, db->nlearnt + 1))
        return NO_CLAUSE;
    db->arena[clause + SIZE] = n;
    db->arena[clause + LBD] = lbd;
    db->arena[clause + USED] = 1;
    memcpy(db->arena + clause + HEAD, l, (size_t)n * sizeof(*l));
    db->len += HEAD + 2 * (size_t)n;
    if (!attach(c, clause))
        return NO_CLAUSE;
    if (lbd)
        db->learnt[db->nlearnt++] = clause;
    return clause;
}

bool weft_cp_clause_model(struct weft_cp_core *c, const struct weft_cp_lit *l,
                          int32_t n)
{
    int32_t keep = 0;

    assert(c->level == 0);
    c->learnt.n = 0;
    if (!GROW(c, c->learnt.v, c->learnt.cap, n))
        return false;
    for (int32_t i = 0; i < n; i++) {
        if (weft_cp_true(c, l[i].view, l[i].val))
            return true;
        if (!weft_cp_false(c, l[i].view, l[i].val))
            c->learnt.v[keep++] = l[i];
    }
    if (keep >= 2)
        return weft_cp_clause_add(c, c->learnt.v, keep, 0) != NO_CLAUSE;
    return keep == 1 && weft_cp_set(c, c->learnt.v[0].view, c->learnt.v[0].val,
                                    WEFT_CP_DECISION, 0, 0);
}

/* --- unit propagation ----------------------------------------------------- */

/* The literal at slot 1 of the clause is false: find another to watch, else
 * assert the one at slot 0. *keep: the watch stays here. */
static bool visit(struct weft_cp_core *c, struct weft_cp_watch *w, int32_t view,
                  bool *keep)
{
    uint32_t clause = w->clause;
    int32_t n = weft_cp_clause_size(c, clause);
    struct weft_cp_lit *l = lits(c, clause), t;

    *keep = true;
    if (l[0].view == (view ^ 1)) {
        t = l[0];
        l[0] = l[1];
        l[1] = t;
    }
    if (weft_cp_true(c, l[0].view, l[0].val)) {
        w->blocker = l[0];
        return true;
    }
    for (int32_t k = 2; k < n; k++) {
        if (weft_cp_false(c, l[k].view, l[k].val))
            continue;
        if (weft_cp_true(c, l[k].view, l[k].val)) {
            w->blocker = l[k];
            return true;
        }
        if (!watch(c, clause, l[k], l[0]))
            return false;
        t = l[1];
        l[1] = l[k];
        l[k] = t;
        *keep = false;
        return true;
    }
    return weft_cp_set(c, l[0].view, l[0].val, WEFT_CP_CLAUSE, (int32_t)clause,
                       0);
}

static bool fire(struct weft_cp_core *c, int32_t node, int32_t view)
{
    struct weft_cp_node n = c->db.node[node];
    struct weft_cp_watch w;
    int32_t i = 0, j = 0;
    bool ok = true, keep;

    while (ok && i < n.n) {
        w = n.w[i++];
        keep = true;
        if (!weft_cp_true(c, w.blocker.view, w.blocker.val))
            ok = visit(c, &w, view, &keep);
        if (keep)
            n.w[j++] = w;
    }
    while (i < n.n)
        n.w[j++] = n.w[i++];
    c->db.node[node].n = j;
    return ok;
}

static bool fire_list(struct weft_cp_core *c, int32_t view)
{
    const struct weft_cp_nodes *n = &c->db.nodes[view];
    int32_t k = slot_of(n, n->fired + 1), at;

    /* visiting may add nodes to this very list, before k or at it: look at
     * the values again each time */
    while (k < n->n && n->slot[k].val <= c->lb[view]) {
        at = n->slot[k].val;
        if (!fire(c, n->slot[k].node, view))
            return false;
        k = slot_of(n, at + 1);
    }
    return true;
}

bool weft_cp_clause_propagate(struct weft_cp_core *c, int32_t view)
{
    struct weft_cp_nodes *n = &c->db.nodes[view];
    int32_t lb = c->lb[view], node;
    bool ok = true;

    if (n->table) {
        for (int32_t v = n->fired + 1; ok && v <= lb; v++)
            if ((node = n->table[v - n->base]) != 0)
                ok = fire(c, node - 1, view);
    } else if (n->n > 0) {
        ok = fire_list(c, view);
    }
    n->fired = lb;
    return ok;
}

/* --- reduction ------------------------------------------------------------ */

static void drop_watches(struct weft_cp_core *c)
{
    struct weft_cp_db *db = &c->db;

    for (int32_t i = 0; i < db->nnode; i++) {
        c->mem -= (size_t)db->node[i].cap * sizeof(*db->node[i].w);
        free(db->node[i].w);
    }
    db->nnode = 0;
    for (int32_t v = 0; v < 2 * c->nvar; v++) {
        db->nodes[v].n = 0;
        if (db->nodes[v].table)
            memset(db->nodes[v].table, 0,
                   (size_t)db->nodes[v].span * sizeof(*db->nodes[v].table));
    }
}

/* A clause's literal on an optional variable means "present, and ...". */
static bool absent(const struct weft_cp_core *c, int32_t view)
{
    return weft_cp_holds(c, c->pres[view >> 1] | 1);
}

/* Rewrite the clause at `from` to `to` without its false literals. Returns
 * its new size, 0 if it is satisfied. */
static int32_t rewrite(struct weft_cp_core *c, uint32_t from, uint32_t to)
{
    int32_t n = weft_cp_clause_size(c, from), m = 0;
    struct weft_cp_lit l;
    int32_t *a = c->db.arena;

    for (int32_t k = 0; k < n; k++) {
        l = weft_cp_clause_lit(c, from, k);
        if (!absent(c, l.view) && weft_cp_true(c, l.view, l.val))
            return 0;
    }
    a[to + LBD] = a[from + LBD];
    a[to + USED] = a[from + USED];
    for (int32_t k = 0; k < n; k++) {
        l = weft_cp_clause_lit(c, from, k);
        if (absent(c, l.view) || weft_cp_false(c, l.view, l.val))
            continue;
        a[to + HEAD + 2 * m] = l.view;
        a[to + HEAD + 2 * m + 1] = l.val;
        m++;
    }
    a[to + SIZE] = m;
    return m;
}

struct rank {
    uint32_t clause;
    int32_t lbd, size, age;
};

/* Best first: small LBD, then short, then young. */
static int by_worth(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->lbd != y->lbd)
        return x->lbd < y->lbd ? -1 : 1;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return x->age > y->age ? -1 : x->age < y->age;
}

/* Mark the worse half of the learnt clauses by size 0. */
static bool choose_worse(struct weft_cp_core *c)
{
    struct weft_cp_db *db = &c->db;
    int32_t *a = db->arena, cap = 0, n = 0;
    struct rank *r = NULL;

    if (!GROW(c, r, cap, db->nlearnt + 1))
        return false;
    for (int32_t i = 0; i < db->nlearnt; i++) {
        uint32_t cl = db->learnt[i];

        if (a[cl + LBD] > CORE_LBD && a[cl + USED] == 0)
            r[n++] = (struct rank){ cl, a[cl + LBD], a[cl + SIZE], i };
        else if (a[cl + USED] > 0)
            a[cl + USED]--;
    }
    qsort(r, (size_t)n, sizeof(*r), by_worth);
    for (int32_t i = n / 2; i < n; i++)
        a[r[i].clause + LBD] = -1;
    c->mem -= (size_t)cap * sizeof(*r);
    free(r);
    return true;
}

/* Move the clauses that stay to the front; units go onto the trail. */
static bool compact(struct weft_cp_core *c)
{
    struct weft_cp_db *db = &c->db;
    uint32_t from = 0, to = 0;
    int32_t n, size;
    bool ok = true;

    db->nlearnt = 0;
    while (ok && from < db->len) {
        size = db->arena[from + SIZE];
        n = db->arena[from + LBD] < 0 ? 0 : rewrite(c, from, to);
        from += HEAD + 2 * (uint32_t)size;
        if (n >= 2) {
            if (db->arena[to + LBD] > 0)
                db->learnt[db->nlearnt++] = to;
            to += HEAD + 2 * (uint32_t)n;
        } else if (n == 1) {
            ok = weft_cp_set(c, lits(c, to)->view, lits(c, to)->val,
                             WEFT_CP_DECISION, 0, 0);
        }
    }
    db->len = to;
    return ok;
}

bool weft_cp_clause_reduce(struct weft_cp_core *c, bool half)
{
    struct weft_cp_db *db = &c->db;
    uint32_t cl = 0;

    assert(c->level == 0 && c->ntrail == 0);
    if (half && !choose_worse(c))
        return false;
    drop_watches(c);
    if (!compact(c))
        return false;
    while (cl < db->len) {
        if (!attach(c, cl))
            return false;
        cl += HEAD + 2 * (uint32_t)db->arena[cl + SIZE];
    }
    return true;
}
