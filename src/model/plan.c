/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weft/plan.h"

#include <stdlib.h>
#include <string.h>

#include "model/edit_int.h"

/* --- life ---------------------------------------------------------------- */

static void free_seq(struct weft_seq *q)
{
    free(q->order);
    free(q->place);
    weft_map_release(&q->map);
    weft_piece_release(&q->close);
}

void weft_plan_free(struct weft_plan *p)
{
    if (!p)
        return;
    weft_history_free(p->history);
    for (int32_t i = 0; i < p->tasks.n; i++) {
        weft_piece_release(&weft_task_at(p, i)->piece);
        weft_arena_release(&weft_task_at(p, i)->mem);
    }
    for (int32_t i = 0; i < p->nodes.n; i++) {
        weft_piece_release(&weft_node_at(p, i)->piece);
        weft_arena_release(&weft_node_at(p, i)->mem);
    }
    free_seq(&p->tasks);
    free_seq(&p->nodes);
    free(p->task);
    free(p->node);
    for (int32_t i = 0; i < p->nmember; i++)
        if (p->member[i].own)
            weft_text_free(p->member[i].value.p);
    free(p->member);
    weft_res_release(&p->res);
    weft_arena_release(&p->head.mem);
    weft_arena_release(&p->mem);
    weft_arena_release(&p->ids);
    weft_json_release(&p->json);
    weft_buf_release(&p->tmp);
    free(p->doc);
    free(p);
}

enum weft_rc weft_plan_new(struct weft_plan **out, struct weft_err *err)
{
    static const char text[] = "{\n"
                               "  \"weft\": \"1.0\",\n"
                               "  \"nodes\": [],\n"
                               "  \"tasks\": []\n"
                               "}\n";

    return weft_plan_load(text, sizeof(text) - 1, out, NULL, err);
}

enum weft_rc weft_plan_copy(const struct weft_plan *p, struct weft_plan **out,
                            struct weft_err *err)
{
    char *text = NULL;
    size_t len = 0;
    enum weft_rc rc = weft_plan_text(p, &text, &len, err);

    if (rc)
        return rc;
    rc = weft_plan_load(text, len, out, NULL, err);
    free(text);
    return rc;
}

/* --- text ---------------------------------------------------------------- */

/* Counts what it is given, and writes it where there is room. */
struct writer {
    char *to; /* NULL: count only */
    size_t n;
};

static void put(struct writer *w, const char *s, size_t n)
{
    if (w->to && n > 0)
        memcpy(w->to + w->n, s, n);
    w->n += n;
}

static void put_piece(struct writer *w, const struct weft_piece *piece)
{
    put(w, piece->text, (size_t)piece->lead + piece->len);
}

static void put_sequence(struct writer *w, const struct weft_plan *p,
                         bool tasks)
{
    int32_t n = tasks ? p->tasks.n : p->nodes.n;

    put(w, "[", 1);
    for (int32_t i = 0; i < n; i++)
        put_piece(w, tasks ? &weft_task_at(p, i)->piece
                           : &weft_node_at(p, i)->piece);
    put_piece(w, tasks ? &p->tasks.close : &p->nodes.close);
    put(w, "]", 1);
}

static void put_document(struct writer *w, const struct weft_plan *p)
{
    put(w, p->open.p, p->open.n);
    for (int32_t i = 0; i < p->nmember; i++) {
        const struct weft_member *m = &p->member[i];

        if (i > 0)
            put(w, ",", 1);
        put(w, m->before.p, m->before.n);
        if (m->sequence)
            put_sequence(w, p, m->known == WEFT_PLAN_TASKS);
        else
            put(w, m->value.p, m->value.n);
        put(w, m->after.p, m->after.n);
    }
    put(w, p->close.p, p->close.n);
}

enum weft_rc weft_plan_text(const struct weft_plan *p, char **text, size_t *len,
                            struct weft_err *err)
{
    struct writer w = { 0 };
    char *s;

    put_document(&w, p);
    s = malloc(w.n + 1);
    if (!s)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    w = (struct writer){ .to = s };
    put_document(&w, p);
    s[w.n] = '\0';
    *text = s;
    *len = w.n;
    return WEFT_OK;
}

static const char *piece_text(const struct weft_piece *piece, size_t *len)
{
    *len = piece->len;
    return piece->text + piece->lead;
}

const char *weft_plan_task_text(const struct weft_plan *p, int32_t i,
                                size_t *len)
{
    return piece_text(&weft_task_at(p, i)->piece, len);
}

const char *weft_plan_node_text(const struct weft_plan *p, int32_t i,
                                size_t *len)
{
    return piece_text(&weft_node_at(p, i)->piece, len);
}

/* --- members ------------------------------------------------------------- */

int32_t weft_plan_member_index(const struct weft_plan *p, const char *key,
                               size_t n)
{
    for (int32_t i = 0; i < p->nmember; i++)
        if (p->member[i].nkey == n && memcmp(p->member[i].key, key, n) == 0)
            return i;
    return WEFT_NONE;
}

