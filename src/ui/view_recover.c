/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of ui/recover.h. */
#include <stdio.h>
#include <string.h>

#include "ui/popup.h"
#include "ui/recover.h"
#include "ui/text.h"
#include "ui/view.h"

#define WIDTH 64

static void choice(struct ui_pad p, int y, const char *key, const char *text)
{
    ui_text(p, 1, y, UI_TITLE, key);
    ui_textw(p, 5, y, p.w - 6, UI_TEXT, text);
}

static void list(const struct ui_draw *d)
{
    int n = ui_popup_count(d->s, d->m), h = ui_popup_height(d->s, d->m);
    int first = d->s->popup_top, w = d->f.w - 4;
    struct ui_pad p = ui_box_at(d, w > 92 ? 92 : w, h + 2, d->s->found_text);

    for (int i = 0; i < h && first + i < n; i++) {
        char line[UI_TEXT_MAX];

        ui_found_line(d->s, first + i, line, sizeof(line));
        ui_textw(p, 1, i, p.w - 2, UI_TEXT, line);
    }
    if (first > 0)
        ui_glyph(p, p.w - 1, 0, UI_MUTED, UI_G_MORE_UP);
    if (first + h < n)
        ui_glyph(p, p.w - 1, h - 1, UI_MUTED, UI_G_MORE_DOWN);
    ui_cursor(p, 0, 0, false);
}

void ui_view_found(const struct ui_draw *d)
{
    struct ui_pad p;

    if (d->s->found_list) {
        list(d);
        return;
    }
    p = ui_box_at(d, WIDTH, 8, "not written before");
    ui_wrap(p, 0, 0, UI_TEXT, d->s->found_text);
    choice(p, 2, "r", "recover: do them again; each can be undone");
    choice(p, 3, "v", "view them");
    choice(p, 4, "d", "discard them; begin with the file as it is");
    choice(p, 5, "q", "leave; the question comes again next time");
    ui_cursor(p, 1, 2, false);
}

void ui_view_changed(const struct ui_draw *d)
{
    struct ui_pad p = ui_box_at(d, WIDTH, 8, "the file has changed");

    ui_textw(p, 1, 0, p.w - 2, UI_TEXT,
             "Another program has written it meanwhile.");
    choice(p, 1, "r", "reload it; drop what is not written here");
    choice(p, 2, "a", "reload it, and apply my commands to it");
    choice(p, 3, "m", "write mine to a file of its own, NAME.mine.json");
    choice(p, 4, "o", "overwrite it");
    choice(p, 5, "Esc", "not now");
    ui_cursor(p, 1, 1, false);
}
