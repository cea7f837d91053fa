/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "ui/cells.h"
#include "ui/key.h"
#include "ui/line.h"

static void is_picture(struct ui_cells *c, bool roles, const char *want)
{
    char *got = ui_cells_dump(c, roles);

    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
    ui_cells_release(c);
}

static struct ui_pad canvas(struct ui_cells *c, int w, int h,
                            const struct ui_glyphs *g)
{
    assert_true(ui_cells_init(c, w, h, g));
    return ui_pad_all(c);
}

static void text_is_clipped_to_its_pad(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 10, 2, &ui_glyphs_utf8);
    struct ui_pad s = ui_pad_sub(p, 3, 0, 4, 9);

    (void)state;
    assert_i64(ui_text(s, 1, 1, UI_TITLE, "abcdef"), 3);
    ui_text(s, 0, -1, UI_TITLE, "no");
    ui_text(s, 0, 2, UI_TITLE, "no");
    ui_text(s, -5, 0, UI_TITLE, "left of it");
    is_picture(&c, true, "   of i\n    abc\n--\n...tttt\n....ttt\n");
}

static void no_size_is_too_small(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, -3, 0, &ui_glyphs_utf8);

    (void)state;
    ui_text(p, 0, 0, UI_TEXT, "text");
    ui_hline(ui_pad_sub(p, 1, 1, 5, 5), 0, 0, 9, UI_TEXT, UI_G_RULE);
    ui_cursor(p, 0, 0, true);
    is_picture(&c, true, "--\n");
}

static void wide_characters_take_two_cells_or_none(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 5, 2, &ui_glyphs_utf8);

    (void)state;
    assert_i64(ui_text(p, 0, 0, UI_TEXT, "漢字漢"), 4);
    assert_i64(ui_text(p, 0, 1, UI_TEXT, "漢字"), 4);
    ui_put(p, 1, 1, UI_TEXT, 'x'); /* onto the right half of one */
    ui_put(p, 2, 1, UI_TEXT, 'y'); /* onto the left half of the other */
    assert_i64(c.cell[0].width, 2);
    assert_i64(c.cell[1].ch, 0);
    is_picture(&c, false, "漢字\n xy\n");
}

static void combining_marks_stay_with_their_letter(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 6, 1, &ui_glyphs_utf8);

    (void)state;
    assert_i64(ui_text(p, 0, 0, UI_TEXT, "e\u0301a\u0302\u0303b"), 3);
    assert_i64(c.cell[0].mark[0], 0x301);
    assert_i64(c.cell[1].mark[1], 0x303);
    is_picture(&c, false, "e\u0301a\u0302\u0303b\n");
}

static void nothing_dangerous_becomes_a_cell(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 12, 1, &ui_glyphs_utf8);

    (void)state;
    ui_text(p, 0, 0, UI_TEXT, "a\x1b[2J\u202eb\xff\tc\xc2\x85");
    is_picture(&c, false, "a\uFFFD[2J\uFFFDb\uFFFD\uFFFDc\uFFFD\n");
}

static void ascii_cells_hold_ascii_only(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 16, 1, &ui_glyphs_ascii);

    (void)state;
    ui_textw(p, 0, 0, 16, UI_TEXT, "é漢e\u0301\x1b x");
    for (int i = 0; i < c.w; i++)
        assert_true(c.cell[i].ch >= ' ' && c.cell[i].ch < 0x7f &&
                    !c.cell[i].mark[0]);
    is_picture(&c, false, "??e? x\n");
}

static void long_names_keep_their_tail(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 12, 4, &ui_glyphs_utf8);

    (void)state;
    ui_name(p, 0, 0, 8, UI_TEXT, "fits");
    ui_name(p, 0, 1, 8, UI_TEXT, "preprocess_sample_17");
    ui_name(p, 0, 2, 12, UI_TEXT, "NFCORE:RNASEQ:ALIGN_STAR");
    ui_textw(p, 0, 3, 8, UI_TEXT, "a sentence is cut behind");
    is_picture(&c, false, "fits\n…mple_17\n…ALIGN_STAR\na sente…\n");
}

static void right_aligned_text_ends_where_it_should(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 8, 2, &ui_glyphs_utf8);

    (void)state;
    ui_text_right(p, 1, 0, 6, UI_TEXT, "29");
    ui_text_right(p, 1, 1, 6, UI_TEXT, "123456789");
    is_picture(&c, false, "     29\n 12345…\n");
}

static void reversed_cells_show_as_upper_case_roles(void **state)
{
    struct ui_cells c;
    struct ui_pad p = canvas(&c, 4, 1, &ui_glyphs_utf8);

    (void)state;
    ui_text(p, 0, 0, UI_CRITICAL, "ab");
    ui_attr(p, 1, 0, 2, UI_REVERSE);
    is_picture(&c, true, "ab\n--\ncC:\n");
}

