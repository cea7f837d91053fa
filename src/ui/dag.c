/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/dag.h"

#include <stdlib.h>
#include <string.h>

#define FEW_CARDS    24  /* elements above which cards are not even tried */
#define FEW_TRIED    300 /* and above which only one look is tried */
#define PASSES       4   /* of a layout: portals make boxes wider */
#define TRACKS_DOWN  12  /* of a channel: lines of the screen */
#define TRACKS_RIGHT 20  /* columns */
#define KEEP_ABOUT   2   /* cells around the selection that stay in sight */

void ui_dag_free(struct ui_dag *d)
{
    if (!d)
        return;
    ui_dag_graph_release(&d->g);
    weft_layout_release(&d->lay);
    free(d->along);
    free(d->across);
    free(d->jump);
    free(d->was_at);
    free(d->was_several);
    free(d->heavy);
    free(d->link_heavy);
    free(d->kin);
    free(d);
}

const struct ui_dag *ui_dag_of(const struct ui_model *m)
{
    return m->dag && m->dag->drawn ? m->dag : NULL;
}

int32_t ui_dag_node_of(const struct ui_dag *d, int32_t task)
{
    if (task < 0 || task >= d->g.ntask)
        return WEFT_NONE;
    return d->g.node_of[task];
}

struct ui_dag_box ui_dag_box(const struct ui_dag *d, int32_t node)
{
    const struct weft_layout *o = &d->lay;
    int32_t along = d->along[node];

    /* boxes of one layer are equally long */
    if (!d->look.down && d->look.step != UI_STEP_DOTS)
        along = o->layer_size[o->layer[node]];
    if (d->look.down)
        return (struct ui_dag_box){ o->x_across[node], o->x_along[node],
                                    d->across[node], along };
    return (struct ui_dag_box){ o->x_along[node], o->x_across[node], along,
                                d->across[node] };
}

int ui_dag_text_lines(const struct ui_frame *f)
{
    return f->graph_h >= 12 ? 2 : f->graph_h >= 8 ? 1 : 0;
}

struct ui_dag_box ui_dag_window(const struct ui_frame *f)
{
    return (struct ui_dag_box){ f->graph.x + 1, f->graph_y + 1, f->graph.w - 2,
                                f->graph_h - ui_dag_text_lines(f) };
}

/* --- what is in sight ------------------------------------------------------ */

static bool same_graph(const struct ui_dag_graph *a,
                       const struct ui_dag_graph *b)
{
    if (a->is != b->is || a->nnode != b->nnode || a->nlink != b->nlink)
        return false;
    for (int32_t i = 0; i < a->nnode; i++)
        if (a->node[i].task != b->node[i].task ||
            a->node[i].stage != b->node[i].stage ||
            a->node[i].n != b->node[i].n ||
            a->node[i].away_in != b->node[i].away_in ||
            a->node[i].away_out != b->node[i].away_out)
            return false;
    for (int32_t l = 0; l < a->nlink; l++)
        if (a->from[l] != b->from[l] || a->to[l] != b->to[l])
            return false;
    return true;
}

static bool is_current(const struct ui_dag *d, const struct ui_state *s,
                       const struct ui_model *m)
{
    return d->gen == m->gen && d->fold == s->dag.fold &&
           d->fold_serial == s->dag.fold_serial &&
           d->filter_serial == m->filter_serial && d->hops == s->dag.hops &&
           d->peek == s->dag.peek &&
           (!d->g.focused || d->focus_task == s->task) && d->g.node;
}

static void lost(struct ui_dag *d)
{
    ui_dag_graph_release(&d->g);
    d->g.is = UI_DAG_LOST;
    d->drawn = false;
}

/* Look at the plan again if anything has changed. Portals are known only once
 * it is laid out; they are carried over where the graph is the same. */
static void look(struct ui_dag *d, const struct ui_state *s,
                 const struct ui_model *m)
{
    struct ui_dag_graph g = { 0 };

    if (is_current(d, s, m))
        return;
    if (!ui_dag_graph_make(&g, s, m)) {
        lost(d);
        return;
    }
    d->drawn = d->drawn && same_graph(&d->g, &g);
    if (d->drawn && g.nnode)
        memcpy(g.node, d->g.node, (size_t)g.nnode * sizeof(*g.node));
    if (d->gen != m->gen)
        d->names_changed = true;
    ui_dag_graph_release(&d->g);
    d->g = g;
    d->gen = m->gen;
    d->fold = s->dag.fold;
    d->fold_serial = s->dag.fold_serial;
    d->filter_serial = m->filter_serial;
    d->hops = s->dag.hops;
    d->peek = s->dag.peek;
    d->focus_task = s->task;
}

