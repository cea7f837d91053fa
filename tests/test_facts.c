/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/oom.h"
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/check.h"

struct made { /* a plan with a schedule and its facts */
    struct weft_plan *p;
    struct weft_problem *q;
    struct weft_schedule s;
    struct weft_facts *f;
};

static void release(struct made *m)
{
    weft_facts_free(m->f);
    weft_schedule_release(&m->s);
    weft_problem_free(m->q);
    weft_plan_free(m->p);
}

/* Tasks run in the option on the given copy (of the default mode), at the
 * given ticks. */
static struct made written(struct weft_plan *p, const int32_t *copy,
                           const int64_t *start)
{
    struct made m = { .p = p };
    struct weft_err err;

    m.q = problem_of(p);
    assert_i64(weft_schedule_init(&m.s, m.q->ntask, NULL), WEFT_OK);
    for (int32_t i = 0; i < m.q->ntask; i++) {
        for (int32_t o = m.q->option_begin[i]; o < m.q->option_begin[i + 1];
             o++)
            if (m.q->option[o].copy == copy[i] && m.q->option[o].mode == 0)
                m.s.opt[i] = o;
        m.s.start[i] = start[i];
    }
    if (weft_facts_new(m.q, &m.s, &m.f, &err))
        fail_msg("%s", err.msg);
    return m;
}

/* --- by hand ------------------------------------------------------------- */

static void the_article_has_its_order_path_and_slack(void **state)
{
    static const int32_t copy[] = { 0, 1, 2, 1, 0 };
    static const int64_t start[] = { 0, 1, 1, 4, 6 };
    static const int32_t order[] = { 0, 2, 1, 3, 4 }, chain[] = { 0, 2, 3, 4 };
    static const int64_t slack[] = { 0, 1, 0, 0, 0 };
    struct made m = written(plan_of_sample("article"), copy, start);

    (void)state;
    assert_i64(m.f->makespan, 7);
    assert_i64(m.f->nodes_used, 3);
    assert_i64(m.f->nchain, 4);
    for (int32_t i = 0; i < 4; i++) {
        assert_i64(m.f->chain[i], chain[i]);
        assert_false(m.f->chain_wait[i]);
    }
    for (int32_t i = 0; i < 5; i++) {
        assert_i64(m.f->order[i], order[i]);
        assert_i64(m.f->slack[i], slack[i]);
        assert_i64(m.f->critical[i], slack[i] == 0);
        assert_i64(m.f->cause[i].kind, i ? WEFT_CAUSE_LINK : WEFT_CAUSE_START);
    }
    release(&m);
}

/* The first example of the screens: 12 tasks on nodes cpu 4, gpu 1, disk 2. */
#define ON(res, n) ",'demand':{'" res "':" #n "}"
static const char *const genome =
    "{'weft':'1.0','time_unit':'none','nodes':["
    "{'id':'cpu','capacity':{'cpu':4}},{'id':'gpu','capacity':{'gpu':1}},"
    "{'id':'disk','capacity':{'disk':2}}],'tasks':["
    "{'id':'fetch','duration':3" ON(
        "disk",
        1) "},"
           "{'id':'index','duration':4" ON(
               "cpu",
               2) "},"
                  "{'id':'split','duration':2" ON(
                      "cpu",
                      1) ",'after':['fetch']},"
                         "{'id':'align_a','duration':5" ON(
                             "cpu",
                             2) ",'after':['index','split']},"
                                "{'id':'align_b','duration':5" ON(
                                    "cpu",
                                    2) ",'after':['index','split']},"
                                       "{'id':'align_c','duration':5" ON(
                                           "cpu",
                                           2) ",'after':['index','split']},"
                                              "{'id':'train','duration':8" ON(
                                                  "gpu",
                                                  1) ",'after':['split']},"
                                                     "{'id':'merge','duration':2" ON(
                                                         "disk",
                                                         1) ",'after':['align_a','align_b','align_c']},"
                                                            "{'id':'call','duration':6" ON(
                                                                "cpu",
                                                                3) ",'after':['merge']},"
                                                                   "{'id':'qc','duration':3" ON(
                                                                       "cpu",
                                                                       1) ",'after':['merge']},"
                                                                          "{'id':'score','duration':4" ON(
                                                                              "gpu",
                                                                              1) ",'after':['call','train']},"
                                                                                 "{'id':'report','duration':2" ON(
                                                                                     "cpu",
                                                                                     1) ",'after':['score','qc']}]}";
