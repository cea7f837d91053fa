/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of an export, and the first lines of the one under the cursor. */
#include <stdio.h>
#include <string.h>

#include "ui/export.h"
#include "ui/popup.h"
#include "ui/view.h"

#define EXPORT_W 96
#define NAME_W   10
#define PREVIEW  12

static void preview(const struct ui_draw *d, struct ui_pad p)
{
    const char *text = d->s->export_text.p;

    for (int y = 0; text && *text && y < p.h; y++) {
        size_t n = strcspn(text, "\r\n");
        char line[512];

        snprintf(line, sizeof(line), "%.*s", (int)(n < 500 ? n : 500), text);
        ui_textw(p, 0, y, p.w, UI_MUTED, line);
        text += n;
        text += *text == '\r';
        text += *text == '\n';
    }
}

void ui_view_export(const struct ui_draw *d)
{
    const struct ui_export_format *f = ui_export_formats();
    int n = ui_popup_count(d->s, d->m), w = d->f.w - 4;
    int h = n + 1 + PREVIEW;
    struct ui_pad p;

    if (h > d->f.h - 6)
        h = d->f.h - 6;
    p = ui_box_at(d, w > EXPORT_W ? EXPORT_W : w, h + 2, "export");
    for (int i = 0; i < n && i < p.h; i++) {
        ui_textw(p, 1, i, NAME_W, UI_TEXT, f[i].name);
        ui_textw(p, NAME_W + 2, i, p.w - NAME_W - 3, UI_MUTED, f[i].help);
        ui_list_line(p, i, i, i == d->s->popup_at);
    }
    if (p.h <= n + 1)
        return;
    ui_hline(p, 0, n, p.w, UI_MUTED, UI_G_RULE);
    preview(d, ui_pad_sub(p, 0, n + 1, p.w, p.h - n - 1));
}
