/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph pane: what is drawn is what the plan says, and what keys do. */
#include "lib/tweft.h"

#include <dirent.h>
#include <stdarg.h>

#include "lib/tplan.h"
#include "lib/trace.h"
#include "lib/uitest.h"
#include "ui/dag.h"
#include "weft/io.h"

/* --- the picture is right ------------------------------------------------------ */

static const struct ui_dag *dag_of(struct uitest *t)
{
    const struct ui_dag *d;

    assert_true(tui_session_draw(&t->ses));
    d = ui_dag_of(t->ses.m);
    assert_non_null(d);
    return d;
}

static struct ui_dag_box plane_of(const struct ui_dag *d)
{
    int along = d->lay.size_along, across = d->lay.size_across;

    return (struct ui_dag_box){ 0, 0, d->look.down ? across : along,
                                d->look.down ? along : across };
}

/* The cells of the whole plane; fails where boxes overlap. */
static void read_picture(struct trace *t, const struct ui_dag *d)
{
    struct ui_dag_box all = plane_of(d);
    struct ui_dag_lines c;

    assert_true(ui_dag_lines_make(&c, d, all));
    trace_init(t, all.w, all.h, d->look.down, d->g.nnode);
    for (int32_t v = 0; v < d->g.nnode; v++) {
        struct ui_dag_box b = ui_dag_box(d, v);

        trace_box(t, b.x, b.y, b.w, b.h, v);
    }
    for (int i = 0; i < all.w * all.h; i++) {
        const struct ui_dag_cell *k = &c.cell[i];

        t->cell[i] = (struct trace_cell){ k->arms.up,   k->arms.down,
                                          k->arms.left, k->arms.right,
                                          k->joined,    k->merges };
    }
    ui_dag_lines_release(&c);
}

static void no_line_is_in_a_box(const struct trace *t, const char *what)
{
    for (int i = 0; i < t->w * t->h; i++) {
        const struct trace_cell *k = &t->cell[i];

        if (t->box[i] >= 0 && (k->up || k->down || k->left || k->right))
            fail_msg("%s: a line in box %d", what, t->box[i]);
    }
}

/* Who follows the lines out of a box comes to the ends of the links that are
 * drawn from there, and to no others. */
static void lines_are_links(struct trace *t, const struct ui_dag *d,
                            const char *what)
{
    bool *linked = calloc((size_t)d->g.nnode + 1, sizeof(*linked));

    assert_non_null(linked);
    for (int32_t u = 0; u < d->g.nnode; u++) {
        struct ui_dag_box b = ui_dag_box(d, u);

        memset(linked, 0, (size_t)d->g.nnode * sizeof(*linked));
        for (int32_t l = 0; l < d->g.nlink; l++)
            if (d->g.from[l] == u && d->lay.shape[l] == WEFT_LINK_DRAWN)
                linked[d->g.to[l]] = true;
        if (d->look.down)
            trace_follow(t, d->lay.meet[u], b.y + b.h - 1);
        else
            trace_follow(t, b.x + b.w - 1, d->lay.meet[u]);
        for (int32_t v = 0; v < d->g.nnode; v++)
            if (linked[v] != t->reached[v])
                fail_msg("%s: %d %s %d", what, u,
                         linked[v] ? "does not reach" : "seems to reach", v);
    }
    free(linked);
}

/* Every link of the plan is a line, a portal, implied by others, within a
 * stage, or leads out of sight and is counted there. */
static void every_link_is_accounted_for(struct uitest *t, const char *what)
{
    const struct ui_dag *d = dag_of(t);
    const struct weft_graph *g = &t->ses.m->problem->graph;
    int32_t away = 0, n = 0;

    for (int32_t i = 0; i < d->g.nnode; i++)
        away += d->g.node[i].away_in + d->g.node[i].away_out;
    for (int32_t u = 0; u < g->n; u++)
        for (int32_t e = g->succ_begin[u]; e < g->succ_begin[u + 1]; e++) {
            int32_t a = ui_dag_node_of(d, u);
            int32_t b = ui_dag_node_of(d, g->succ[e]), l = 0;

            if (a == WEFT_NONE || b == WEFT_NONE) {
                n += (a == WEFT_NONE) != (b == WEFT_NONE);
                continue;
            }
            while (a != b && l < d->g.nlink &&
                   (d->g.from[l] != a || d->g.to[l] != b))
                l++;
            if (a != b && l == d->g.nlink)
                fail_msg("%s: link %d -> %d is missing", what, u, g->succ[e]);
        }
    assert_i64(away, n);
}