static const int32_t genome_copy[] = { 2, 0, 0, 0, 0, 0, 1, 2, 0, 0, 1, 0 };
static const int64_t genome_start[] = {
    0, 0, 3, 5, 5, 10, 5, 15, 17, 17, 23, 27
};

static void a_wait_for_capacity_is_on_the_chain_and_takes_slack(void **state)
{
    static const int64_t slack[] = { 0, 1, 0, 0, 5, 0, 10, 0, 0, 7, 0, 0 };
    static const int32_t chain[] = { 0, 2, 3, 5, 7, 8, 10, 11 };
    struct made m = written(plan_of(genome), genome_copy, genome_start);
    const struct weft_cause *c = &m.f->cause[5];
    int32_t blocker[2], n;

    (void)state;
    for (int32_t i = 0; i < 12; i++)
        assert_i64(m.f->slack[i], slack[i]);
    assert_i64(m.f->nchain, 8);
    for (int32_t i = 0; i < 8; i++) {
        assert_i64(m.f->chain[i], chain[i]);
        assert_i64(m.f->chain_wait[i], i == 3);
    }
    assert_i64(c->kind, WEFT_CAUSE_CAPACITY);
    assert_i64(c->ready, 5);
    assert_i64(c->need, 2000);
    assert_i64(c->free, 0);
    assert_i64(c->pred, 3);
    assert_i64(weft_facts_blockers(m.q, &m.s, m.f, 5, blocker, 2, &n), 2);
    assert_i64(n, 2);
    assert_i64(blocker[0], 3);
    assert_i64(blocker[1], 4);
    assert_i64(weft_facts_blockers(m.q, &m.s, m.f, 5, blocker, 1, &n), 2);
    assert_i64(n, 1);
    assert_i64(weft_facts_blockers(m.q, &m.s, m.f, 6, blocker, 2, &n), 0);
    release(&m);
}

static void cells_know_mean_use_peak_and_time_at_the_limit(void **state)
{
    static const int64_t mean[] = { 543103, 413793, 86207 };
    static const int64_t full[] = { 8, 12, 0 }, peak[] = { 4, 1, 1 };
    static const int64_t busy[] = { 23, 12, 5 };
    struct made m = written(plan_of(genome), genome_copy, genome_start);

    (void)state;
    for (int32_t c = 0; c < 3; c++) {
        assert_i64(m.f->cell[c].mean, mean[c]);
        assert_i64(m.f->cell[c].full, full[c]);
        assert_i64(m.f->cell[c].peak, peak[c] * 1000);
        assert_i64(m.f->copy_busy[c], busy[c]);
    }
    release(&m);
}

