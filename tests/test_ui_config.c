/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options, bindings and themes. */
#include "lib/tweft.h"
#include "lib/uitest.h"

#include <math.h>

#include "ui/keys.h"

/* --- options ------------------------------------------------------------- */

static enum weft_rc line(struct ui_settings *s, const char *text,
                         struct weft_err *err)
{
    char note[256];

    return ui_config_line(s, text, true, note, sizeof(note), err);
}

static void every_option_takes_the_value_it_tells(void **state)
{
    static const char *const lines[][2] = {
        { "set theme light", "light" },  { "set theme=mono", "mono" },
        { "set glyphs cp437", "cp437" }, { "set glyphs utf-8", "utf-8" },
        { "set mouse off", "off" },      { "set clipboard = off", "off" },
        { "  set\ttime 30\r", "30" },    { "set engine cp", "cp" },
    };
    struct ui_settings s;

    (void)state;
    ui_settings_init(&s);
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        const char *name = strstr(lines[i][0], "set") + 4;
        char value[64];

        assert_i64(line(&s, lines[i][0], NULL), WEFT_OK);
        ui_option_find(name, strcspn(name, " ="))
            ->get(&s, value, sizeof(value));
        assert_string_equal(value, lines[i][1]);
    }
}

static void a_wrong_line_is_refused_and_changes_nothing(void **state)
{
    static const char *const lines[][2] = {
        { "set theme pink", "theme: expected terminal|dark|" },
        { "set them dark", "no option 'them'" },
        { "set theme", "expected: set theme" },
        { "set theme dark light", "expected: set theme" },
        { "set", "expected: set OPTION VALUE" },
        { "set time -1", "time: expected SECONDS" },
        { "set time 0", "time: expected SECONDS" },
        { "set time 1e3", "time: expected SECONDS" },
        { "set time 99999999999999999999", "time: expected SECONDS" },
        { "set engine warp", "there is no engine 'warp'" },
        { "set mouse maybe", "mouse: expected on|off" },
        { "theme dark", "expected set, bind or unbind" },
        { "bind x", "expected: bind KEYS COMMAND" },
        { "bind x solve now", "expected: bind KEYS COMMAND" },
        { "bind nokey solve", "'nokey' is no key" },
        { "bind x slove", "did you mean 'solve'" },
        { "bind 5 solve", "digits are counts" },
        { "bind g,g,g,g,g solve", "is no key" },
        { "bind a row-accept", "'a' is typed where 'row-accept' works" },
        { "unbind", "expected: unbind KEYS" },
    };
    struct ui_settings s, before;

    (void)state;
    ui_settings_init(&s);
    before = s;
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct weft_err err = { 0 };

        assert_true(line(&s, lines[i][0], &err) != WEFT_OK);
        if (!strstr(err.msg, lines[i][1]))
            fail_msg("%s: %s", lines[i][0], err.msg);
        assert_memory_equal(&s, &before, sizeof(s));
    }
}

static void a_file_tells_its_faults_by_line_and_the_rest_counts(void **state)
{
    static const char text[] = "\xef\xbb\xbf# mine\n\nset theme dark\n"
                               "set glyphs braille\r\nbind F5 solve\n"
                               "bind x undo\nfoo";
    struct ui_settings s;
    struct weft_buf b = { 0 };

    (void)state;
    ui_settings_init(&s);
    assert_i64(ui_config_text(&s, "config", text, sizeof(text) - 1, true, &b),
               2);
    assert_string_equal(
        b.p,
        "config:4: glyphs: expected auto|utf-8|cp437|ascii, not 'braille'\n"
        "config:6: x was unlink\n"
        "config:7: expected set, bind or unbind, not 'foo'\n");
    assert_i64(s.theme, UI_THEME_DARK);
    assert_i64(s.binds.n, 2);
    weft_buf_release(&b);
}