static void picture_is_right(struct uitest *t, const char *what)
{
    const struct ui_dag *d = dag_of(t);
    struct trace tr;

    read_picture(&tr, d);
    no_line_is_in_a_box(&tr, what);
    lines_are_links(&tr, d, what);
    trace_release(&tr);
}

/* All steps of the zoom, both directions. */
static void pictures_are_right(struct uitest *t, const char *what)
{
    static const char *const look[] = { "", "-", "- -", "|", "+", "+" };

    uitest_keys(t, "g 1");
    for (size_t i = 0; i < sizeof(look) / sizeof(*look); i++) {
        uitest_keys(t, look[i]);
        picture_is_right(t, what);
    }
}

static struct weft_plan *random_plan(uint64_t seed)
{
    struct rand_opts o = { .seed = seed,
                           .features = RAND_SHUFFLE,
                           .tasks = 1 + (int)(seed * 7 % 90),
                           .nodes = 2,
                           .links = 5 + (int)(seed * 3 % 25),
                           .max_duration = 9,
                           .max_capacity = 4 };

    return plan_of_rand(&o);
}

#define SEEDS 40

static void pictures_of_random_plans_are_right(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct uitest t;
        char what[32];

        snprintf(what, sizeof(what), "seed %d", (int)seed);
        uitest_open_plan(&t, random_plan(seed), 160, 48);
        every_link_is_accounted_for(&t, what);
        pictures_are_right(&t, what);
        uitest_keys(&t, "z R 0");
        every_link_is_accounted_for(&t, what);
        picture_is_right(&t, what);
        uitest_keys(&t, "z i");
        picture_is_right(&t, what);
        uitest_keys(&t, "z i j z f");
        every_link_is_accounted_for(&t, what);
        picture_is_right(&t, what);
        uitest_close(&t);
    }
}

static const char *data;

static void open_run(struct uitest *t, const char *name, int w, int h)
{
    char path[1024];
    struct weft_diags diags = { 0 };
    struct weft_err err = { 0 };
    struct weft_plan *p = NULL;

    snprintf(path, sizeof(path), "%s/wfinstances/%s", data, name);
    if (weft_open(path, NULL, &p, NULL, &diags, &err))
        fail_msg("%s: %s", path, err.msg);
    weft_diags_release(&diags);
    uitest_open_plan(t, p, w, h);
}

static void pictures_of_workflow_runs_are_right(void **state)
{
    char path[1024];
    struct dirent *e;
    DIR *dir;
    int n = 0;

    (void)state;
    snprintf(path, sizeof(path), "%s/wfinstances", data);
    dir = opendir(path);
    assert_non_null(dir);
    while ((e = readdir(dir))) {
        struct uitest t;

        if (!strstr(e->d_name, ".json"))
            continue;
        open_run(&t, e->d_name, 160, 48);
        every_link_is_accounted_for(&t, e->d_name);
        pictures_are_right(&t, e->d_name);
        uitest_keys(&t, "0 z R");
        every_link_is_accounted_for(&t, e->d_name);
        picture_is_right(&t, e->d_name);
        uitest_close(&t);
        n++;
    }
    closedir(dir);
    assert_true(n > 0);
}

static char *picture_after(struct weft_plan *p, const char *keys)
{
    struct uitest t;
    char *s;

    uitest_open_plan(&t, p, 160, 48);
    uitest_keys(&t, keys);
    s = uitest_screen(&t, true);
    uitest_close(&t);
    return s;
}

static void the_same_keys_give_the_same_picture(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        char *a = picture_after(random_plan(seed), "g 1 j l z a j z f | - z R");
        char *b = picture_after(random_plan(seed), "g 1 j l z a j z f | - z R");

        assert_string_equal(a, b);
        free(a);
        free(b);
    }
}

/* --- stages --------------------------------------------------------------------- */

#define HEAD                                                                   \
    "{'weft':'1.0','time_unit':'none','nodes':[{'id':'n','capacity':"          \
    "{'cpu':8}}],'tasks':["

static size_t add(char *text, size_t n, size_t size, const char *fmt, ...)
    WEFT_PRINTF(4, 5);