static void each_kind_of_cause_is_told(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','time_unit':'none','nodes':["
        "{'id':'a','capacity':{'cpu':2},'down':[{'from':4,'to':6}]},"
        "{'id':'b','capacity':{'cpu':2}}],"
        "'network':{'latency':1},'tasks':["
        "{'id':'start','duration':2,'demand':{'cpu':1}},"
        "{'id':'link','duration':1,"
        "'after':[{'task':'start','lag':1,'data':1}]},"
        "{'id':'released','duration':1,'release':3},"
        "{'id':'pinned','duration':1,'pin':{'start':3}},"
        "{'id':'down','duration':3,'after':['start']},"
        "{'id':'full','duration':1,'demand':{'cpu':2}},"
        "{'id':'late','duration':1},"
        "{'id':'before','duration':2,'release':2}]}";
    static const int32_t copy[] = { 0, 1, 1, 1, 0, 0, 1, 0 };
    static const int64_t start[] = { 0, 4, 3, 3, 6, 2, 5, 6 };
    static const enum weft_cause_kind kind[] = {
        WEFT_CAUSE_START, WEFT_CAUSE_LINK, WEFT_CAUSE_RELEASE,
        WEFT_CAUSE_PIN,   WEFT_CAUSE_DOWN, WEFT_CAUSE_CAPACITY,
        WEFT_CAUSE_NONE,  WEFT_CAUSE_NONE,
    };
    struct made m = written(plan_of(doc), copy, start);

    (void)state;
    for (int32_t i = 0; i < 8; i++)
        assert_i64(m.f->cause[i].kind, kind[i]);
    assert_i64(m.f->cause[1].pred, 0);
    assert_i64(m.f->cause[1].xfer, 1);
    assert_i64(m.f->cause[4].ready, 2);
    assert_i64(m.f->cause[5].pred, 0);
    assert_i64(m.f->cause[6].could, 0);
    assert_i64(m.f->cause[7].could, 2); /* until the window begins */
    release(&m);
}

static void the_lacking_cell_of_several_is_named(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','resources':{'slot':{'scope':'global','capacity':2}},"
        "'nodes':[{'id':'a','capacity':{'cpu':4,'mem':8}},{'id':'b'}],"
        "'tasks':["
        "{'id':'m','duration':5,'demand':{'cpu':1,'mem':6}},"
        "{'id':'needs_mem','duration':1,'demand':{'cpu':1,'mem':4}},"
        "{'id':'s','duration':3,'nodes':['b'],'demand':{'slot':2}},"
        "{'id':'needs_slot','duration':1,'nodes':[],'demand':{'slot':1}}]}";
    static const int32_t copy[] = { 0, 0, 1, WEFT_NONE };
    static const int64_t start[] = { 0, 5, 0, 3 };
    struct made m = written(plan_of(doc), copy, start);
    int32_t mem = weft_plan_find_res(m.p, "mem");
    int32_t slot = weft_plan_find_res(m.p, "slot");

    (void)state;
    assert_i64(m.f->cause[1].kind, WEFT_CAUSE_CAPACITY);
    assert_i64(m.q->cell[m.f->cause[1].cell].res, mem);
    assert_i64(m.f->cause[1].free, 2000);
    assert_i64(m.f->cause[3].kind, WEFT_CAUSE_CAPACITY);
    assert_i64(m.q->cell[m.f->cause[3].cell].res, slot);
    assert_i64(m.f->cause[3].pred, 2);
    release(&m);
}

static void reservations_block_but_are_never_waited_for(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':3}}],'tasks':["
        "{'id':'serve','duration':1,'hold':'plan','demand':{'cpu':1}},"
        "{'id':'t','duration':4,'demand':{'cpu':2}},"
        "{'id':'u','duration':2,'demand':{'cpu':2}}]}";
    static const int32_t copy[] = { 0, 0, 0 };
    static const int64_t start[] = { 0, 0, 4 };
    struct made m = written(plan_of(doc), copy, start);
    const struct weft_cause *c = &m.f->cause[2];
    int32_t blocker[2], n;

    (void)state;
    assert_i64(c->kind, WEFT_CAUSE_CAPACITY);
    assert_i64(c->pred, 1);
    assert_i64(weft_facts_blockers(m.q, &m.s, m.f, 2, blocker, 2, &n), 2);
    assert_i64(blocker[0], 1);
    assert_i64(blocker[1], 0);
    assert_i64(m.f->cell[0].peak, 3000);
    assert_i64(m.f->cell[0].full, 6);
    assert_i64(m.f->copy_busy[0], 6);
    release(&m);
}