/* --- one drawing ------------------------------------------------------------- */

static int32_t hint_of(const struct ui_dag *d, const struct ui_dag_node *n,
                       bool *loose)
{
    int64_t sum = 0;
    int32_t known = 0;

    *loose = false;
    for (int32_t i = 0; i < n->n; i++) {
        int32_t t = d->g.member[n->begin + i];

        if (t >= d->nwas || d->was_at[t] == WEFT_NONE)
            continue;
        sum += d->was_at[t];
        known++;
        *loose |= n->n == 1 && d->was_several[t];
    }
    return known ? (int32_t)(sum / known) : WEFT_NONE;
}

/* Where the elements stood before; false: nothing is known of it. */
static bool hints(const struct ui_dag *d, int32_t *hint, bool *loose)
{
    bool any = false;

    for (int32_t i = 0; i < d->g.nnode; i++) {
        hint[i] = hint_of(d, &d->g.node[i], &loose[i]);
        any |= hint[i] != WEFT_NONE;
    }
    return any && !d->fresh;
}

static void room(struct weft_layout_in *in, struct ui_dag_look k)
{
    switch (k.step) {
    case UI_STEP_DOTS:
        in->gap = k.down ? 1 : 0;
        in->before = k.down ? 0 : 1;
        in->after = 1;
        break;
    case UI_STEP_NAMES:
        in->gap = k.down ? (k.tight ? 1 : 2) : !k.tight;
        in->before = k.down ? !k.tight : 1;
        in->after = k.down ? 1 : 2;
        break;
    case UI_STEP_CARDS:
        in->gap = k.down ? 2 : 1;
        in->before = 1;
        in->after = k.down ? 1 : 2;
        break;
    }
}

/* Links as lines and as portals, by element. True: there are portals that the
 * boxes have no room for yet. */
static bool count_links(struct ui_dag *d, bool first)
{
    struct ui_dag_node *n = d->g.node;
    bool more = false;

    for (int32_t i = 0; i < d->g.nnode; i++)
        n[i].in = n[i].out = n[i].jump_in = n[i].jump_out = 0;
    for (int32_t l = 0; l < d->g.nlink; l++) {
        struct ui_dag_node *u = &n[d->g.from[l]], *v = &n[d->g.to[l]];

        u->out += d->lay.shape[l] == WEFT_LINK_DRAWN;
        v->in += d->lay.shape[l] == WEFT_LINK_DRAWN;
        if (d->lay.shape[l] != WEFT_LINK_PORTAL) {
            d->jump[l] = false;
            continue;
        }
        more |= first || !d->jump[l];
        d->jump[l] = true;
        u->jump_out++;
        v->jump_in++;
        u->jump_to = d->g.to[l];
        v->jump_from = d->g.from[l];
    }
    return more;
}

/* Layers that nodes without links are spread over: as many as the pane has
 * room for. */
static int32_t columns(const struct ui_dag *d, struct ui_dag_look k)
{
    int32_t most = 1, room = k.down ? d->pane_h : d->pane_w;

    for (int32_t i = 0; i < d->g.nnode; i++)
        if (d->along[i] > most)
            most = d->along[i];
    return room / (most + (k.down ? 1 : 3)) + 1;
}

static bool lay_out(struct ui_dag *d, const struct ui_model *m,
                    struct ui_dag_look k, const int32_t *hint,
                    const bool *loose)
{
    struct weft_layout_in in;
    int passes = PASSES;
    bool again = true;

    weft_layout_in_init(&in);
    room(&in, k);
    in.n = d->g.nnode;
    in.m = d->g.nlink;
    in.from = d->g.from;
    in.to = d->g.to;
    in.along = d->along;
    in.across = d->across;
    in.hint = hint;
    in.loose = loose;
    in.keep_implied = d->all_links;
    in.bent = k.tight == 2;
    in.room = k.down ? d->pane_w : d->pane_h;
    in.max_track = k.down ? TRACKS_DOWN : TRACKS_RIGHT;
    for (int32_t i = 0; i < d->g.nnode; i++)
        d->g.node[i].jump_in = d->g.node[i].jump_out = 0;
    if (d->g.nnode > FEW_TRIED)
        passes = 2;
    for (int pass = 0; pass < passes && again; pass++) {
        ui_dag_sizes(d, m, k);
        in.wrap = columns(d, k);
        in.jump = pass ? d->jump : NULL;
        if (weft_layout_run(&in, &d->lay, NULL))
            return false;
        again = count_links(d, pass == 0);
    }
    d->look = k;
    return true;
}

