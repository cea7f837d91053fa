/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tplan.h"
#include "lib/tweft.h"

#include "weft/analysis.h"
#include "weft/check.h"

/* --- one valid schedule, broken in every way ----------------------------- */

/* Everything the model knows, on few tasks. */
static const char *const everything =
    "{'weft':'1.0','time_unit':'none','resources':{"
    "'slot':{'scope':'global','capacity':2},"
    "'tok':{'scope':'global','kind':'consumable','capacity':9}},"
    "'nodes':["
    "{'id':'a','capacity':{'cpu':4},'labels':{'zone':'x'}},"
    "{'id':'b','capacity':{'cpu':2,'gpu':1},'speed':2,'count':2},"
    "{'id':'d','capacity':{'cpu':4},'down':[{'from':20,'to':25}]}],"
    "'network':{'latency':1,'bandwidth':3},'tasks':["
    "{'id':'first','duration':10,'demand':{'cpu':2,'tok':4},"
    "'durations':{'b':4,'b-2':3}},"
    "{'id':'second','duration':10,'demand':{'cpu':2},"
    "'after':[{'task':'first','lag':2,'data':4}]},"
    "{'id':'third','duration':5,'demand':{'gpu':1},'nodes':['b'],"
    "'modes':[{'name':'slow','duration':8,'demand':{'cpu':3},'nodes':['d']}]},"
    "{'id':'early','duration':2,'deadline':12,'release':8,"
    "'where':{'zone':'x'}},"
    "{'id':'fixed','duration':2,'pin':{'node':'b-1','start':30}},"
    "{'id':'ask','duration':7,'nodes':[],'demand':{'slot':1}},"
    "{'id':'serve','duration':1,'demand':{'cpu':1,'slot':1},'hold':'plan'},"
    "{'id':'wide','duration':4,'demand':{'cpu':3,'tok':5},'nodes':['d']}"
    "]}";

enum { FIRST, SECOND, THIRD, EARLY, FIXED, ASK, SERVE, WIDE, NTASK };
enum { A, B, D };

/* As it should be; times in thousandths. */
static const struct weft_place valid[NTASK] = {
    { FIRST, A, 0, 0, 0, 10000 },
    { SECOND, B, 0, 0, 14334, 19334 }, /* lag 2, transfer 1 + 4/3 */
    { THIRD, B, 1, 0, 0, 2500 },
    { EARLY, A, 0, 0, 10000, 12000 },
    { FIXED, B, 0, 0, 30000, 31000 },
    { ASK, WEFT_NONE, WEFT_NONE, 0, 5000, 12000 },
    { SERVE, A, 0, 0, 3000, 4000 },
    { WIDE, D, 0, 0, 0, 4000 },
};

/* Check places against the plan and compare the faults, one a line, as
 * "pointer: message". */
static void expect(const struct weft_plan *p, const struct weft_place *place,
                   size_t n, const char *want)
{
    struct weft_diags diags = { 0 };
    char got[4000] = "";
    enum weft_rc rc = weft_check(p, place, n, NULL, &diags, NULL);

    for (size_t i = 0; i < diags.n; i++)
        snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s: %s",
                 i ? "\n" : "", diags.v[i].pointer, diags.v[i].msg);
    assert_string_equal(got, want);
    assert_i64(rc, diags.errors ? WEFT_E_INVAL : WEFT_OK);
    weft_diags_release(&diags);
}

static void a_valid_schedule_passes_and_has_its_makespan(void **state)
{
    struct weft_plan *p = plan_of(everything);
    struct weft_diags diags = { 0 };
    int64_t makespan = 0;

    (void)state;
    expect(p, valid, NTASK, "");
    weft_check(p, valid, NTASK, &makespan, &diags, NULL);
    assert_i64(makespan, 31000);
    weft_diags_release(&diags);
    weft_plan_free(p);
}