static void idle_units_go_to_those_that_did_not_wait(void **state)
{
    static const char *const doc =
        "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':3}}],'tasks':["
        "{'id':'x','duration':5,'demand':{'cpu':1}},"
        "{'id':'y','duration':5,'demand':{'cpu':1}},"
        "{'id':'waits','duration':1,'demand':{'cpu':2}},"
        "{'id':'timer','duration':5,'nodes':[]},"
        "{'id':'linked','duration':1,'demand':{'cpu':1},'after':['timer']}]}";
    static const int32_t copy[] = { 0, 0, 0, WEFT_NONE, 0 };
    static const int64_t start[] = { 0, 0, 5, 0, 5 };
    struct made m = written(plan_of(doc), copy, start);

    (void)state;
    assert_i64(m.f->narc, 2);
    for (int32_t k = 0; k < 2; k++) {
        assert_i64(m.f->arc[k].from, k);
        assert_i64(m.f->arc[k].to, 2);
    }
    release(&m);
}

static void a_schedule_of_another_plan_is_refused(void **state)
{
    struct weft_plan *p = plan_of(genome);
    struct weft_problem *q = problem_of(p);
    struct weft_schedule s = { 0 };
    struct weft_facts *f = NULL;

    (void)state;
    assert_i64(weft_schedule_init(&s, 3, NULL), WEFT_OK);
    assert_i64(weft_facts_new(q, &s, &f, NULL), WEFT_E_INVAL);
    weft_schedule_release(&s);
    assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
    assert_i64(weft_facts_new(q, &s, &f, NULL), WEFT_E_INVAL);
    for (int32_t i = 0; i < q->ntask; i++)
        s.opt[i] = q->option_begin[i]; /* all at 0: over every capacity */
    assert_i64(weft_facts_new(q, &s, &f, NULL), WEFT_E_INVAL);
    assert_null(f);
    weft_schedule_release(&s);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void a_plan_without_tasks_has_empty_facts(void **state)
{
    struct made m = written(plan_of("{'weft':'1.0','tasks':[]}"), NULL, NULL);

    (void)state;
    assert_i64(m.f->makespan, 0);
    assert_i64(m.f->nchain, 0);
    assert_i64(m.f->cost, 0);
    release(&m);
}

/* --- on random schedules ------------------------------------------------- */

#define SEEDS 400

/* A random plan with a random schedule; false where none was found. */
static bool make(uint64_t seed, unsigned without, struct made *m)
{
    struct rand_opts o = rand_small(seed);
    uint64_t rng = seed;
    struct weft_err err;

    if (seed % 4 == 0)
        o.features |= RAND_PIN | RAND_TIGHT;
    o.features &= ~without;
    o.tasks = 5 + (int)(seed % 20);
    *m = (struct made){ .p = plan_of_rand(&o) };
    m->q = problem_of(m->p);
    assert_i64(weft_schedule_init(&m->s, m->q->ntask, NULL), WEFT_OK);
    if (!serial_random(m->q, &rng, &m->s)) {
        release(m);
        return false;
    }
    if (weft_facts_new(m->q, &m->s, &m->f, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.msg);
    return true;
}

/* Does the checker pass these starts; their makespan in ticks. */
static bool passes(const struct made *m, const int64_t *start,
                   int64_t *makespan)
{
    struct weft_schedule s = m->s;
    struct weft_place *place = NULL;
    struct weft_diags diags = { 0 };
    int64_t milli = 0;
    bool good;

    s.start = malloc(((size_t)s.n + 1) * sizeof(*s.start));
    assert_non_null(s.start);
    memcpy(s.start, start, (size_t)s.n * sizeof(*s.start));
    assert_i64(weft_schedule_places(m->q, &s, &place, NULL), WEFT_OK);
    good = !weft_check(m->p, place, (size_t)s.n, &milli, &diags, NULL);
    if (makespan)
        *makespan = milli / m->q->tick;
    weft_diags_release(&diags);
    free(place);
    free(s.start);
    return good;
}

static int64_t dur(const struct made *m, int32_t i)
{
    return m->q->option[m->s.opt[i]].dur;
}

/* Move every task to where links and arcs let it start at the earliest, not
 * before start[]. */
static void push(const struct made *m, int64_t *start)
{
    const struct weft_graph *g = &m->q->graph;

    for (int32_t k = 0; k < m->f->n; k++) {
        int32_t i = m->f->order[k];

        for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
            int32_t u = g->pred[e];
            int64_t at = start[u] + dur(m, u) +
                         weft_problem_delay(m->q, g->pred_link[e], g->pred_w[e],
                                            m->s.opt[u], m->s.opt[i]);

            start[i] = at > start[i] ? at : start[i];
        }
        for (int32_t a = 0; a < m->f->narc; a++) {
            int32_t u = m->f->arc[a].from;

            if (m->f->arc[a].to == i && start[u] + dur(m, u) > start[i])
                start[i] = start[u] + dur(m, u);
        }
    }
}

#define FAIL(seed, i, what)                                                    \
    fail_msg("seed %llu, task %d: " what, (unsigned long long)(seed), (int)(i))

static void delayed(const struct made *m, int32_t i, int64_t by, int64_t *start)
{
    memcpy(start, m->s.start, (size_t)m->f->n * sizeof(*start));
    start[i] += by;
    push(m, start);
}

static void a_task_can_slip_by_its_slack_and_not_more(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;
        int64_t start[32], makespan;

        if (!make(seed, 0, &m))
            continue;
        for (int32_t i = 0; i < m.f->n; i++) {
            delayed(&m, i, m.f->slack[i], start);
            if (!passes(&m, start, &makespan))
                FAIL(seed, i, "its slack breaks the plan");
            if (makespan != m.f->makespan)
                FAIL(seed, i, "its slack moves the makespan");
            delayed(&m, i, m.f->slack[i] + 1, start);
            if (passes(&m, start, &makespan) && makespan <= m.f->makespan)
                FAIL(seed, i, "it has more slack than is said");
        }
        release(&m);
    }
}