/* --- choosing how ------------------------------------------------------------- */

#define TRIES 10

struct choice {
    struct ui_dag_look look[TRIES];
    int n;
};

static void add_look(struct choice *c, enum ui_dag_step step, int tight,
                     bool down, bool both)
{
    c->look[c->n++] = (struct ui_dag_look){ step, down, tight };
    if (both)
        c->look[c->n++] = (struct ui_dag_look){ step, !down, tight };
}

/* From the largest to the smallest that may be taken. */
static void looks(const struct ui_dag *d, bool down, bool both,
                  struct choice *c)
{
    c->n = 0;
    if (d->zoom == UI_DAG_DOTS) {
        add_look(c, UI_STEP_DOTS, 0, down, both);
        return;
    }
    if (d->zoom == UI_DAG_CARDS ||
        (d->zoom == UI_DAG_AUTO && d->g.nnode <= FEW_CARDS))
        add_look(c, UI_STEP_CARDS, 0, down, both);
    if (d->zoom == UI_DAG_CARDS)
        return;
    for (int tight = 0; tight <= UI_DAG_TIGHT; tight++)
        if (tight == 1 || d->g.nnode <= FEW_TRIED)
            add_look(c, UI_STEP_NAMES, tight, down, both);
}

/* How many panes the picture takes; 1: it fits. */
static double panes(const struct ui_dag *d)
{
    int w = d->look.down ? d->lay.size_across : d->lay.size_along;
    int h = d->look.down ? d->lay.size_along : d->lay.size_across;
    double x = (double)w / (d->pane_w > 0 ? d->pane_w : 1);
    double y = (double)h / (d->pane_h > 0 ? d->pane_h : 1);

    return (x > 1 ? x : 1) * (y > 1 ? y : 1);
}

static bool larger(struct ui_dag_look a, struct ui_dag_look b)
{
    return a.step != b.step ? a.step > b.step : a.tight < b.tight;
}

/* Where nothing fits, names are worth scrolling for. */
static bool last_resort(const struct choice *c, struct ui_dag_look k)
{
    return k.step == c->look[c->n - 1].step &&
           (k.step != UI_STEP_NAMES || k.tight == 1);
}

/* A look that saves a few cells, where much more would have to go. p: panes
 * that the look before it takes. */
static bool is_futile(struct ui_dag_look k, double p)
{
    return (k.tight == 2 && p > 1.25) || (k.tight == 3 && p > 2.5);
}

/* Try looks until the picture fits; none does: of those that are worth to be
 * scrolled, the one with which least is out of the pane. keep: nothing larger
 * than the look there is. */
static bool choose(struct ui_dag *d, const struct ui_model *m,
                   const struct choice *c, bool keep, const int32_t *hint,
                   const bool *loose)
{
    struct ui_dag_look had = d->look, best = had;
    double least = 0, last[2] = { 0 }; /* by direction */

    for (int i = 0; i < c->n; i++) {
        double p = last[c->look[i].down];

        if ((keep && larger(c->look[i], had) && i + 1 < c->n) ||
            is_futile(c->look[i], p))
            continue;
        if (!lay_out(d, m, c->look[i], hint, loose))
            return false;
        last[d->look.down] = p = panes(d);
        if (p <= 1)
            return true;
        if (last_resort(c, c->look[i]) && (least <= 0 || p < least)) {
            least = p;
            best = c->look[i];
        }
    }
    if (best.down == d->look.down && best.tight == d->look.tight)
        return true;
    return lay_out(d, m, best, hint, loose);
}

static bool allocate(struct ui_dag *d)
{
    size_t n = (size_t)d->g.nnode + 1;
    int32_t *along = calloc(n, sizeof(*along));
    int32_t *across = calloc(n, sizeof(*across));
    bool *jump = calloc((size_t)d->g.nlink + 1, sizeof(*jump));

    free(d->along);
    free(d->across);
    free(d->jump);
    d->along = along;
    d->across = across;
    d->jump = jump;
    return along && across && jump;
}

/* The drawing as the next one will know it. */
static void remember(struct ui_dag *d)
{
    int32_t n = d->g.ntask;
    int32_t *at = malloc(((size_t)n + 1) * sizeof(*at));
    bool *several = calloc((size_t)n + 1, sizeof(*several));

    free(d->was_at);
    free(d->was_several);
    d->was_at = at;
    d->was_several = several;
    d->nwas = at && several ? n : 0;
    for (int32_t i = 0; i < d->nwas; i++) {
        int32_t v = d->g.node_of[i];

        at[i] = v == WEFT_NONE ? WEFT_NONE : d->lay.meet[v];
        several[i] = v != WEFT_NONE && d->g.node[v].n > 1;
    }
}

