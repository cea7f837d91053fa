/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "ui/choices.h"
#include "ui/form.h"
#include "ui/text.h"
#include "ui/view.h"

#define FORM_W  78
#define LABEL_W 11

static void field(const struct ui_draw *d, struct ui_pad p, int y, int i)
{
    const struct ui_form *f = &d->s->form;
    const struct ui_form_spec *spec = &ui_form_specs(f->type)[i];
    bool here = i == f->at;
    int x = LABEL_W + 1, w = p.w - x;

    if (here)
        ui_glyph(p, 0, y, UI_TITLE, UI_G_MARK);
    ui_textw(p, 1, y, LABEL_W - 1, here ? UI_TITLE : UI_MUTED, spec->label);
    if (here)
        ui_draw_line(p, x, y, w, &f->f[i].line);
    else
        ui_textw(p, x, y, w, f->bad == i ? UI_BAD : UI_TEXT, f->f[i].line.text);
    if (f->f[i].mixed && f->f[i].line.len == 0 && !here)
        ui_textw(p, x, y, w, UI_MUTED, "(they differ)");
    ui_attr(p, x, y, w, UI_UNDERLINE);
    if (here && f->f[i].fresh)
        ui_paint(p, x, y, ui_width(p.c, f->f[i].line.text), UI_SELECTED,
                 UI_REVERSE);
    ui_hot(p, 0, y, p.w, 1, (struct ui_hot){ .kind = UI_HOT_LINE, .id = i });
}

/* What may stand in the field, or what is wrong with one. */
static void foot(const struct ui_draw *d, struct ui_pad p, int y)
{
    const struct ui_form *f = &d->s->form;
    struct weft_buf b = { 0 };
    struct ui_choices c;

    if (f->bad >= 0) {
        ui_textw(p, 0, y, p.w, UI_BAD, f->fault);
    } else if (f->f[f->at].mixed) {
        ui_textw(p, 0, y, p.w, UI_MUTED,
                 "they differ; what is typed goes to each of them");
    } else {
        ui_form_help(&b, d->m->plan, &ui_form_specs(f->type)[f->at]);
        ui_textw(p, 0, y, p.w, UI_MUTED, b.p ? b.p : "");
        weft_buf_release(&b);
    }
    ui_choices(d->s, d->m, &c);
    for (int i = 0; i < c.n && i < 16; i++)
        weft_buf_addf(&b, "%s%s", i ? "  " : "", c.text[i]);
    if (b.p)
        ui_textw(p, 0, y + 1, p.w, UI_MUTED, b.p);
    weft_buf_release(&b);
}

void ui_view_form(const struct ui_draw *d)
{
    const struct ui_form *f = &d->s->form;
    int w = d->f.w - 2, h = f->n + 4, rows, top = 0;
    char title[UI_TEXT_MAX];
    struct ui_pad p;

    ui_form_title(d->s, d->m, title, sizeof(title));
    if (w > FORM_W && w < 120)
        w = FORM_W;
    if (w > 100)
        w = 100;
    if (h > d->f.h - 3)
        h = d->f.h - 3; /* the hints stay in sight */
    p = ui_box_at(d, w, h, title);
    rows = p.h - 2;
    if (f->at >= rows)
        top = f->at - rows + 1;
    for (int i = 0; i < rows && top + i < f->n; i++)
        field(d, p, i, top + i);
    if (top + rows < f->n)
        ui_glyph(p, p.w - 1, rows - 1, UI_MUTED, UI_G_MORE_DOWN);
    if (top > 0)
        ui_glyph(p, p.w - 1, 0, UI_MUTED, UI_G_MORE_UP);
    foot(d, p, rows);
}