static void delaying_a_critical_task_delays_the_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;
        int64_t start[32];

        if (!make(seed, 0, &m))
            continue;
        for (int32_t i = 0; i < m.f->n; i++) {
            int64_t last = 0;

            delayed(&m, i, 1, start);
            for (int32_t k = 0; k < m.f->n; k++)
                if (start[k] + dur(&m, k) > last)
                    last = start[k] + dur(&m, k);
            if (m.f->critical[i] != (last > m.f->makespan))
                FAIL(seed, i, "critical is wrong");
            if (m.f->critical[i] && m.f->slack[i])
                FAIL(seed, i, "critical with slack");
        }
        release(&m);
    }
}

/* The flow of units makes capacities a matter of order alone. */
static void every_choice_of_starts_that_keeps_the_arcs_is_valid(void **state)
{
    int tried = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;
        uint64_t rng = seed;
        int64_t start[32];

        if (!make(seed, RAND_DOWN | RAND_DEADLINE | RAND_PIN, &m))
            continue;
        for (int k = 0; k < 10; k++) {
            for (int32_t i = 0; i < m.f->n; i++)
                start[i] = m.s.start[i] * rand_below(&rng, 3) / 2 +
                           rand_below(&rng, 5);
            for (int32_t i = 0; i < m.f->n; i++)
                if (start[i] < m.q->release[i])
                    start[i] = m.q->release[i];
            push(&m, start);
            if (!passes(&m, start, NULL))
                FAIL(seed, k, "the arcs do not hold the capacities");
            tried++;
        }
        release(&m);
    }
    assert_true(tried > 3000);
}