static bool draw(struct ui_dag *d, const struct ui_state *s,
                 const struct ui_model *m, bool keep)
{
    int32_t *hint = malloc(((size_t)d->g.nnode + 1) * sizeof(*hint));
    bool *loose = malloc(((size_t)d->g.nnode + 1) * sizeof(*loose));
    bool down = d->pane_w < d->pane_h * 5 / 2;
    bool both = d->g.nnode <= FEW_TRIED;
    struct choice c;
    bool ok = hint && loose && allocate(d);

    if (s->dag.dir != UI_DIR_AUTO) {
        down = s->dag.dir == UI_DIR_DOWN;
        both = false;
    } else if (keep) {
        down = d->look.down;
        both = false;
    }
    looks(d, down, both, &c);
    if (ok) {
        bool any = hints(d, hint, loose);

        ok = choose(d, m, &c, keep, any ? hint : NULL, any ? loose : NULL);
    }
    free(hint);
    free(loose);
    if (ok)
        remember(d);
    return ok;
}

/* --- scrolling ------------------------------------------------------------------- */

static void plane(const struct ui_dag *d, int *w, int *h)
{
    *w = d->look.down ? d->lay.size_across : d->lay.size_along;
    *h = d->look.down ? d->lay.size_along : d->lay.size_across;
}

static int into(int at, int size, int pane)
{
    if (size <= pane) /* all of it is in sight */
        return at > 0 ? 0 : at < size - pane ? size - pane : at;
    return at < 0 ? 0 : at > size - pane ? size - pane : at;
}

/* The first cell shown, so that cells from a to b of the plane are. */
static int reveal(int at, int a, int b, int pane)
{
    if (b + KEEP_ABOUT > at + pane)
        at = b + KEEP_ABOUT - pane;
    if (a - KEEP_ABOUT < at)
        at = a - KEEP_ABOUT;
    return at;
}

static void centre(const struct ui_dag *d, struct ui_state *s)
{
    int w, h;

    plane(d, &w, &h);
    s->dag.x = w <= d->pane_w ? -(d->pane_w - w) / 2 : 0;
    s->dag.y = h <= d->pane_h ? -(d->pane_h - h) / 2 : 0;
}

static void scroll(struct ui_dag *d, struct ui_state *s, bool drawn, bool anew)
{
    int32_t v = ui_dag_node_of(d, s->task);
    int w, h;

    plane(d, &w, &h);
    if (anew)
        centre(d, s);
    if (v != WEFT_NONE) {
        struct ui_dag_box b = ui_dag_box(d, v);

        if (drawn && !anew && d->at_task == s->task) { /* it stays in place */
            s->dag.x = b.x - d->at_x;
            s->dag.y = b.y - d->at_y;
        }
        if (drawn || d->at_task != s->task) {
            s->dag.x = reveal(s->dag.x, b.x, b.x + b.w, d->pane_w);
            s->dag.y = reveal(s->dag.y, b.y, b.y + b.h, d->pane_h);
        }
    }
    s->dag.x = into(s->dag.x, w, d->pane_w);
    s->dag.y = into(s->dag.y, h, d->pane_h);
    d->at_task = WEFT_NONE;
    if (v != WEFT_NONE) {
        struct ui_dag_box b = ui_dag_box(d, v);

        d->at_task = s->task;
        d->at_x = b.x - s->dag.x;
        d->at_y = b.y - s->dag.y;
    }
}

/* Where the selection is on screen in the drawing that is about to go. */
static void note_place(struct ui_dag *d, const struct ui_state *s,
                       const struct ui_model *m)
{
    int32_t v;

    if (!d->drawn || d->gen != m->gen)
        return;
    v = ui_dag_node_of(d, s->task);
    if (v != WEFT_NONE) {
        struct ui_dag_box b = ui_dag_box(d, v);

        d->at_task = s->task;
        d->at_x = b.x - s->dag.x;
        d->at_y = b.y - s->dag.y;
    }
}

/* --- the whole --------------------------------------------------------------------- */

static bool sizes_changed(struct ui_dag *d, const struct ui_model *m)
{
    size_t bytes = (size_t)d->g.nnode * sizeof(*d->along);
    int32_t *along = malloc(bytes + 1), *across = malloc(bytes + 1);
    bool changed = true;

    if (along && across && bytes) {
        memcpy(along, d->along, bytes);
        memcpy(across, d->across, bytes);
        ui_dag_sizes(d, m, d->look);
        changed = memcmp(along, d->along, bytes) != 0 ||
                  memcmp(across, d->across, bytes) != 0;
    }
    free(along);
    free(across);
    return changed;
}