static size_t add(char *text, size_t n, size_t size, const char *fmt, ...)
{
    va_list ap;
    int k;

    va_start(ap, fmt);
    k = vsnprintf(text + n, size - n, fmt, ap);
    va_end(ap);
    assert_true(k >= 0 && n + (size_t)k < size);
    return n + (size_t)k;
}

/* `wide` tasks of each of two kinds, between one before and one after. */
static struct weft_plan *fans(int wide)
{
    size_t size = 400 + (size_t)wide * 200;
    char *text = malloc(size);
    struct weft_plan *p;
    size_t n;

    assert_non_null(text);
    n = add(text, 0, size, HEAD "{'id':'begin','duration':1},");
    for (int i = 1; i <= wide; i++)
        n = add(text, n, size,
                "{'id':'fetch_%d','duration':2,'after':['begin']},"
                "{'id':'align_%d','duration':3,'demand':{'cpu':1},"
                "'after':['fetch_%d']},",
                i, i, i);
    n = add(text, n, size, "{'id':'merge','duration':1,'after':[");
    for (int i = 1; i <= wide; i++)
        n = add(text, n, size, "%s'align_%d'", i > 1 ? "," : "", i);
    add(text, n, size, "]}]}");
    p = plan_of(text);
    free(text);
    return p;
}

static void few_tasks_are_drawn_one_by_one(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(5), 160, 48);
    assert_i64(dag_of(&t)->g.nnode, 12);
    uitest_sees(&t, "DAG 12 tasks,");
    uitest_close(&t);
}

static void many_tasks_open_as_stages(void **state)
{
    static const int wide[] = { 40, 500, 5000 };

    (void)state;
    for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
        struct uitest t;
        char text[64];

        uitest_open_plan(&t, fans(wide[i]), 160, 48);
        assert_i64(dag_of(&t)->g.nnode, 4);
        snprintf(text, sizeof(text), "DAG %d tasks as 4 stages",
                 2 * wide[i] + 2);
        uitest_sees(&t, text);
        snprintf(text, sizeof(text), "align x%d", wide[i]);
        uitest_sees(&t, text);
        uitest_close(&t);
    }
}

static void a_stage_opens_and_folds(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(40), 160, 48);
    uitest_keys(&t, ": \"goto begin\" Enter g 1 j");
    uitest_sees(&t, "fetch x40");
    uitest_keys(&t, "z a");
    assert_i64(dag_of(&t)->g.nnode, 43); /* the other stage stays folded */
    uitest_sees_not(&t, "fetch x40");
    uitest_keys(&t, "z a");
    assert_i64(dag_of(&t)->g.nnode, 4);
    uitest_close(&t);
}

static void all_stages_open_and_fold(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(5), 160, 48);
    uitest_keys(&t, "g 1 z M");
    assert_i64(dag_of(&t)->g.nnode, 4);
    uitest_keys(&t, "z R");
    assert_i64(dag_of(&t)->g.nnode, 12);
    uitest_keys(&t, "z M z A");
    assert_i64(dag_of(&t)->g.nnode, 12);
    uitest_close(&t);
}

static void what_is_too_much_is_refused_with_the_way_out(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(1000), 160, 48);
    uitest_keys(&t, "g 1 z R");
    assert_i64(dag_of(&t)->g.nnode, 4);
    uitest_sees(&t, "2002 boxes would be too many (2000 at most); z f shows");
    uitest_close(&t);
}

static void a_search_opens_no_more_than_what_it_finds(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(40), 160, 48);
    uitest_keys(&t, "g 1 / \"align_17\" Enter");
    assert_string_equal(uitest_task(&t), "align_17");
    assert_i64(dag_of(&t)->g.nnode, 5);
    uitest_sees(&t, "align x39");
    uitest_sees(&t, "align_17");
    uitest_keys(&t, "/ \"fetch_3\" Enter");
    assert_i64(dag_of(&t)->g.nnode, 5); /* what was found before is back */
    uitest_sees(&t, "align x40");
    uitest_close(&t);
}

/* --- names ---------------------------------------------------------------------- */

/* What stands of a name in w columns; malloc'd. */
static char *drawn_name(const struct ui_dag *d, const char *name, int w)
{
    struct ui_cells c;
    char *text;

    assert_true(ui_cells_init(&c, w, 1, &ui_glyphs_utf8));
    ui_dag_name_draw(d, ui_pad_all(&c), 0, 0, w, UI_TEXT, name);
    text = ui_cells_dump(&c, false);
    assert_non_null(text);
    text[strcspn(text, "\n")] = '\0';
    ui_cells_release(&c);
    return text;
}