static void causes_are_tight(void **state)
{
    int seen[WEFT_CAUSE_NONE + 1] = { 0 };

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;
        int64_t start[32];

        if (!make(seed, 0, &m))
            continue;
        for (int32_t i = 0; i < m.f->n; i++) {
            const struct weft_cause *c = &m.f->cause[i];

            seen[c->kind]++;
            memcpy(start, m.s.start, (size_t)m.f->n * sizeof(*start));
            if (c->kind != WEFT_CAUSE_NONE) {
                start[i]--;
                if (passes(&m, start, NULL))
                    FAIL(seed, i, "it could start a tick earlier");
                continue;
            }
            for (int64_t t = c->ready; t < m.s.start[i]; t++) {
                start[i] = t;
                if (passes(&m, start, NULL) == (t < c->could))
                    FAIL(seed, i, "it could start at another time than said");
                if (t == c->could)
                    break;
            }
        }
        release(&m);
    }
    for (int k = 0; k <= WEFT_CAUSE_NONE; k++)
        assert_true(seen[k] > 0);
}

static int64_t use_of(const struct made *m, int32_t i, int32_t cell)
{
    const struct weft_option *o = &m->q->option[m->s.opt[i]];
    int64_t sum = 0;

    for (int32_t k = o->use_begin; k < o->use_begin + o->nuse; k++)
        sum += m->q->use[k].cell == cell ? m->q->use[k].qty : 0;
    return sum;
}

static bool holds_at(const struct made *m, int32_t i, int64_t t)
{
    return m->q->hold[i] ||
           (m->s.start[i] <= t && t < m->s.start[i] + dur(m, i));
}

static int64_t load_at(const struct made *m, int32_t cell, int64_t t)
{
    int64_t sum = 0;

    for (int32_t i = 0; i < m->f->n; i++)
        if (holds_at(m, i, t))
            sum += use_of(m, i, cell);
    return sum;
}

static void waits_name_cell_shortage_and_all_who_hold_it(void **state)
{
    int waits = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;

        if (!make(seed, 0, &m))
            continue;
        for (int32_t i = 0; i < m.f->n; i++) {
            const struct weft_cause *c = &m.f->cause[i];
            int64_t before = m.s.start[i] - 1;
            int32_t holders = 0, all, blocker[64], n;
            bool arc = false;

            if (c->kind != WEFT_CAUSE_CAPACITY)
                continue;
            waits++;
            if (c->need != use_of(&m, i, c->cell) ||
                c->free !=
                    m.q->cell[c->cell].cap - load_at(&m, c->cell, before) ||
                c->need <= c->free)
                FAIL(seed, i, "the shortage is wrong");
            for (int32_t k = 0; k < m.f->n; k++)
                holders += holds_at(&m, k, before) && use_of(&m, k, c->cell);
            all = weft_facts_blockers(m.q, &m.s, m.f, i, blocker, 64, &n);
            if (holders != all || n != all)
                FAIL(seed, i, "not all who hold the cell are named");
            for (int32_t k = 0; k < n; k++)
                if (!holds_at(&m, blocker[k], before) ||
                    !use_of(&m, blocker[k], c->cell))
                    FAIL(seed, i, "a blocker does not hold the cell");
            for (int32_t k = 0; k < m.f->narc; k++)
                arc |= m.f->arc[k].from == c->pred && m.f->arc[k].to == i &&
                       m.f->arc[k].cell == c->cell;
            if (!arc || m.f->finish[c->pred] != m.s.start[i])
                FAIL(seed, i, "no unit came from the task it waited for");
        }
        release(&m);
    }
    assert_true(waits > 300);
}

