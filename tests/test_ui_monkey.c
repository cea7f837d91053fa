/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random keys, sizes, pastes and results: whatever comes, the state stays
 * within the plan, every frame can be drawn, and undoing everything gives the
 * bytes of the beginning. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "base/rng.h"
#include "ui/lanes.h"
#include "ui/sweep.h"
#include "ui/ui.h"
#include "weft/edit.h"

#define EVENTS 5000

static const char *const words[] = {
    "j",      "k",      "Down",   "Up",     "h",      "l",         "g",
    "G",      "PgDn",   "PgUp",   "Ctrl-D", "Ctrl-U", "Tab",       "Shift-Tab",
    "Tab",    "a",      "o",      "O",      "Enter",  "Enter",     "Enter",
    "e",      "d",      ">",      "<",      "x",      "[",         "]",
    "{",      "}",      "=",      "z",      "M",      "R",         "u",
    "U",      "Ctrl-R", "w",      ":",      "/",      "n",         "N",
    "?",      "Esc",    "Esc",    "Ctrl-C", "V",      "m",         "+",
    "-",      "0",      "1",      "2",      "5",      "H",         "L",
    "c",      "C",      "(",      ")",      "`",      "Backspace", "Delete",
    "Home",   "End",    "W",      "X",      "q",      "Space",     "1",
    "4",      "Ctrl-W", "Ctrl-N", "Ctrl-P", "Ctrl-K", "Ctrl-L",    "Ctrl-Z",
    "Ctrl-S", "f",      "v",      "*",      "Space",  "Esc",       "y",
    "P",      "S",      "s",      ".",      ",",      "b",         "p",
    "]"
};
static const char *const texts[] = { "add task new duration=3",
                                     "add node n9 capacity.cpu=2",
                                     "set task v1 duration=7",
                                     "link v1 v5",
                                     "link v5 v1",
                                     "unlink v1 v2",
                                     "delete task v3",
                                     "delete node n3",
                                     "rename task v2 vv",
                                     "set node n1 capacity.cpu=0",
                                     "set node n3 count=3",
                                     "set plan resources.cpu.unit=x",
                                     "unset task v4 demand",
                                     "move task v5 before v1",
                                     "undo",
                                     "redo 3",
                                     "solve 2",
                                     "find v",
                                     "help cap",
                                     "goto v4",
                                     "\xe6\xbc\xa2\xe5\xad\x97",
                                     "\x1b[31m",
                                     "v3",
                                     "cpu=2 memory=4",
                                     "4",
                                     "n1 n2",
                                     "-",
                                     "1h30m",
                                     "set glyphs ascii",
                                     "reload",
                                     "filter v",
                                     "filter !crit",
                                     "filter",
                                     "set task @ duration=3",
                                     "dur>5 cpu>=2 !mark",
                                     "set mouse on",
                                     "sweep all",
                                     "sweep node n1 capacity.cpu 1..3",
                                     "unset plan scenarios",
                                     "some scenario",
                                     "bind x,y undo",
                                     "unbind q",
                                     "q",
                                     "wq",
                                     "x",
                                     "" };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct ui_event any_event(struct weft_rng *r, const struct uitest *t)
{
    struct ui_event ev = { .now = (int64_t)weft_rng_below(r, 100000) };
    const char *word = words[weft_rng_below(r, LEN(words))];
    uint64_t kind = weft_rng_below(r, 100);

    if (kind < 4) {
        ev.kind = UI_EV_RESIZE;
        ev.w = (int)weft_rng_below(r, weft_rng_below(r, 8) ? 100 : 400);
        ev.h = (int)weft_rng_below(r, weft_rng_below(r, 8) ? 40 : 120);
    } else if (kind < 14) {
        ev.kind = UI_EV_PASTE;
        ev.text = texts[weft_rng_below(r, LEN(texts))];
    } else if (kind < 20) {
        ev.kind = (enum ui_event_kind)weft_rng_below(r, UI_EV_SAVED + 1);
        ev.gen = t->ses.m->gen - weft_rng_below(r, 2);
        if (weft_rng_below(r, 2))
            ev.gen = t->ses.m->sweep ? t->ses.m->sweep->gen
                                     : t->ses.m->variants.gen;
        ev.bound = (int64_t)weft_rng_below(r, 50000);
        ev.status = WEFT_FEASIBLE;
        ev.engine = "monkey";
        ev.text = "plan.json";
        ev.w = 80;
        ev.h = 24;
        ev.key = 'j';
    } else if (kind < 26) {
        ev.kind = UI_EV_MOUSE;
        ev.mouse = (struct ui_mouse){
            .button = (enum ui_button)weft_rng_below(r, UI_WHEEL_RIGHT + 1),
            .act = (enum ui_mouse_act)weft_rng_below(r, UI_RELEASE + 1),
            .x = (int)weft_rng_below(r, 100),
            .y = (int)weft_rng_below(r, 40),
            .mods = weft_rng_below(r, 3) ? 0 : UI_SHIFT,
            .pane = -1
        };
        if (t->ses.cells.cell)
            ev.mouse.hot = ui_hot_at(&t->ses.cells, ev.mouse.x, ev.mouse.y,
                                     &ev.mouse.pane);
    } else if (kind < 32) {
        ev.key = ' ' + (uint32_t)weft_rng_below(r, 95);
    } else {
        ui_key_parse(word, strlen(word), &ev.key);
    }
    return ev;
}