static void every_violation_names_task_node_resource_and_time(void **state)
{
    static const struct {
        struct weft_place place; /* replaces the one of its task */
        const char *fault;
    } row[] = {
        { { FIRST, A, 0, 1, 0, 10000 },
          "/schedule/tasks/0: task 'first' has no such mode" },
        { { FIRST, 9, 0, 0, 0, 10000 },
          "/schedule/tasks/0: task 'first' is on a node that does not exist" },
        { { FIRST, A, 1, 0, 0, 10000 },
          "/schedule/tasks/0: task 'first' is on a node that does not exist" },
        { { FIRST, WEFT_NONE, 0, 0, 0, 10000 },
          "/schedule/tasks/0: task 'first' must run on a node" },
        { { FIRST, A, 0, 0, 0, 9000 },
          "/schedule/tasks/0: task 'first' starts at 0 and takes 10 on node "
          "'a', so it cannot finish at 9" },
        { { FIRST, B, 1, 0, 2500, 12500 },
          "/schedule/tasks/0: task 'first' starts at 2.5 and takes 3 on node "
          "'b-2', so it cannot finish at 12.5\n"
          "/schedule/tasks/1: task 'second' starts at 14.334, too early "
          "after 'first', which finishes at 12.5, lag 2, transfer 2.334" },
        { { FIRST, A, 0, 0, -1000, 9000 },
          "/schedule/tasks/0: task 'first' starts at -1, before the plan does\n"
          "/schedule/tasks/0: task 'first' starts at -1, before its release "
          "at 0" },
        { { SECOND, B, 0, 0, 14333, 19333 },
          "/schedule/tasks/1: task 'second' starts at 14.333, too early "
          "after 'first', which finishes at 10, lag 2, transfer 2.334" },
        { { SECOND, A, 0, 0, 11000, 21000 },
          "/schedule/tasks/1: task 'second' starts at 11, too early after "
          "'first', which finishes at 10, lag 2" },
        { { THIRD, A, 0, 0, 20000, 25000 },
          "/schedule/tasks/2: task 'third' may not run on node 'a'\n"
          "/schedule/tasks/2: task 'third' needs gpu 1, but node 'a' has 0" },
        { { THIRD, B, 0, 1, 20000, 24000 },
          "/schedule/tasks/2: task 'third' may not run on node 'b-1'\n"
          "/schedule/tasks/2: task 'third' needs cpu 3, but node 'b-1' has 2" },
        { { THIRD, D, 0, 1, 3000, 11000 },
          "/schedule/tasks/2: task 'third' overloads cpu of node 'd' at 3: 6 "
          "in use, capacity 4" },
        { { THIRD, D, 0, 1, 13000, 21000 },
          "/schedule/tasks/2: task 'third' runs from 13 to 21 on node 'd', "
          "which is down from 20 to 25" },
        { { THIRD, D, 0, 1, 24999, 32999 },
          "/schedule/tasks/2: task 'third' runs from 24.999 to 32.999 on node "
          "'d', which is down from 20 to 25" },
        { { EARLY, B, 1, 0, 8000, 9000 },
          "/schedule/tasks/3: task 'early' may only run where 'zone' is 'x', "
          "not on node 'b-2'" },
        { { EARLY, A, 0, 0, 7000, 9000 },
          "/schedule/tasks/3: task 'early' starts at 7, before its release at "
          "8" },
        { { EARLY, A, 0, 0, 11000, 13000 },
          "/schedule/tasks/3: task 'early' finishes at 13, after its deadline "
          "at 12" },
        { { FIXED, B, 1, 0, 30000, 31000 },
          "/schedule/tasks/4: task 'fixed' is pinned to node 'b-1', not to "
          "node 'b-2'" },
        { { FIXED, B, 0, 0, 30001, 31001 },
          "/schedule/tasks/4: task 'fixed' is pinned to start at 30, not at "
          "30.001" },
        { { ASK, A, 0, 0, 5000, 12000 },
          "/schedule/tasks/5: task 'ask' must run on no node" },
        { { SERVE, B, 1, 0, 3000, 3500 }, "" },
        { { WIDE, D, 0, 0, 18000, 22000 },
          "/schedule/tasks/7: task 'wide' runs from 18 to 22 on node 'd', "
          "which is down from 20 to 25" },
    };
    struct weft_plan *p = plan_of(everything);

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
        struct weft_place place[NTASK];

        memcpy(place, valid, sizeof(valid));
        place[row[i].place.task] = row[i].place;
        expect(p, place, NTASK, row[i].fault);
    }
    weft_plan_free(p);
}