static void long_names_keep_their_ends(void **state)
{
    static const struct {
        const char *name, *drawn;
        int w;
        bool middle;
    } want[] = {
        { "align_12", "align_12", 8, false },
        { "PIPE.RNA.STAR_ALIGN_12", "\xe2\x80\xa6STAR_ALIGN_12", 16, false },
        { "mark_duplicates_12",
          "\xe2\x80\xa6"
          "duplicates_12",
          15, false },
        { "markduplicates_12", "\xe2\x80\xa6icates_12", 10, false },
        { "filter_sequence_ID0000012",
          "filter_seque\xe2\x80\xa6"
          "12",
          15, true },
        { "baseline_cycles",
          "base\xe2\x80\xa6"
          "cycles",
          11, true },
        { "P.baseline_cycles",
          "base\xe2\x80\xa6"
          "cycles",
          11, true },
        { "P.Q.cycles",
          "\xe2\x80\xa6"
          "cycles",
          8, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        struct ui_dag d = { .middle = want[i].middle };
        char *text = drawn_name(&d, want[i].name, want[i].w);

        assert_string_equal(text, want[i].drawn);
        assert_true(ui_dag_name_columns(&d, want[i].name, want[i].w) <=
                    want[i].w);
        free(text);
    }
}

/* Twelve tasks of four kinds, told apart by their fronts or by their ends. */
static bool loses_middles(bool front)
{
    static const char *const kind[] = { "fetch", "split", "map", "merge" };
    char text[4096];
    struct uitest t;
    bool middle;
    size_t n = add(text, 0, sizeof(text), HEAD);

    for (int i = 0; i < 12; i++) {
        char name[128];

        if (front)
            snprintf(name, sizeof(name), "%s_of_a_long_sequence_file_ID0000%d",
                     kind[i % 4], 100 + i);
        else
            snprintf(name, sizeof(name), "of_a_long_qualified_pipeline_%s_%d",
                     kind[i % 4], i);
        n = add(text, n, sizeof(text), "%s{'id':'%s','duration':1}",
                i ? "," : "", name);
    }
    add(text, n, sizeof(text), "]}");
    uitest_open_plan(&t, plan_of(text), 160, 48);
    middle = dag_of(&t)->middle;
    uitest_close(&t);
    return middle;
}

static void names_lose_their_middles_where_that_tells_more(void **state)
{
    (void)state;
    assert_false(loses_middles(false));
    assert_true(loses_middles(true));
}

/* --- focus ---------------------------------------------------------------------- */

/* a -> b -> c ... */
static struct weft_plan *chain(int length)
{
    char text[4096];
    size_t n = add(text, 0, sizeof(text), HEAD "{'id':'a','duration':1}");

    for (int i = 1; i < length; i++)
        n = add(text, n, sizeof(text),
                ",{'id':'%c','duration':1,'after':['%c']}", 'a' + i,
                'a' + i - 1);
    add(text, n, sizeof(text), "]}");
    return plan_of(text);
}

static void focus_shows_what_is_within_some_links(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, chain(20), 160, 48);
    uitest_keys(&t, ": \"goto j\" Enter g 1 z f");
    assert_i64(dag_of(&t)->g.nnode, 5);
    uitest_sees(&t, "DAG 2 links around j");
    uitest_sees(&t, "+7 above, +8 below");
    uitest_keys(&t, "z +");
    assert_i64(dag_of(&t)->g.nnode, 7);
    uitest_keys(&t, "z - z - z -");
    assert_i64(dag_of(&t)->g.nnode, 3);
    uitest_keys(&t, "j"); /* it moves along */
    uitest_sees(&t, "around k");
    assert_i64(dag_of(&t)->g.nnode, 3);
    uitest_keys(&t, "z f");
    assert_i64(dag_of(&t)->g.nnode, 20);
    uitest_close(&t);
}

/* --- portals --------------------------------------------------------------------- */

/* A chain of eight, and a link from before it to after it. */
static struct weft_plan *long_link(void)
{
    return plan_of(HEAD "{'id':'a','duration':1},"
                        "{'id':'b','duration':1,'after':['a']},"
                        "{'id':'c','duration':1,'after':['b']},"
                        "{'id':'d','duration':1,'after':['c']},"
                        "{'id':'e','duration':1,'after':['d']},"
                        "{'id':'f','duration':1,'after':['e']},"
                        "{'id':'g','duration':1,'after':['f']},"
                        "{'id':'h','duration':1,'after':['g']},"
                        "{'id':'y','duration':1,'after':['a']},"
                        "{'id':'end','duration':1,'after':['h','y']}]}");
}

