/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens of editing at speed: form, palette, filter, marks, history, links;
 * compared with reviewed files. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#define GENOME "../tests/plans/genome-planned.json"

static const struct {
    const char *name, *keys;
} screens[] = {
    { "edit-form", "j j j e Down Down \"7\" Down" },
    { "edit-form-many", "j j j v j j e" },
    { "edit-form-fault", "e Down Down \"soon\" Down" },
    { "edit-palette", ": \"gsu\" Tab" },
    { "edit-filter", "f \"node:cpu dur>2\"" },
    { "edit-filtered", "f \"align\" Enter *" },
    { "edit-history", "j ] ] @tick 65000 v j d : \"set task call duration=9\" "
                      "Enter u g u" },
    { "edit-link", "j j > j j j j j \"s\"" },
    { "edit-link-many",
      "f \"align\" Enter * f Ctrl-U Enter : \"goto merge\" Enter > j" },
    { "edit-export", "X" },
};
static const struct {
    int w, h;
    bool ascii;
} sizes[] = { { 80, 24, false }, { 80, 24, true }, { 160, 48, false } };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct shot {
    size_t screen, size;
    char name[64];
};

static void matches_its_golden_file(void **state)
{
    const struct shot *s = *state;
    char name[96];
    char *screen;
    struct uitest t;

    uitest_open(&t, GENOME, sizes[s->size].w, sizes[s->size].h);
    if (sizes[s->size].ascii)
        t.ses.glyphs = &ui_glyphs_ascii;
    uitest_keys(&t, screens[s->screen].keys);
    screen = uitest_screen(&t, !sizes[s->size].ascii);
    snprintf(name, sizeof(name), "ui/%s", s->name);
    golden(name, screen);
    free(screen);
    uitest_close(&t);
}

int main(void)
{
    static struct shot shots[LEN(screens) * LEN(sizes)];
    struct CMUnitTest tests[LEN(screens) * LEN(sizes)] = { { 0 } };
    size_t n = 0;

    for (size_t i = 0; i < LEN(screens); i++) {
        for (size_t k = 0; k < LEN(sizes); k++, n++) {
            shots[n].screen = i;
            shots[n].size = k;
            snprintf(shots[n].name, sizeof(shots[n].name), "%s_%dx%d%s",
                     screens[i].name, sizes[k].w, sizes[k].h,
                     sizes[k].ascii ? "_ascii" : "");
            tests[n] = (struct CMUnitTest){
                .name = shots[n].name,
                .test_func = matches_its_golden_file,
                .initial_state = &shots[n]
            };
        }
    }
    return _cmocka_run_group_tests("ui_edit_screens", tests, n, NULL, NULL);
}