static void a_missing_and_a_doubled_task_are_named(void **state)
{
    struct weft_plan *p = plan_of(everything);
    struct weft_place place[NTASK];

    (void)state;
    expect(p, valid, NTASK - 1, "/schedule/tasks: task 'wide' has no place");
    memcpy(place, valid, sizeof(valid));
    place[WIDE] = valid[ASK];
    expect(p, place, NTASK,
           "/schedule/tasks/7: task 'ask' has a second place\n"
           "/schedule/tasks: task 'wide' has no place");
    place[WIDE].task = 99;
    expect(p, place, NTASK,
           "/schedule/tasks/7: this place is of no task\n"
           "/schedule/tasks: task 'wide' has no place");
    weft_plan_free(p);
}

static void capacity_counts_reservations_from_before_the_start(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','time_unit':'none','nodes':["
        "{'id':'a','capacity':{'cpu':4}}],'tasks':["
        "{'id':'serve','duration':2,'demand':{'cpu':2},'hold':'plan'},"
        "{'id':'t','duration':3,'demand':{'cpu':3}},"
        "{'id':'more','duration':1,'demand':{'cpu':3},'hold':'plan'}"
        "]}");
    static const struct weft_place place[] = { { 0, 0, 0, 0, 9000, 11000 },
                                               { 1, 0, 0, 0, 1000, 4000 },
                                               { 2, 0, 0, 0, 0, 1000 } };

    (void)state;
    expect(p, place, 2,
           "/schedule/tasks/1: task 't' overloads cpu of node 'a' at 1: 5 in "
           "use, capacity 4\n"
           "/schedule/tasks: task 'more' has no place");
    expect(p, place, 3,
           "/schedule/tasks/2: task 'more' reserves cpu of node 'a': 5 in use, "
           "capacity 4");
    weft_plan_free(p);
}

static void globals_and_budgets_count_over_all_nodes(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','resources':{'slot':{'scope':'global','capacity':1},"
        "'tok':{'scope':'global','kind':'consumable','capacity':9}},"
        "'nodes':[{'id':'a'},{'id':'b'}],'tasks':["
        "{'id':'t','duration':3,'demand':{'slot':1,'tok':5}},"
        "{'id':'u','duration':3,'demand':{'slot':1,'tok':5}}]}");
    static const struct weft_place place[] = { { 0, 0, 0, 0, 0, 3000 },
                                               { 1, 1, 0, 0, 2999, 5999 } };

    (void)state;
    expect(p, place, 2,
           "/schedule/tasks/1: task 'u' overloads slot at 2s999ms: 2 in use, "
           "capacity 1\n"
           "/schedule/tasks: the plan uses tok 10 of a budget of 9");
    weft_plan_free(p);
}

static void runs_that_touch_do_not_overlap(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':1},"
        "'down':[{'from':6,'to':8}]}],'tasks':["
        "{'id':'t','duration':3,'demand':{'cpu':1}},"
        "{'id':'u','duration':3,'demand':{'cpu':1}},"
        "{'id':'v','duration':3,'demand':{'cpu':1}},"
        "{'id':'zero','duration':0,'demand':{'cpu':1}}]}");
    static const struct weft_place place[] = { { 0, 0, 0, 0, 0, 3000 },
                                               { 1, 0, 0, 0, 3000, 6000 },
                                               { 2, 0, 0, 0, 8000, 11000 },
                                               { 3, 0, 0, 0, 1000, 1000 } };

    (void)state;
    expect(p, place, 4, "");
    weft_plan_free(p);
}