static void a_link_too_long_to_draw_is_a_portal(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, long_link(), 200, 48);
    uitest_keys(&t, "g 1");
    assert_i64(dag_of(&t)->lay.nportal, 1);
    uitest_sees(&t, "1 as jump");
    uitest_close(&t);
}

static void keys_follow_links_through_portals(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, long_link(), 200, 48);
    uitest_keys(&t, ": \"goto y\" Enter g 1 )");
    assert_string_equal(uitest_task(&t), "end");
    uitest_keys(&t, "`");
    assert_string_equal(uitest_task(&t), "y");
    uitest_keys(&t, "(");
    assert_string_equal(uitest_task(&t), "a");
    uitest_close(&t);
}

/* --- links --------------------------------------------------------------------------- */

static void implied_links_are_counted_and_can_be_shown(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t,
                     plan_of(HEAD
                             "{'id':'a','duration':1},"
                             "{'id':'b','duration':1,'after':['a']},"
                             "{'id':'c','duration':1,'after':['b','a']}]}"),
                     160, 48);
    uitest_sees(&t, "3 links, 1 implied hidden");
    assert_i64(dag_of(&t)->lay.nimplied, 1);
    uitest_keys(&t, "g 1 z i");
    assert_i64(dag_of(&t)->lay.nimplied, 0);
    uitest_sees_not(&t, "implied hidden");
    uitest_close(&t);
}

static void the_critical_chain_is_heavy(void **state)
{
    struct uitest t;
    const struct ui_dag *d;

    (void)state;
    uitest_open(&t, "article.json", 160, 48);
    d = dag_of(&t);
    for (int32_t l = 0; l < d->g.nlink; l++) {
        const char *from =
            weft_plan_task(t.plan, d->g.node[d->g.from[l]].task)->id;
        const char *to = weft_plan_task(t.plan, d->g.node[d->g.to[l]].task)->id;

        assert_i64(d->link_heavy[l],
                   strcmp(from, "v2") != 0 && strcmp(to, "v2") != 0);
    }
    uitest_close(&t);
}

static void what_is_before_and_after_the_selection_is_known(void **state)
{
    struct uitest t;
    const struct ui_dag *d;

    (void)state;
    uitest_open(&t, "article.json", 160, 48);
    uitest_keys(&t, ": \"goto v2\" Enter g 1");
    d = dag_of(&t);
    assert_i64(d->kin[ui_dag_node_of(d, weft_plan_find_task(t.plan, "v1"))],
               UI_KIN_BEFORE);
    assert_i64(d->kin[ui_dag_node_of(d, weft_plan_find_task(t.plan, "v3"))],
               UI_KIN_NONE);
    assert_i64(d->kin[ui_dag_node_of(d, weft_plan_find_task(t.plan, "v5"))],
               UI_KIN_AFTER);
    uitest_sees(&t, "v2: 1 before it, 2 after it");
    uitest_close(&t);
}

/* --- edits ----------------------------------------------------------------------------- */

/* Elements of a layer keep their order where a link is added. */
static void an_edit_keeps_what_is_there_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct uitest t;
        const struct ui_dag *d;
        int32_t *rank, *layer, n;

        uitest_open_plan(&t, random_plan(seed), 160, 48);
        uitest_keys(&t, "g 1 z R");
        d = dag_of(&t);
        n = d->g.nnode;
        rank = malloc((size_t)n * sizeof(*rank));
        layer = malloc((size_t)n * sizeof(*layer));
        assert_true(rank && layer);
        for (int32_t i = 0; i < t.ses.m->pic.ntask && i < n; i++) {
            rank[i] = d->lay.meet[ui_dag_node_of(d, i)];
            layer[i] = d->lay.layer[ui_dag_node_of(d, i)];
        }
        uitest_keys(&t, ": \"add task extra duration=1\" Enter");
        d = dag_of(&t);
        assert_i64(d->g.nnode, n + 1);
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j < n; j++) {
                int32_t a = ui_dag_node_of(d, i), b = ui_dag_node_of(d, j);

                if (layer[i] == layer[j] && d->lay.layer[a] == layer[i] &&
                    d->lay.layer[b] == layer[i] && rank[i] < rank[j])
                    assert_true(d->lay.meet[a] < d->lay.meet[b]);
            }
        free(rank);
        free(layer);
        uitest_close(&t);
    }
}

