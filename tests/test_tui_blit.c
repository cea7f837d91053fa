/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real curses on /dev/null; the virtual screen is read back. */
#include "lib/tweft.h"

#include <curses.h>
#include <locale.h>
#include <wchar.h>

#include "tui/blit.h"

struct screen {
    FILE *out, *in;
    SCREEN *scr;
    struct ui_cells c;
    struct tui_theme theme;
};

static void begin(struct screen *s, const char *term, bool mono)
{
    s->out = fopen("/dev/null", "w");
    s->in = fopen("/dev/null", "r");
    s->scr = newterm(term, s->out, s->in);
    assert_non_null(s->scr);
    tui_theme_init(&s->theme, UI_THEME_TERMINAL, mono);
    assert_true(ui_cells_init(&s->c, 10, 3, &ui_glyphs_utf8));
}

static void end(struct screen *s)
{
    endwin();
    delscreen(s->scr);
    ui_cells_release(&s->c);
    fclose(s->out);
    fclose(s->in);
}

static attr_t attributes(int x, int y, wchar_t *ch, short *pair)
{
    wchar_t text[CCHARW_MAX + 1] = { 0 };
    cchar_t cc;
    attr_t at;

    mvin_wch(y, x, &cc);
    getcchar(&cc, text, &at, pair, NULL);
    *ch = text[0];
    return at;
}

static void cells_reach_the_screen_with_their_attributes(void **state)
{
    struct screen s;
    wchar_t ch;
    short pair;

    (void)state;
    begin(&s, "xterm-256color", false);
    ui_text(ui_pad_all(&s.c), 1, 1, UI_CRITICAL, "\xc3\xa9\xe2\x96\x88");
    ui_attr(ui_pad_all(&s.c), 2, 1, 1, UI_REVERSE);
    tui_blit(&s.c, &s.theme);
    assert_true(attributes(1, 1, &ch, &pair) & A_BOLD);
    assert_i64(ch, 0xe9);
    assert_true(attributes(2, 1, &ch, &pair) & A_REVERSE);
    assert_i64(ch, 0x2588);
    assert_true(pair != 0);
    end(&s);
}

static void wide_and_combined_characters_stay_whole(void **state)
{
    struct screen s;
    wchar_t ch;
    short pair;

    (void)state;
    begin(&s, "xterm-256color", false);
    ui_text(ui_pad_all(&s.c), 0, 0, UI_TEXT, "\xe6\xbc\xa2x");
    tui_blit(&s.c, &s.theme);
    attributes(0, 0, &ch, &pair);
    assert_i64(ch, 0x6f22);
    attributes(2, 0, &ch, &pair);
    assert_i64(ch, 'x');
    end(&s);
}

static void without_colour_roles_keep_their_attributes(void **state)
{
    struct screen s;
    wchar_t ch;
    short pair;

    (void)state;
    begin(&s, "xterm-256color", true);
    ui_text(ui_pad_all(&s.c), 0, 0, UI_CRITICAL, "c");
    ui_text(ui_pad_all(&s.c), 1, 0, UI_MATCH, "m");
    tui_blit(&s.c, &s.theme);
    assert_true(attributes(0, 0, &ch, &pair) & A_BOLD);
    assert_i64(pair, 0);
    assert_true(attributes(1, 0, &ch, &pair) & A_UNDERLINE);
    assert_i64(pair, 0);
    end(&s);
}

static void the_cursor_follows_the_cells(void **state)
{
    struct screen s;

    (void)state;
    begin(&s, "vt100", true);
    ui_cursor(ui_pad_all(&s.c), 4, 2, false);
    tui_blit(&s.c, &s.theme);
    assert_i64(getcurx(stdscr), 4);
    assert_i64(getcury(stdscr), 2);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_reach_the_screen_with_their_attributes),
        cmocka_unit_test(wide_and_combined_characters_stay_whole),
        cmocka_unit_test(without_colour_roles_keep_their_attributes),
        cmocka_unit_test(the_cursor_follows_the_cells),
    };

    setlocale(LC_ALL, "");
    return cmocka_run_group_tests_name("tui_blit", tests, NULL, NULL);
}