static void
an_overload_is_of_a_task_that_starts_not_of_one_that_ends(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':1}}],"
        "'tasks':[{'id':'t','duration':3,'demand':{'cpu':1}},"
        "{'id':'u','duration':3,'demand':{'cpu':1}},"
        "{'id':'ends','duration':3,'demand':{'cpu':1}}]}");
    static const struct weft_place place[] = { { 0, 0, 0, 0, 3000, 6000 },
                                               { 1, 0, 0, 0, 3000, 6000 },
                                               { 2, 0, 0, 0, 0, 3000 } };

    (void)state;
    expect(p, place, 3,
           "/schedule/tasks/1: task 'u' overloads cpu of node 'a' at 3s: 2 in "
           "use, capacity 1");
    weft_plan_free(p);
}

static void
a_run_of_no_length_still_keeps_out_of_windows_and_needs_room(void **state)
{
    struct weft_plan *p = plan_of(
        "{'weft':'1.0','nodes':[{'id':'a','capacity':{'cpu':1},"
        "'down':[{'from':6,'to':8}]}],'tasks':["
        "{'id':'zero','duration':0,'demand':{'cpu':2}}]}");
    struct weft_place place = { 0, 0, 0, 0, 7000, 7000 };

    (void)state;
    expect(p, &place, 1,
           "/schedule/tasks/0: task 'zero' runs from 7s to 7s on node 'a', "
           "which is down from 6s to 8s\n"
           "/schedule/tasks/0: task 'zero' needs cpu 2, but node 'a' has 1");
    weft_plan_free(p);
}

static void a_plan_without_nodes_has_no_node_to_run_on(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','tasks':["
                                  "{'id':'t','duration':3,"
                                  "'demand':{'cpu':1}}]}");
    struct weft_place place = { 0, WEFT_NONE, WEFT_NONE, 0, 0, 3000 };

    (void)state;
    expect(p, &place, 1, "");
    weft_plan_free(p);
}

static void names_are_made_safe_to_show(void **state)
{
    struct weft_plan *p = plan_of("{'weft':'1.0','tasks':["
                                  "{'id':'a\u202eb','duration':3}]}");
    struct weft_place place = { 0, WEFT_NONE, WEFT_NONE, 0, 0, 2000 };

    (void)state;
    expect(p, &place, 1,
           "/schedule/tasks/0: task 'a\ufffdb' starts at 0 and takes 3s, so "
           "it cannot finish at 2s");
    weft_plan_free(p);
}

/* --- against a second implementation ------------------------------------- */

/* The rules again, told from the point of view of an instant: at each moment
 * at which something starts, who runs and what does it take. */
static bool covers(struct weft_node_ref ref, const struct weft_place *pl)
{
    return ref.node == pl->node &&
           (ref.copy == WEFT_NONE || ref.copy == pl->copy);
}

static int64_t amount(const struct weft_amount *v, int32_t n, int32_t res)
{
    for (int32_t i = 0; i < n; i++)
        if (v[i].res == res)
            return v[i].qty;
    return 0;
}

static int64_t wants(const struct weft_plan *p, const struct weft_place *pl,
                     int32_t res)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);

    if (pl->mode)
        return amount(t->mode[pl->mode - 1].demand,
                      t->mode[pl->mode - 1].ndemand, res);
    return amount(t->demand, t->ndemand, res);
}

static int64_t there(const struct weft_plan *p, int32_t node, int32_t res)
{
    if (weft_plan_res(p, res)->global)
        return weft_plan_res(p, res)->capacity;
    return amount(weft_plan_node(p, node)->capacity,
                  weft_plan_node(p, node)->ncapacity, res);
}