/* --- views ------------------------------------------------------------------------------ */

static void views_take_turns(void **state)
{
    static const char *const view[] = { "view: graph and time line",
                                        "view: graph alone",
                                        "view: time line alone",
                                        "view: rail and time line" };
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 80, 24);
    for (size_t i = 0; i < 4; i++) {
        uitest_keys(&t, "V");
        uitest_sees(&t, view[i]);
    }
    uitest_close(&t);
}

static void the_selection_is_the_same_in_graph_and_table(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 160, 48);
    uitest_keys(&t, "g 2 j");
    assert_string_equal(uitest_task(&t), "v3");
    assert_i64(dag_of(&t)->at_task, weft_plan_find_task(t.plan, "v3"));
    uitest_keys(&t, "g 1 j");
    assert_string_equal(uitest_task(&t), "v4");
    uitest_close(&t);
}

static void the_graph_runs_as_the_pane_is_shaped(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, chain(6), 160, 48);
    assert_true(dag_of(&t)->look.down); /* 64 columns beside the table */
    uitest_close(&t);
    uitest_open_plan(&t, chain(6), 80, 24);
    uitest_keys(&t, "V");
    assert_false(dag_of(&t)->look.down);
    uitest_keys(&t, "|");
    assert_true(dag_of(&t)->look.down);
    uitest_close(&t);
}

static void a_tall_screen_has_the_graph_above_the_table(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "rag-index.json", 70, 60);
    assert_true(dag_of(&t)->drawn);
    uitest_sees(&t, "DAG 28 tasks");
    uitest_close(&t);
}

static void a_map_shows_where_in_a_large_picture_one_is(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open_plan(&t, fans(55), 120, 40);
    uitest_keys(&t, "V");
    uitest_sees_not(&t, "\xe2\x96\x91");
    uitest_keys(&t, "z R");
    uitest_sees(&t, "\xe2\x96\x91"); /* the window on the map */
    uitest_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_of_random_plans_are_right),
        cmocka_unit_test(the_same_keys_give_the_same_picture),
        cmocka_unit_test(few_tasks_are_drawn_one_by_one),
        cmocka_unit_test(many_tasks_open_as_stages),
        cmocka_unit_test(a_stage_opens_and_folds),
        cmocka_unit_test(all_stages_open_and_fold),
        cmocka_unit_test(what_is_too_much_is_refused_with_the_way_out),
        cmocka_unit_test(a_search_opens_no_more_than_what_it_finds),
        cmocka_unit_test(long_names_keep_their_ends),
        cmocka_unit_test(names_lose_their_middles_where_that_tells_more),
        cmocka_unit_test(focus_shows_what_is_within_some_links),
        cmocka_unit_test(a_link_too_long_to_draw_is_a_portal),
        cmocka_unit_test(keys_follow_links_through_portals),
        cmocka_unit_test(implied_links_are_counted_and_can_be_shown),
        cmocka_unit_test(the_critical_chain_is_heavy),
        cmocka_unit_test(what_is_before_and_after_the_selection_is_known),
        cmocka_unit_test(an_edit_keeps_what_is_there_in_order),
        cmocka_unit_test(views_take_turns),
        cmocka_unit_test(the_selection_is_the_same_in_graph_and_table),
        cmocka_unit_test(the_graph_runs_as_the_pane_is_shaped),
        cmocka_unit_test(a_tall_screen_has_the_graph_above_the_table),
        cmocka_unit_test(a_map_shows_where_in_a_large_picture_one_is),
        cmocka_unit_test(pictures_of_workflow_runs_are_right),
    };
    char path[1024];
    DIR *d = NULL;
    size_t n = sizeof(tests) / sizeof(*tests);

    data = getenv("WEFT_DATA");
    snprintf(path, sizeof(path), "%s/wfinstances", data ? data : "");
    if (data)
        d = opendir(path);
    if (d)
        closedir(d);
    else
        puts("# SKIP workflow runs: set WEFT_DATA");
    return _cmocka_run_group_tests("ui_dag", tests, d ? n : n - 1, NULL, NULL);
}