static void order_is_topological_and_sorted(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;
        int32_t rank[32];

        if (!make(seed, 0, &m))
            continue;
        for (int32_t k = 0; k < m.f->n; k++) {
            rank[m.f->order[k]] = k;
            if (k && m.s.start[m.f->order[k]] < m.s.start[m.f->order[k - 1]])
                FAIL(seed, m.f->order[k], "not sorted by start");
        }
        for (int32_t v = 0; v < m.f->n; v++)
            for (int32_t e = m.q->graph.pred_begin[v];
                 e < m.q->graph.pred_begin[v + 1]; e++)
                if (rank[m.q->graph.pred[e]] > rank[v])
                    FAIL(seed, v, "comes before its predecessor");
        release(&m);
    }
}

static void the_chain_is_tight_from_its_root_to_the_makespan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;

        if (!make(seed, 0, &m))
            continue;
        assert_true(m.f->nchain > 0);
        for (int32_t k = 0; k < m.f->nchain; k++) {
            int32_t i = m.f->chain[k];
            const struct weft_cause *c = &m.f->cause[i];

            if (!m.f->critical[i])
                FAIL(seed, i, "on the chain but not critical");
            if (k == 0 && c->pred != WEFT_NONE)
                FAIL(seed, i, "the chain could go on");
            if (k && c->pred != m.f->chain[k - 1])
                FAIL(seed, i, "the chain is torn");
            if (m.f->chain_wait[k] != (c->kind == WEFT_CAUSE_CAPACITY))
                FAIL(seed, i, "a link is taken for a wait, or back");
        }
        assert_i64(m.f->finish[m.f->chain[m.f->nchain - 1]], m.f->makespan);
        release(&m);
    }
}

static void use_agrees_with_adding_up_tick_by_tick(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct made m;

        if (!make(seed, RAND_SPEED, &m))
            continue;
        for (int32_t c = 0; c < m.q->ncell; c++) {
            const struct weft_cell_use *u = &m.f->cell[c];
            int64_t area = 0, full = 0, peak = 0, least = INT64_MAX;
            int64_t cap = m.q->cell[c].cap;
            int32_t step = u->step_begin;

            for (int32_t o = 0; o < m.q->option_begin[m.q->ntask]; o++)
                for (int32_t k = m.q->option[o].use_begin;
                     k < m.q->option[o].use_begin + m.q->option[o].nuse; k++)
                    if (m.q->use[k].cell == c && m.q->use[k].qty < least)
                        least = m.q->use[k].qty;
            for (int64_t t = 0; t < m.f->makespan; t++) {
                int64_t load = load_at(&m, c, t);

                area += load;
                peak = load > peak ? load : peak;
                full += cap - load < least;
                while (step + 1 < u->step_begin + u->nstep &&
                       m.f->step[step + 1].at <= t)
                    step++;
                if (m.f->step[step].use != load)
                    FAIL(seed, c, "a step of this cell is wrong");
            }
            if (m.f->makespan)
                area = (2000000 * area + cap * m.f->makespan) /
                       (2 * cap * m.f->makespan);
            assert_i64(u->mean, area);
            assert_i64(u->full, full);
            assert_i64(u->peak, peak);
        }
        release(&m);
    }
}

static void a_crowded_cell_is_searched_in_blocks(void **state)
{
    enum { N = 600 };
    static int32_t copy[N];
    static int64_t start[N];
    static char doc[N * 60 + 200];
    struct made m;

    (void)state;
    strcpy(doc, "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':2}}],"
                "'tasks':[");
    for (int i = 0; i < N; i++) {
        snprintf(doc + strlen(doc), sizeof(doc) - strlen(doc),
                 "%s{'id':'t%d','duration':%d,'demand':{'cpu':%d}}",
                 i ? "," : "", i, i == N - 1 ? 2 : 1, i == N - 1 ? 1 : 2);
        start[i] = i + (i >= 300);
    }
    strcat(doc, "]}");
    /* 0..300 without a gap, a gap of 1, 301..600: the last one, of length 2
     * and half as wide, finds no hole, but one of length 1 would */
    m = written(plan_of(doc), copy, start);
    assert_i64(m.f->cause[299].kind, WEFT_CAUSE_CAPACITY);
    assert_i64(m.f->cause[300].kind, WEFT_CAUSE_NONE);
    assert_i64(m.f->cause[300].could, 300);
    assert_i64(m.f->cause[598].kind, WEFT_CAUSE_NONE);
    assert_i64(m.f->cause[598].could, 300);
    assert_i64(m.f->cause[599].kind, WEFT_CAUSE_CAPACITY);
    assert_i64(m.f->cause[599].pred, 598);
    release(&m);
}