static bool task_is_right(const struct weft_plan *p,
                          const struct weft_place *pl)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);
    const struct weft_mode *m = pl->mode ? &t->mode[pl->mode - 1] : NULL;
    const struct weft_node_ref *list = m && m->has_nodes ? m->node : t->node;
    int32_t nlist = m && m->has_nodes ? m->nnode : t->nnode;
    bool listed = (m && m->has_nodes) || t->has_nodes;
    bool none = weft_plan_nnode(p) == 0 || (listed && nlist == 0);
    int64_t dur = m ? m->duration : t->duration;
    bool good = !listed || none, own = false;

    if (none != (pl->node == WEFT_NONE))
        return false;
    if (t->pin.node != WEFT_NONE && (none || !covers(t->pin, pl)))
        return false;
    if (!none) {
        const struct weft_node *n = weft_plan_node(p, pl->node);

        for (int32_t i = 0; i < nlist; i++)
            good |= covers(list[i], pl);
        for (int32_t i = 0; i < t->nwhere; i++) {
            bool has = false;

            for (int32_t k = 0; k < n->nlabel; k++)
                has |= !strcmp(n->label[k].key, t->where[i].key) &&
                       !strcmp(n->label[k].value, t->where[i].value);
            good &= has;
        }
        for (int32_t i = 0; i < t->non && !m; i++)
            if (covers(t->on[i].at, pl) && t->on[i].at.copy == WEFT_NONE) {
                dur = t->on[i].duration;
                own = true;
            }
        for (int32_t i = 0; i < t->non && !m; i++)
            if (covers(t->on[i].at, pl) && t->on[i].at.copy != WEFT_NONE) {
                dur = t->on[i].duration;
                own = true;
            }
        if (!own) { /* the least d with d x speed >= duration */
            int64_t slow = dur * 1000000000 / n->speed;

            while (slow * (n->speed / 1000) < dur * 1000000)
                slow++;
            dur = slow;
        }
        for (int32_t i = 0; i < n->ndown; i++)
            good &= pl->finish <= n->down[i].from || pl->start >= n->down[i].to;
    }
    for (int32_t r = 0; r < weft_plan_nres(p); r++)
        if (!weft_plan_res(p, r)->consumable &&
            (weft_plan_res(p, r)->global || !none))
            good &= wants(p, pl, r) <= there(p, pl->node, r);
    return good && pl->start >= t->release && pl->start + dur == pl->finish &&
           (!t->has_deadline || pl->finish <= t->deadline) &&
           (!t->has_pin_start || pl->start == t->pin_start);
}

static bool instant_is_right(const struct weft_plan *p,
                             const struct weft_place *place, int32_t n,
                             int64_t at)
{
    for (int32_t r = 0; r < weft_plan_nres(p); r++)
        for (int32_t k = 0; k < n; k++) {
            bool global = weft_plan_res(p, r)->global;
            int64_t sum = 0;

            if (weft_plan_res(p, r)->consumable ||
                (!global && place[k].node == WEFT_NONE))
                continue;
            for (int32_t i = 0; i < n; i++)
                if ((global || (place[i].node == place[k].node &&
                                place[i].copy == place[k].copy)) &&
                    (weft_plan_task(p, place[i].task)->hold_plan ||
                     (place[i].start <= at && at < place[i].finish)))
                    sum += wants(p, &place[i], r);
            if (sum > there(p, place[k].node, r))
                return false;
        }
    return true;
}

static bool links_are_right(const struct weft_plan *p,
                            const struct weft_place *place)
{
    for (int32_t v = 0; v < weft_plan_ntask(p); v++)
        for (int32_t k = 0; k < weft_plan_task(p, v)->nafter; k++) {
            const struct weft_link *l = &weft_plan_task(p, v)->after[k];
            const struct weft_place *a = &place[l->task], *b = &place[v];
            int64_t at = a->finish + l->lag;

            if (l->data && weft_plan_has_network(p) && a->node != WEFT_NONE &&
                b->node != WEFT_NONE &&
                (a->node != b->node || a->copy != b->copy)) {
                int64_t rate = weft_plan_bandwidth(p);

                at += weft_plan_latency(p) + l->data * 1000 / rate +
                      (l->data * 1000 % rate != 0);
            }
            if (b->start < at)
                return false;
        }
    return true;
}