static struct ui_dag *dag_of(struct ui_model *m)
{
    if (!m->dag) {
        m->dag = calloc(1, sizeof(*m->dag));
        if (m->dag)
            m->dag->at_task = WEFT_NONE;
    }
    return m->dag;
}

/* Bring the drawing up to date. False: there is none. */
static bool refresh(struct ui_dag *d, struct ui_state *s, struct ui_model *m,
                    struct ui_dag_box pane)
{
    bool first = !d->drawn && d->nwas == 0, resized;

    if (!is_current(d, s, m))
        note_place(d, s, m);
    look(d, s, m);
    if (d->g.is != UI_DAG_DRAWN)
        return false;
    if (d->drawn && d->names_changed && sizes_changed(d, m))
        d->drawn = false;
    d->names_changed = false;
    resized = d->pane_w != pane.w || d->pane_h != pane.h || !d->fitted ||
              d->zoom != s->dag.zoom || d->dir != s->dag.dir;
    if (d->drawn && !resized && !d->fresh && d->all_links == s->dag.all_links) {
        scroll(d, s, false, false);
        return true;
    }
    d->pane_w = pane.w;
    d->pane_h = pane.h;
    d->zoom = s->dag.zoom;
    d->dir = s->dag.dir;
    d->all_links = s->dag.all_links;
    if (!draw(d, s, m, !resized && !d->fresh && !first))
        return false;
    d->fitted = true;
    d->colour_task = WEFT_NONE;
    scroll(d, s, true, resized || d->fresh || first);
    d->fresh = false;
    return true;
}

void ui_dag_settle(struct ui_state *s, struct ui_model *m,
                   const struct ui_frame *f)
{
    struct ui_dag *d = f->graph_h > 0 ? dag_of(m) : NULL;

    if (!d)
        return;
    if (!ui_model_stages(m)) {
        lost(d);
        return;
    }
    d->drawn = refresh(d, s, m, ui_dag_window(f));
    if (d->drawn &&
        (d->colour_serial != m->serial || d->colour_task != s->task))
        d->drawn = ui_dag_colour(d, s, m);
}

/* --- after a change of the document ---------------------------------------------- */

static bool carry_folds(struct ui_dag_state *s, const struct ui_map *map,
                        int32_t n)
{
    uint8_t *to = s->task_fold ? calloc((size_t)n + 1, sizeof(*to)) : NULL;

    for (int32_t i = 0; to && i < s->nfold && i < map->ntask; i++)
        if (map->task[i] >= 0 && map->task[i] < n)
            to[map->task[i]] = s->task_fold[i];
    free(s->task_fold);
    s->task_fold = to;
    s->nfold = to ? n : 0;
    s->fold_serial++;
    return to != NULL;
}

static void carry_places(struct ui_dag *d, const struct ui_map *map, int32_t n)
{
    int32_t *at = malloc(((size_t)n + 1) * sizeof(*at));
    bool *several = calloc((size_t)n + 1, sizeof(*several));
    int32_t old = d->nwas < map->ntask ? d->nwas : map->ntask;

    for (int32_t i = 0; at && i < n; i++)
        at[i] = WEFT_NONE;
    for (int32_t i = 0; at && several && i < old; i++)
        if (map->task[i] >= 0 && map->task[i] < n) {
            at[map->task[i]] = d->was_at[i];
            several[map->task[i]] = d->was_several[i];
        }
    free(d->was_at);
    free(d->was_several);
    d->was_at = at;
    d->was_several = several;
    d->nwas = at && several ? n : 0;
}

void ui_dag_carry(struct ui_state *s, struct ui_model *m)
{
    const struct ui_map *map = &m->map;
    int32_t n = weft_plan_ntask(m->plan);
    struct ui_dag *d = m->dag;

    carry_folds(&s->dag, map, n);
    if (!d)
        return;
    carry_places(d, map, n);
    d->at_task = d->at_task >= 0 && d->at_task < map->ntask
                     ? map->task[d->at_task]
                     : WEFT_NONE;
}

bool ui_dag_is_stage(const struct ui *u, int32_t task)
{
    const struct ui_dag *d = ui_dag_of(u->m);
    int32_t v = d ? ui_dag_node_of(d, task) : WEFT_NONE;

    return v != WEFT_NONE && d->g.node[v].n > 1;
}
