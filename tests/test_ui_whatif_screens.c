/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole screens of what-if, compared with reviewed files. */
#include "lib/tweft.h"
#include "lib/uitest.h"

struct shot {
    const char *plan, *name, *keys;
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
    if (s->w > 120) /* without the graph, which is reviewed elsewhere */
        uitest_keys(&t, "V V V");
    uitest_keys(&t, s->keys);
    screen = uitest_screen(&t, !s->ascii);
    snprintf(name, sizeof(name), "ui/%s_%dx%d%s", s->name, s->w, s->h,
             s->ascii ? "_ascii" : "");
    golden(name, screen);
    free(screen);
    uitest_close(&t);
}

#define GENOME "../tests/plans/genome-planned.json"
#define RAG    "../tests/plans/rag-index.json"

static const struct {
    const char *plan, *name, *keys;
} shown[] = {
    { GENOME, "what-if", "/ \"align_c\" Enter ] ]" },
    { RAG, "compare", "/ \"embed-1\" Enter ] S Enter =" },
    { GENOME, "sweep", "/ \"align_c\" Enter p j j" },
    { RAG, "scenarios",
      "/ \"embed-1\" Enter ] S Enter , Tab ] S Enter , ] j ] S Enter s o" },
};

static const struct {
    int w, h;
    bool ascii;
} sizes[] = { { 80, 24, false }, { 160, 48, false }, { 80, 24, true } };

/* At one size. */
static const struct {
    const char *plan, *name, *keys;
} others[] = {
    { GENOME, "what-if-infeasible", "Tab [ [" },
    { GENOME, "what-if-save", "Tab ] ] S" },
    { RAG, "sweep-all", ": \"sweep all\" Enter" },
    { RAG, "sweep-cost",
      ": \"sweep node gpu-b capacity.gpu 1..4\" Enter @solve" },
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MAX    64

int main(void)
{
    static struct shot shots[MAX];
    static char names[MAX][64];
    struct CMUnitTest tests[MAX] = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < LEN(shown); i++)
        for (size_t k = 0; k < LEN(sizes); k++)
            shots[n++] = (struct shot){ shown[i].plan, shown[i].name,
                                        shown[i].keys, sizes[k].w,
                                        sizes[k].h,    sizes[k].ascii };
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
    return _cmocka_run_group_tests("ui_whatif_screens", tests, n, NULL, NULL);
}