/* place[i] is of task i. */
static bool is_right(const struct weft_plan *p, const struct weft_place *place)
{
    int32_t n = weft_plan_ntask(p);

    for (int32_t i = 0; i < n; i++)
        if (place[i].start < 0 || !task_is_right(p, &place[i]))
            return false;
    for (int32_t i = 0; i < n; i++)
        if (!instant_is_right(p, place, n, place[i].start))
            return false;
    for (int32_t r = 0; r < weft_plan_nres(p); r++) {
        int64_t sum = 0;

        for (int32_t i = 0; i < n; i++)
            sum += wants(p, &place[i], r);
        if (weft_plan_res(p, r)->consumable &&
            sum > weft_plan_res(p, r)->capacity)
            return false;
    }
    return links_are_right(p, place);
}

static bool passes(const struct weft_plan *p, const struct weft_place *place)
{
    struct weft_diags diags = { 0 };
    bool good = weft_check(p, place, (size_t)weft_plan_ntask(p), NULL, &diags,
                           NULL) == WEFT_OK;

    weft_diags_release(&diags);
    return good;
}

/* Change one place by chance: later or earlier, longer or shorter, another
 * node, another mode. */
static void mutate(const struct weft_plan *p, uint64_t *rng,
                   struct weft_place *pl)
{
    const struct weft_task *t = weft_plan_task(p, pl->task);
    int64_t by = (rand_below(rng, 9) - 4) * 500;

    switch (rand_below(rng, 5)) {
    case 0:
    case 1:
        pl->start += by;
        pl->finish += by;
        break;
    case 2:
        pl->finish += by;
        break;
    case 3:
        if (weft_plan_nnode(p) > 0 && pl->node != WEFT_NONE) {
            pl->node = rand_below(rng, weft_plan_nnode(p));
            pl->copy = rand_below(rng, weft_plan_node(p, pl->node)->count);
        }
        break;
    default:
        pl->mode = rand_below(rng, t->nmode + 1);
        break;
    }
}

static void check_agrees_with_a_naive_checker(void **state)
{
    int right = 0, wrong = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct rand_opts o = rand_small(seed);
        uint64_t rng = seed;
        struct weft_plan *p;
        struct weft_problem *q;
        struct weft_schedule s;
        struct weft_place *place = NULL;

        p = plan_of_rand(&o);
        q = problem_of(p);
        assert_i64(weft_schedule_init(&s, q->ntask, NULL), WEFT_OK);
        if (!serial_random(q, &rng, &s))
            fail_msg("seed %llu has no plan", (unsigned long long)seed);
        assert_i64(weft_schedule_places(q, &s, &place, NULL), WEFT_OK);
        if (!passes(p, place))
            fail_msg("seed %llu: a valid plan is refused",
                     (unsigned long long)seed);
        for (int k = 0; k < 40; k++) {
            struct weft_place *pl = &place[rand_below(&rng, q->ntask)];
            struct weft_place before = *pl;
            bool want;

            mutate(p, &rng, pl);
            want = is_right(p, place);
            if (passes(p, place) != want)
                fail_msg("seed %llu, change %d of task %d: it is %s",
                         (unsigned long long)seed, k, (int)pl->task,
                         want ? "right" : "wrong");
            right += want;
            wrong += !want;
            if (!want)
                *pl = before;
        }
        free(place);
        weft_schedule_release(&s);
        weft_problem_free(q);
        weft_plan_free(p);
    }
    assert_true(right > 1000 && wrong > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_valid_schedule_passes_and_has_its_makespan),
        cmocka_unit_test(every_violation_names_task_node_resource_and_time),
        cmocka_unit_test(a_missing_and_a_doubled_task_are_named),
        cmocka_unit_test(capacity_counts_reservations_from_before_the_start),
        cmocka_unit_test(globals_and_budgets_count_over_all_nodes),
        cmocka_unit_test(runs_that_touch_do_not_overlap),
        cmocka_unit_test(
            an_overload_is_of_a_task_that_starts_not_of_one_that_ends),
        cmocka_unit_test(
            a_run_of_no_length_still_keeps_out_of_windows_and_needs_room),
        cmocka_unit_test(a_plan_without_nodes_has_no_node_to_run_on),
        cmocka_unit_test(names_are_made_safe_to_show),
        cmocka_unit_test(check_agrees_with_a_naive_checker),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