static void places_are_the_schedule_and_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct made m;
        struct weft_place *place = NULL;
        struct weft_schedule back = { 0 };

        if (!make(seed, 0, &m))
            continue;
        assert_i64(weft_schedule_places(m.q, &m.s, &place, NULL), WEFT_OK);
        assert_i64(weft_schedule_init(&back, m.q->ntask, NULL), WEFT_OK);
        assert_i64(
            weft_places_schedule(m.q, place, (size_t)m.f->n, &back, NULL),
            WEFT_OK);
        for (int32_t i = 0; i < m.f->n; i++) {
            assert_i64(back.opt[i], m.s.opt[i]);
            assert_i64(back.start[i], m.s.start[i]);
        }
        place[0].mode = 99;
        assert_i64(weft_places_schedule(m.q, place, 1, &back, NULL),
                   WEFT_E_REF);
        place[0].task = 99;
        assert_i64(weft_places_schedule(m.q, place, 1, &back, NULL),
                   WEFT_E_REF);
        if (m.q->tick > 1) {
            place[1].start++;
            assert_i64(weft_places_schedule(m.q, place + 1, 1, &back, NULL),
                       WEFT_E_INVAL);
        }
        free(place);
        weft_schedule_release(&back);
        release(&m);
    }
}

static void running_out_of_memory_is_returned(void **state)
{
    struct made m = written(plan_of(genome), genome_copy, genome_start);

    (void)state;
    weft_facts_free(m.f);
    for (long k = 1;; k++) {
        enum weft_rc rc;

        m.f = NULL;
        oom_at(k);
        rc = weft_facts_new(m.q, &m.s, &m.f, NULL);
        if (!oom_stop()) {
            assert_i64(rc, WEFT_OK);
            break;
        }
        assert_i64(rc, WEFT_E_NOMEM);
        assert_null(m.f);
    }
    release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_article_has_its_order_path_and_slack),
        cmocka_unit_test(a_wait_for_capacity_is_on_the_chain_and_takes_slack),
        cmocka_unit_test(cells_know_mean_use_peak_and_time_at_the_limit),
        cmocka_unit_test(each_kind_of_cause_is_told),
        cmocka_unit_test(the_lacking_cell_of_several_is_named),
        cmocka_unit_test(reservations_block_but_are_never_waited_for),
        cmocka_unit_test(idle_units_go_to_those_that_did_not_wait),
        cmocka_unit_test(a_schedule_of_another_plan_is_refused),
        cmocka_unit_test(a_plan_without_tasks_has_empty_facts),
        cmocka_unit_test(a_task_can_slip_by_its_slack_and_not_more),
        cmocka_unit_test(delaying_a_critical_task_delays_the_plan),
        cmocka_unit_test(every_choice_of_starts_that_keeps_the_arcs_is_valid),
        cmocka_unit_test(causes_are_tight),
        cmocka_unit_test(waits_name_cell_shortage_and_all_who_hold_it),
        cmocka_unit_test(order_is_topological_and_sorted),
        cmocka_unit_test(the_chain_is_tight_from_its_root_to_the_makespan),
        cmocka_unit_test(use_agrees_with_adding_up_tick_by_tick),
        cmocka_unit_test(a_crowded_cell_is_searched_in_blocks),
        cmocka_unit_test(places_are_the_schedule_and_back),
        cmocka_unit_test(running_out_of_memory_is_returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