int32_t weft_plan_known_member(const struct weft_plan *p, int known)
{
    for (int32_t i = 0; i < p->nmember; i++)
        if (p->member[i].known == known)
            return i;
    return WEFT_NONE;
}

const char *weft_plan_member(const struct weft_plan *p, const char *key,
                             size_t *len)
{
    int32_t i = weft_plan_member_index(p, key, strlen(key));

    if (i == WEFT_NONE || p->member[i].sequence)
        return NULL;
    *len = p->member[i].value.n;
    return p->member[i].value.p;
}

/* --- meaning ------------------------------------------------------------- */

const char *weft_plan_name(const struct weft_plan *p)
{
    return p->head.name;
}

enum weft_unit weft_plan_unit(const struct weft_plan *p)
{
    return p->head.unit;
}

int32_t weft_plan_ntask(const struct weft_plan *p)
{
    return p->tasks.n;
}

int32_t weft_plan_nnode(const struct weft_plan *p)
{
    return p->nodes.n;
}

int32_t weft_plan_nres(const struct weft_plan *p)
{
    return p->res.n;
}

const struct weft_task *weft_plan_task(const struct weft_plan *p, int32_t i)
{
    return &weft_task_at(p, i)->t;
}

const struct weft_node *weft_plan_node(const struct weft_plan *p, int32_t i)
{
    return &weft_node_at(p, i)->t;
}

const struct weft_resource *weft_plan_res(const struct weft_plan *p, int32_t i)
{
    return &p->res.v[i];
}

bool weft_plan_has_network(const struct weft_plan *p)
{
    return p->head.has_network;
}

int64_t weft_plan_latency(const struct weft_plan *p)
{
    return p->head.latency;
}

int64_t weft_plan_bandwidth(const struct weft_plan *p)
{
    return p->head.bandwidth;
}

int32_t weft_plan_nscenario(const struct weft_plan *p)
{
    return p->head.nscenario;
}

const char *weft_plan_scenario_name(const struct weft_plan *p, int32_t i)
{
    return p->head.scenario[i];
}

/* --- finding ------------------------------------------------------------- */

static int32_t named(const struct weft_seq *q, const char *s, size_t n)
{
    int32_t slot = weft_map_get(&q->map, s, n);

    return slot == WEFT_NONE ? WEFT_NONE : q->place[slot];
}

int32_t weft_plan_task_named(const struct weft_plan *p, const char *s, size_t n)
{
    return named(&p->tasks, s, n);
}

int32_t weft_plan_node_named(const struct weft_plan *p, const char *s, size_t n)
{
    return named(&p->nodes, s, n);
}

int32_t weft_plan_find_task(const struct weft_plan *p, const char *id)
{
    return named(&p->tasks, id, strlen(id));
}

int32_t weft_plan_find_node(const struct weft_plan *p, const char *id)
{
    return named(&p->nodes, id, strlen(id));
}

int32_t weft_plan_find_res(const struct weft_plan *p, const char *id)
{
    int32_t i = weft_map_get(&p->res.map, id, strlen(id));

    return i < p->res.n ? i : WEFT_NONE;
}

/* The number after the last '-' of "id-k": 1.., without leading zeros; *dash
 * is where the '-' stands. 0 if there is none. */
static int32_t copy_number(const char *s, size_t n, size_t *dash)
{
    size_t at = n;
    int32_t k = 0;

    while (at > 0 && s[at - 1] >= '0' && s[at - 1] <= '9')
        at--;
    if (at == n || at < 2 || s[at - 1] != '-' || s[at] == '0' || n - at > 7)
        return 0;
    *dash = at - 1;
    for (; at < n; at++)
        k = k * 10 + (s[at] - '0');
    return k;
}

int32_t weft_plan_copy_owner(const struct weft_plan *p, const char *s, size_t n)
{
    size_t dash = 0;

    return copy_number(s, n, &dash) > 0 ? named(&p->nodes, s, dash) : WEFT_NONE;
}

struct weft_node_ref weft_plan_copy_named(const struct weft_plan *p,
                                          const char *s, size_t n)
{
    struct weft_node_ref none = { WEFT_NONE, WEFT_NONE };
    size_t dash = 0;
    int32_t k = copy_number(s, n, &dash);
    int32_t node = weft_plan_copy_owner(p, s, n);

    if (node == WEFT_NONE || k > weft_node_at(p, node)->t.count)
        return none;
    return (struct weft_node_ref){ node, k - 1 };
}

struct weft_node_ref weft_plan_ref_named(const struct weft_plan *p,
                                         const char *s, size_t n)
{
    int32_t node = named(&p->nodes, s, n);

    if (node != WEFT_NONE)
        return (struct weft_node_ref){ node, WEFT_NONE };
    return weft_plan_copy_named(p, s, n);
}

struct weft_node_ref weft_plan_find_ref(const struct weft_plan *p,
                                        const char *id)
{
    return weft_plan_ref_named(p, id, strlen(id));
}