static void a_project_binds_no_keys(void **state)
{
    static const char text[] = "set theme dark\nbind j quit!\n";
    struct ui_settings s;
    struct weft_buf b = { 0 };

    (void)state;
    ui_settings_init(&s);
    assert_i64(ui_config_text(&s, ".weft", text, sizeof(text) - 1, false, &b),
               1);
    assert_i64(s.binds.n, 0);
    assert_i64(s.theme, UI_THEME_DARK);
    weft_buf_release(&b);
}

static void control_characters_of_a_file_are_not_printed(void **state)
{
    static const char text[] = "set \033[2J x\nset theme a\0b\n";
    struct ui_settings s;
    struct weft_buf b = { 0 };

    (void)state;
    ui_settings_init(&s);
    assert_i64(ui_config_text(&s, "c", text, sizeof(text) - 1, true, &b), 2);
    assert_null(strchr(b.p, '\033'));
    weft_buf_release(&b);
}

/* --- bindings ------------------------------------------------------------ */

static const char *meaning(const struct ui_settings *s, enum ui_context c,
                           const char *keys)
{
    const struct ui_command *cmd = NULL;
    uint32_t key[4];
    int n = 0;

    while (*keys) {
        size_t len = strcspn(keys, " ");

        assert_true(ui_key_parse(keys, len, &key[n++]));
        keys += len + (keys[len] == ' ');
    }
    switch (ui_keys_match(&s->binds, c, key, n, &cmd)) {
    case UI_MATCH_FULL:
        return cmd->name;
    case UI_MATCH_PREFIX:
        return "...";
    case UI_MATCH_NONE:
        break;
    }
    return "";
}

static void a_bound_key_means_the_command_where_that_works(void **state)
{
    struct ui_settings s;

    (void)state;
    ui_settings_init(&s);
    assert_i64(line(&s, "bind x undo", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "x"), "undo");
    assert_string_equal(meaning(&s, UI_CTX_WHY, "x"), "undo");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "u"), "undo");
    assert_string_equal(meaning(&s, UI_CTX_LINE, "x"), "");
    assert_i64(line(&s, "bind x redo", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "x"), "redo");
    assert_i64(s.binds.n, 1);
}

static void sequences_and_single_keys_hide_one_another(void **state)
{
    struct ui_settings s;

    (void)state;
    ui_settings_init(&s);
    assert_i64(line(&s, "bind g,h help", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g"), "...");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g h"), "help");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g g"), "first");
    assert_i64(line(&s, "bind u,u redo", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "u"), "...");
    assert_i64(line(&s, "bind g last", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g"), "last");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g g"), "");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "g h"), "");
}

static void an_unbound_key_does_nothing_in_the_panes(void **state)
{
    struct ui_settings s;

    (void)state;
    ui_settings_init(&s);
    assert_i64(line(&s, "unbind q", NULL), WEFT_OK);
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "q"), "");
    assert_string_equal(meaning(&s, UI_CTX_HELP, "q"), "list-close");
    assert_string_equal(meaning(&s, UI_CTX_TASKS, "Z Z"), "quit");
}

static void bindings_have_an_end(void **state)
{
    struct ui_settings s;
    struct weft_err err = { 0 };
    char text[32];

    (void)state;
    ui_settings_init(&s);
    for (int i = 0; i < UI_BINDS; i++) {
        snprintf(text, sizeof(text), "bind g,%c,%c undo", 'a' + i % 26,
                 'a' + i / 26);
        assert_i64(line(&s, text, NULL), WEFT_OK);
    }
    assert_i64(line(&s, "bind F1 help", &err), WEFT_E_LIMIT);
}

static void footer_and_help_show_the_keys_that_count(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 100, 30);
    uitest_keys(&t, ": \"bind F7 add\" Enter");
    uitest_sees(&t, "F7 add");
    uitest_keys(&t, ": \"bind a undo\" Enter");
    uitest_sees(&t, "a undo");
    uitest_sees(&t, "a was add");
    uitest_keys(&t, "?");
    uitest_sees(&t, "F7  ");
    uitest_close(&t);
}