static void check_state(const struct uitest *t, int step)
{
    const struct ui_state *s = t->ses.s;
    int32_t n = weft_plan_ntask(t->plan);

    if (t->ses.m->pic.ntask != n)
        fail_msg("step %d: the picture is of another plan", step);
    if (t->ses.m->pic.nrow ? s->task < 0 || s->task >= n : s->task != WEFT_NONE)
        fail_msg("step %d: task %d of %d is selected", step, (int)s->task,
                 (int)n);
    if (s->top < 0 || (n && s->top >= n && s->top >= ui_track_count(t->ses.m)))
        fail_msg("step %d: top is %d", step, (int)s->top);
    if (s->lane.node >= weft_plan_nnode(t->ses.m->plan) ||
        s->lane.res >= weft_plan_nres(t->ses.m->plan))
        fail_msg("step %d: the lane is gone", step);
    if (s->t0 < 0 || s->cell < 0 || s->npending > 3)
        fail_msg("step %d: the window of time is off", step);
    for (int32_t r = 0; r < n; r++)
        assert_i64(t->ses.m->pic.task_row[t->ses.m->pic.row_task[r]], r);
}

/* The cell the cursor is put on exists. */
static void check_frame(const struct uitest *t, int step)
{
    const struct ui_cells *c = &t->ses.cells;

    if (c->w > 0 && c->h > 0 &&
        (c->cx < 0 || c->cy < 0 || c->cx >= c->w || c->cy >= c->h))
        fail_msg("step %d: the cursor is at %d,%d", step, c->cx, c->cy);
    for (int i = 0; i < c->w * c->h; i++) {
        const struct ui_cell *k = &c->cell[i];

        if (k->role >= UI_ROLES || k->width > 2 ||
            (k->width > 0 && (k->ch < ' ' || k->ch == 0x7f)))
            fail_msg("step %d: cell %d holds U+%04X", step, i, k->ch);
    }
}

static void run(uint64_t seed, const char *plan, const struct ui_glyphs *g)
{
    struct uitest t;
    struct weft_rng r;
    char *before, *after;
    struct ui_fx fx;

    print_message("# seed %llu, %s\n", (unsigned long long)seed, plan);
    uitest_open(&t, plan, 80, 24);
    t.ses.glyphs = g;
    before = uitest_doc(&t);
    weft_rng_seed(&r, seed);
    for (int i = 0; i < EVENTS; i++) {
        struct ui_event ev = any_event(&r, &t);

        ui_update(t.ses.s, t.ses.m, &ev, &fx);
        check_state(&t, i);
        if (i % 3 == 0) {
            assert_true(tui_session_draw(&t.ses));
            check_frame(&t, i);
        }
    }
    while (weft_undo_count(t.plan)) {
        struct ui_change c;
        const char *text;

        assert_i64(ui_model_undo(t.ses.m, false, &text, &c, NULL), WEFT_OK);
    }
    after = uitest_doc(&t);
    assert_string_equal(after, before);
    free(before);
    free(after);
    uitest_close(&t);
}

static void random_events_on_the_article(void **state)
{
    (void)state;
    run(1, "article.json", &ui_glyphs_utf8);
    run(2, "article.json", &ui_glyphs_ascii);
}

static void random_events_on_nothing(void **state)
{
    (void)state;
    run(3, "../tests/plans/empty.json", &ui_glyphs_cp437);
}

static void random_events_on_strange_names(void **state)
{
    (void)state;
    run(4, "../tests/plans/names.json", &ui_glyphs_utf8);
}

static void random_events_on_scenarios(void **state)
{
    (void)state;
    run(5, "../tests/plans/scenarios.json", &ui_glyphs_utf8);
    run(6, "../tests/plans/scenarios.json", &ui_glyphs_utf8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_events_on_the_article),
        cmocka_unit_test(random_events_on_nothing),
        cmocka_unit_test(random_events_on_scenarios),
        cmocka_unit_test(random_events_on_strange_names),
    };

    return cmocka_run_group_tests_name("ui_monkey", tests, NULL, NULL);
}
