/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory runs out at every allocation in turn while someone edits: nothing
 * crashes, the document is the one before or after the edit, and once there is
 * memory again the screen is that of the document. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include "lib/oom.h"
#include "ui/job.h"
#include "ui/ui.h"
#include "weft/edit.h"

#define TIMES 100000

static void key(struct uitest *t, uint32_t k)
{
    struct ui_fx fx;

    ui_update(t->ses.s, t->ses.m,
              &(struct ui_event){ .kind = UI_EV_KEY, .key = k }, &fx);
}

static void type(struct uitest *t, const char *text)
{
    for (; *text; text++)
        key(t, (unsigned char)*text);
}

/* The screen is that of the document; all of it can be undone. */
static void is_sound(struct uitest *t, const char *before, long k)
{
    char *doc;

    key(t, UI_K_ESC);
    key(t, UI_K_ESC);
    if (t->ses.m->lost || t->ses.m->pic.ntask != weft_plan_ntask(t->plan))
        fail_msg("allocation %ld: the picture is not the document's", k);
    assert_true(tui_session_draw(&t->ses));
    while (weft_undo_count(t->plan)) {
        struct ui_change c;
        const char *text;

        assert_i64(ui_model_undo(t->ses.m, false, &text, &c, NULL), WEFT_OK);
    }
    doc = uitest_doc(t);
    if (strcmp(doc, before) != 0)
        fail_msg("allocation %ld: undone, the document is another", k);
    free(doc);
}

/* sparse: work with very many allocations, of which some are tried. */
static void torture(const char *plan, void (*work)(struct uitest *t),
                    bool sparse)
{
    for (long k = 1; k < TIMES; k += sparse ? 1 + k / 40 : 1) {
        struct uitest t;
        char *before;
        bool failed;

        uitest_open(&t, plan, 80, 24);
        before = uitest_doc(&t);
        oom_at(k);
        work(&t);
        tui_session_draw(&t.ses);
        failed = oom_stop();
        is_sound(&t, before, k);
        free(before);
        uitest_close(&t);
        if (!failed)
            return;
    }
    fail_msg("more than %d allocations", TIMES);
}

static void edit_undo_redo(struct uitest *t)
{
    type(t, ":set task v3 duration=7");
    key(t, UI_K_ENTER);
    type(t, "uU]]u");
}

static void add_and_delete(struct uitest *t)
{
    type(t, "ax");
    key(t, UI_K_TAB);
    type(t, "n1");
    key(t, UI_K_TAB);
    type(t, "cpu=1");
    key(t, UI_K_TAB);
    type(t, "3");
    key(t, UI_K_ENTER);
    type(t, "kd");
}

static void link_and_look(struct uitest *t)
{
    type(t, ">jj");
    key(t, UI_K_ENTER);
    key(t, UI_K_ESC);
    type(t, "w");
    key(t, UI_K_ESC);
    type(t, "Vx");
}

static void change_rows(struct uitest *t)
{
    type(t, "tzajkd");
    type(t, "zRzMtjjlh");
    type(t, "1t");
}

static void other_rows_survive_lack_of_memory(void **state)
{
    (void)state;
    torture("../tests/plans/stages.json", change_rows, false);
}

/* What is done while no key is waiting. */
static void idle(struct uitest *t)
{
    struct ui_fx fx;

    for (int i = 0; i < 20 && ui_idle_wanted(t->ses.m); i++)
        ui_update(t->ses.s, t->ses.m, &(struct ui_event){ .kind = UI_EV_IDLE },
                  &fx);
}

static void try_save_and_switch(struct uitest *t)
{
    type(t, "]S");
    key(t, UI_K_ENTER);
    idle(t);
    type(t, "=.b,]");
    key(t, UI_K_ESC);
    type(t, "s");
    tui_session_draw(&t->ses);
    type(t, "o");
    key(t, UI_K_ENTER);
    idle(t);
    type(t, "uuU");
}

static void sweep_and_take(struct uitest *t)
{
    type(t, "p");
    idle(t);
    tui_session_draw(&t->ses);
    type(t, "j");
    key(t, UI_K_ENTER);
    type(t, ":sweep all");
    key(t, UI_K_ENTER);
    idle(t);
    tui_session_draw(&t->ses);
    key(t, UI_K_ENTER);
}

static void editing_survives_lack_of_memory(void **state)
{
    (void)state;
    torture("article.json", edit_undo_redo, false);
}

static void adding_and_deleting_survives_lack_of_memory(void **state)
{
    (void)state;
    torture("article.json", add_and_delete, false);
}

static void linking_and_looking_survives_lack_of_memory(void **state)
{
    (void)state;
    torture("article.json", link_and_look, false);
}

static void scenarios_survive_lack_of_memory(void **state)
{
    (void)state;
    torture("diamond.json", try_save_and_switch, true);
}

static void sweeps_survive_lack_of_memory(void **state)
{
    (void)state;
    torture("diamond.json", sweep_and_take, true);
}

static void opening_without_memory_is_refused(void **state)
{
    (void)state;
    for (long k = 1; k < TIMES; k++) {
        struct uitest t;
        struct tui_session ses;
        struct weft_err err = { 0 };
        enum weft_rc rc;

        uitest_open(&t, "article.json", 80, 24);
        oom_at(k);
        rc = tui_session_init(&ses, t.plan, "x.json", &t.o, 80, 24, &err);
        if (!rc)
            tui_session_release(&ses);
        else
            assert_i64(rc, WEFT_E_NOMEM);
        uitest_close(&t);
        if (!oom_stop())
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editing_survives_lack_of_memory),
        cmocka_unit_test(adding_and_deleting_survives_lack_of_memory),
        cmocka_unit_test(linking_and_looking_survives_lack_of_memory),
        cmocka_unit_test(other_rows_survive_lack_of_memory),
        cmocka_unit_test(scenarios_survive_lack_of_memory),
        cmocka_unit_test(sweeps_survive_lack_of_memory),
        cmocka_unit_test(opening_without_memory_is_refused),
    };

    return cmocka_run_group_tests_name("ui_oom", tests, NULL, NULL);
}