static void every_combination_of_arms_has_a_glyph(void **state)
{
    const struct ui_glyphs *set[] = { &ui_glyphs_utf8, &ui_glyphs_cp437,
                                      &ui_glyphs_ascii };

    (void)state;
    for (int k = 0; k < 3; k++)
        for (int i = 1; i < 81; i++)
            assert_true(set[k]->box[i] > ' ');
    assert_i64(ui_box(&ui_glyphs_utf8, (struct ui_arms){ 1, 1, 2, 2 }), 0x253f);
    assert_i64(ui_box(&ui_glyphs_utf8, (struct ui_arms){ 0, 2, 2, 0 }), 0x2513);
    assert_i64(ui_box(&ui_glyphs_cp437, (struct ui_arms){ 2, 2, 0, 2 }),
               0x2560);
    assert_i64(ui_box(&ui_glyphs_cp437, (struct ui_arms){ 2, 2, 0, 1 }),
               0x255f);
    assert_i64(ui_box(&ui_glyphs_ascii, (struct ui_arms){ 0, 0, 2, 2 }), '=');
}

static void every_glyph_is_set(void **state)
{
    const struct ui_glyphs *set[] = { &ui_glyphs_utf8, &ui_glyphs_cp437,
                                      &ui_glyphs_ascii };

    (void)state;
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < UI_G_COUNT; i++)
            assert_true(set[k]->g[i] > ' ');
        assert_i64(set[k]->level[0], ' ');
        assert_true(set[k]->level[set[k]->nlevel] > ' ');
    }
}

static void keys_and_words_agree(void **state)
{
    const char *words[] = { "j",         "G",    "Space",      "Ctrl-R",
                            "Shift-Tab", "PgDn", "Shift-Left", "Esc",
                            "ß",         "[",    "-",          "Alt-x" };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        char word[64];
        uint32_t key;

        assert_true(ui_key_parse(words[i], strlen(words[i]), &key));
        ui_key_word(key, word, sizeof(word));
        assert_string_equal(word, words[i]);
    }
    assert_false(ui_key_parse("jk", 2, &(uint32_t){ 0 }));
    assert_false(ui_key_parse("", 0, &(uint32_t){ 0 }));
}

static void line_is(const struct ui_line *l, const char *text, int at)
{
    assert_string_equal(l->text, text);
    assert_i64(l->len, (long long)strlen(text));
    assert_i64(l->at, at);
}

static void a_line_moves_and_deletes_by_character(void **state)
{
    struct ui_line l;

    (void)state;
    ui_line_set(&l, "aé漢e\u0301");
    line_is(&l, "aé漢e\u0301", 9);
    assert_true(ui_line_key(&l, UI_K_LEFT));
    assert_i64(l.at, 6);
    assert_true(ui_line_key(&l, UI_K_BACKSPACE));
    line_is(&l, "aée\u0301", 3);
    assert_true(ui_line_key(&l, UI_K_DELETE));
    line_is(&l, "aé", 3);
    assert_true(ui_line_key(&l, UI_K_HOME));
    assert_true(ui_line_key(&l, 0x6f22));
    line_is(&l, "漢aé", 3);
    assert_true(ui_line_key(&l, UI_CTRL | 'k'));
    line_is(&l, "漢", 3);
    assert_false(ui_line_key(&l, UI_K_ENTER));
}

static void a_line_deletes_words(void **state)
{
    struct ui_line l;

    (void)state;
    ui_line_set(&l, "set node cpu  ");
    ui_line_key(&l, UI_CTRL | 'w');
    line_is(&l, "set node ", 9);
    ui_line_insert(&l, "gpu x", 5);
    assert_i64(ui_line_word(&l), 13);
    assert_true(ui_line_replace(&l, 9, "disk"));
    line_is(&l, "set node disk", 13);
    ui_line_key(&l, UI_CTRL | 'u');
    line_is(&l, "", 0);
}

static void a_line_takes_no_controls_and_no_more_than_fits(void **state)
{
    struct ui_line l = { 0 };
    static char big[3 * UI_LINE_MAX];

    (void)state;
    assert_true(ui_line_insert(&l, "a\nb\x1b[1m\xff", 8));
    line_is(&l, "a b[1m", 6);
    memset(big, 'x', sizeof(big));
    assert_false(ui_line_insert(&l, big, sizeof(big)));
    line_is(&l, "a b[1m", 6);
    big[sizeof(big) - 1] = '\0';
    ui_line_set(&l, big);
    assert_i64(l.len, UI_LINE_MAX - 1);
    assert_false(ui_line_insert(&l, "y", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_to_its_pad),
        cmocka_unit_test(no_size_is_too_small),
        cmocka_unit_test(wide_characters_take_two_cells_or_none),
        cmocka_unit_test(combining_marks_stay_with_their_letter),
        cmocka_unit_test(nothing_dangerous_becomes_a_cell),
        cmocka_unit_test(ascii_cells_hold_ascii_only),
        cmocka_unit_test(long_names_keep_their_tail),
        cmocka_unit_test(right_aligned_text_ends_where_it_should),
        cmocka_unit_test(reversed_cells_show_as_upper_case_roles),
        cmocka_unit_test(every_combination_of_arms_has_a_glyph),
        cmocka_unit_test(every_glyph_is_set),
        cmocka_unit_test(keys_and_words_agree),
        cmocka_unit_test(a_line_moves_and_deletes_by_character),
        cmocka_unit_test(a_line_deletes_words),
        cmocka_unit_test(a_line_takes_no_controls_and_no_more_than_fits),
    };

    return cmocka_run_group_tests_name("ui_cells", tests, NULL, NULL);
}
