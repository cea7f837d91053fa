/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole screens, compared with reviewed files: what stands in every cell, and
 * what it means. */
#include "lib/tweft.h"
#include "lib/uitest.h"

struct shot {
    const char *plan; /* file */
    const char *name; /* of the golden file, without size and glyph set */
    const char *keys;
    int w, h;
    bool ascii;
};

static void matches_its_golden_file(void **state)
{
    const struct shot *s = *state;
    struct uitest t;
    char name[128];
    char *screen;

    uitest_open(&t, s->plan, s->w, s->h);
    if (s->ascii)
        t.ses.glyphs = &ui_glyphs_ascii;
    uitest_keys(&t, s->keys);
    screen = uitest_screen(&t, !s->ascii);
    snprintf(name, sizeof(name), "ui/%s_%dx%d%s", s->name, s->w, s->h,
             s->ascii ? "_ascii" : "");
    golden(name, screen);
    free(screen);
    uitest_close(&t);
}

static const struct {
    const char *plan, *name, *keys;
} shown[] = {
    { "../tests/plans/article.json", "article", "j j" },
    { "../tests/plans/rag-index.json", "rag-index", "j j j j j" },
    { "../tests/plans/deep-research.json", "deep-research", "8 j" },
    { "../tests/plans/names.json", "names", "j j" },
};
static const struct {
    int w, h;
} sizes[] = { { 40, 10 }, { 60, 14 }, { 80, 24 }, { 160, 48 } };

/* Screens that open over it, and the other panes; at one size. */
static const struct {
    const char *plan, *name, *keys;
} others[] = {
    { "../tests/plans/genome-planned.json", "genome", "j j j j j" },
    { "../tests/plans/genome-planned.json", "genome-nodes", "Tab j" },
    { "../tests/plans/genome-planned.json", "genome-add",
      "j a \"dedup\" Tab \"c\"" },
    { "../tests/plans/genome-planned.json", "genome-link", "j j > j j j" },
    { "../tests/plans/genome-planned.json", "genome-command",
      ": \"set node cpu c\"" },
    { "../tests/plans/genome-planned.json", "genome-help", "?" },
    { "../tests/plans/genome-planned.json", "genome-chain", "w" },
    { "../tests/plans/genome-planned.json", "genome-unlink", "j j x" },
    { "../tests/plans/genome-planned.json", "genome-quit",
      ": \"set task fetch duration=4\" Enter q" },
    { "../tests/plans/genome-planned.json", "genome-infeasible",
      ": \"set task call demand.slots=9\" Enter" },
    { "../tests/plans/genome-planned.json", "genome-graph", "V" },
    { "../tests/plans/genome-planned.json", "genome-graph-alone", "V V l j" },
    { "../tests/plans/rag-index.json", "rag-index-graph-stages",
      "V V z M l" },
    { "../tests/plans/genome-planned.json", "genome-graph-focus",
      "V V j z f" },
    { "../tests/plans/genome-planned.json", "genome-graph-dots", "V V - |" },
    { "../tests/plans/genome-planned.json", "genome-graph-cards", "V V + l" },
    { "../tests/plans/genome-planned.json", "genome-time",
      "V V V l l l l + +" },
    { "../tests/plans/empty.json", "empty", "" },
    { "../tests/plans/names.json", "names-title", "/ \"plain\" Enter Tab Tab" },
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MAX    80

int main(void)
{
    static struct shot shots[MAX];
    static char names[MAX][64];
    struct CMUnitTest tests[MAX] = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < LEN(shown); i++)
        for (size_t k = 0; k < LEN(sizes); k++)
            for (int ascii = 0; ascii < 2; ascii++)
                shots[n++] = (struct shot){ shown[i].plan, shown[i].name,
                                            shown[i].keys, sizes[k].w,
                                            sizes[k].h,    ascii };
    for (size_t i = 0; i < LEN(others); i++)
        shots[n++] = (struct shot){
            others[i].plan, others[i].name, others[i].keys, 80, 24, false
        };
    for (size_t i = 0; i < n; i++) {
        snprintf(names[i], sizeof(names[i]), "%s_%dx%d%s", shots[i].name,
                 shots[i].w, shots[i].h, shots[i].ascii ? "_ascii" : "");
        tests[i] = (struct CMUnitTest){ .name = names[i],
                                        .test_func = matches_its_golden_file,
                                        .initial_state = &shots[i] };
    }
    return _cmocka_run_group_tests("ui_screens", tests, n, NULL, NULL);
}