static void keys_can_be_bound_at_any_time(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 80, 24);
    uitest_keys(&t, ": \"bind F5,F6 last\" Enter F5 F6");
    assert_string_equal(uitest_task(&t), "v5");
    uitest_keys(&t, ": \"set theme\" Enter");
    uitest_sees(&t, "theme terminal");
    uitest_keys(&t, ": \"set\" Enter");
    uitest_sees(&t, "glyphs auto, mouse on");
    uitest_close(&t);
}

static void glyphs_change_on_the_spot(void **state)
{
    struct uitest t;

    (void)state;
    uitest_open(&t, "article.json", 80, 24);
    uitest_sees(&t, "\xe2\x96\x88\xe2\x96\x88"); /* full blocks */
    uitest_keys(&t, ": \"set glyphs ascii\" Enter");
    uitest_sees(&t, "####");
    uitest_sees_not(&t, "\xe2\x96\x88");
    uitest_keys(&t, ": \"set glyphs auto\" Enter");
    uitest_sees(&t, "\xe2\x96\x88\xe2\x96\x88");
    uitest_close(&t);
}

/* --- themes: contrast as WCAG 2 defines it ------------------------------------- */

static double channel(int v)
{
    double c = v / 255.0;

    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Of a colour of xterm's cube or grey ramp. */
static double luminance(int i)
{
    static const int level[] = { 0, 95, 135, 175, 215, 255 };
    int r, g, b;

    if (i >= 232) {
        r = g = b = 8 + 10 * (i - 232);
    } else {
        assert_true(i >= 16);
        r = level[(i - 16) / 36];
        g = level[(i - 16) / 6 % 6];
        b = level[(i - 16) % 6];
    }
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
}

static void check_contrast(enum ui_theme t, double ground, double least)
{
    for (int r = 0; r < UI_ROLES; r++) {
        const struct ui_look *l = ui_theme_look(t, (enum ui_role)r);
        double a, b;

        if (l->rich < 0)
            continue;
        a = luminance(l->rich) + 0.05;
        b = ground + 0.05;
        if ((a > b ? a / b : b / a) < least)
            fail_msg("%s: colour %d of role %d", ui_theme_name(t), l->rich, r);
    }
}

static void themes_are_readable_on_their_backgrounds(void **state)
{
    (void)state;
    check_contrast(UI_THEME_TERMINAL, 0.0, 3.0);
    check_contrast(UI_THEME_TERMINAL, 1.0, 3.0);
    check_contrast(UI_THEME_COLOUR_BLIND, 0.0, 3.0);
    check_contrast(UI_THEME_COLOUR_BLIND, 1.0, 3.0);
    check_contrast(UI_THEME_DARK, 0.0130, 4.5); /* #1e1e1e */
    check_contrast(UI_THEME_LIGHT, 1.0, 4.5);
}

static void text_keeps_the_terminals_colour_in_every_theme(void **state)
{
    (void)state;
    for (int t = 0; t < UI_THEMES; t++) {
        const struct ui_look *l = ui_theme_look((enum ui_theme)t, UI_TEXT);

        assert_true(l->rich < 0 && l->basic < 0 && l->attr == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_takes_the_value_it_tells),
        cmocka_unit_test(a_wrong_line_is_refused_and_changes_nothing),
        cmocka_unit_test(a_file_tells_its_faults_by_line_and_the_rest_counts),
        cmocka_unit_test(a_project_binds_no_keys),
        cmocka_unit_test(control_characters_of_a_file_are_not_printed),
        cmocka_unit_test(a_bound_key_means_the_command_where_that_works),
        cmocka_unit_test(sequences_and_single_keys_hide_one_another),
        cmocka_unit_test(an_unbound_key_does_nothing_in_the_panes),
        cmocka_unit_test(bindings_have_an_end),
        cmocka_unit_test(footer_and_help_show_the_keys_that_count),
        cmocka_unit_test(keys_can_be_bound_at_any_time),
        cmocka_unit_test(glyphs_change_on_the_spot),
        cmocka_unit_test(themes_are_readable_on_their_backgrounds),
        cmocka_unit_test(text_keeps_the_terminals_colour_in_every_theme),
    };

    return cmocka_run_group_tests_name("ui_config", tests, NULL, NULL);
}
