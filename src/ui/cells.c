/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cells.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

#define ASCII_LAST 0x7e

bool ui_cells_init(struct ui_cells *c, int w, int h,
                   const struct ui_glyphs *glyphs)
{
    *c = (struct ui_cells){ .w = w > 0 ? w : 0,
                            .h = h > 0 ? h : 0,
                            .glyphs = glyphs };
    c->cell = calloc((size_t)c->w * (size_t)c->h + 1, sizeof(*c->cell));
    c->hot = malloc(UI_HOTS * sizeof(*c->hot));
    if (!c->cell || !c->hot) {
        ui_cells_release(c);
        return false;
    }
    ui_blank(ui_pad_all(c), UI_TEXT);
    return true;
}

void ui_cells_release(struct ui_cells *c)
{
    free(c->cell);
    free(c->hot);
    *c = (struct ui_cells){ 0 };
}

void ui_hot(struct ui_pad p, int x, int y, int w, int h, struct ui_hot what)
{
    struct ui_pad s = ui_pad_sub(p, x, y, w, h);

    if (p.c->nhot == UI_HOTS || s.w == 0 || s.h == 0)
        return;
    what.x = s.x;
    what.y = s.y;
    what.w = s.w;
    what.h = s.h;
    p.c->hot[p.c->nhot++] = what;
}

static bool covers(const struct ui_hot *h, int x, int y)
{
    return x >= h->x && x < h->x + h->w && y >= h->y && y < h->y + h->h;
}

struct ui_hot ui_hot_at(const struct ui_cells *c, int x, int y, int *pane)
{
    struct ui_hot found = { 0 };

    *pane = -1;
    for (int i = c->nhot - 1; i >= 0 && *pane < 0; i--) {
        if (!covers(&c->hot[i], x, y))
            continue;
        if (found.kind == UI_HOT_NONE)
            found = c->hot[i];
        if (c->hot[i].kind == UI_HOT_PANE)
            *pane = c->hot[i].id;
    }
    return found;
}

struct ui_pad ui_pad_all(struct ui_cells *c)
{
    return (struct ui_pad){
        .c = c, .w = c->w, .h = c->h, .right = c->w, .bottom = c->h
    };
}

struct ui_pad ui_pad_sub(struct ui_pad p, int x, int y, int w, int h)
{
    struct ui_pad s = p;

    s.x += x;
    s.y += y;
    s.w = x + w > p.w ? p.w - x : w;
    s.h = y + h > p.h ? p.h - y : h;
    if (s.w < 0)
        s.w = 0;
    if (s.h < 0)
        s.h = 0;
    if (s.left < s.x)
        s.left = s.x;
    if (s.top < s.y)
        s.top = s.y;
    if (s.right > s.x + s.w)
        s.right = s.x + s.w;
    if (s.bottom > s.y + s.h)
        s.bottom = s.y + s.h;
    return s;
}

/* The cell at x, y of the pad; NULL where it is clipped. */
static struct ui_cell *at(struct ui_pad p, int x, int y)
{
    int cx = p.x + x, cy = p.y + y;

    if (cx < p.left || cy < p.top || cx >= p.right || cy >= p.bottom)
        return NULL;
    return &p.c->cell[cy * p.c->w + cx];
}

/* Half of a wide character that is overwritten leaves a blank. */
static void split_wide(struct ui_cells *c, struct ui_cell *k)
{
    long x = (k - c->cell) % c->w;

    if (k->width == 0 && x > 0) {
        k[-1].ch = ' ';
        k[-1].width = 1;
    }
    if (k->width == 2 && x + 1 < c->w) {
        k[1].ch = ' ';
        k[1].width = 1;
    }
}

static void set(struct ui_pad p, int x, int y, enum ui_role role, uint32_t ch)
{
    struct ui_cell *k = at(p, x, y);

    if (!k)
        return;
    split_wide(p.c, k);
    *k = (struct ui_cell){ .ch = ch, .width = 1, .role = (uint8_t)role };
}

static void set_wide(struct ui_pad p, int x, int y, enum ui_role role,
                     uint32_t ch)
{
    struct ui_cell *left = at(p, x, y), *right = at(p, x + 1, y);

    set(p, x, y, role, ' ');
    set(p, x + 1, y, role, ' ');
    if (!left || !right)
        return;
    left->ch = ch;
    left->width = 2;
    right->ch = 0;
    right->width = 0;
}

/* What stands for code point cp of a text; *width 0: combines. */
static uint32_t shown(const struct ui_glyphs *g, uint32_t cp, int *width)
{
    *width = weft_utf8_width(cp);
    if (weft_utf8_dangerous(cp)) {
        *width = 1;
        return g->g[UI_G_UNKNOWN];
    }
    if (g->ascii && cp > ASCII_LAST && *width > 0) {
        *width = 1;
        return '?';
    }
    return cp;
}

static void combine(struct ui_pad p, int x, int y, uint32_t mark)
{
    struct ui_cell *k = at(p, x, y);

    if (k && k->width == 0)
        k = at(p, x - 1, y);
    if (!k || p.c->glyphs->ascii)
        return;
    if (!k->mark[0])
        k->mark[0] = mark;
    else if (!k->mark[1])
        k->mark[1] = mark;
}

/* Draw s[0..n) from column x while it fits before column end. */
static int draw(struct ui_pad p, int x, int y, int end, enum ui_role role,
                const char *s, size_t n)
{
    int begin = x, last = -1;

    while (n > 0) {
        uint32_t cp;
        int width;
        size_t used = weft_utf8_decode(s, n, &cp);

        s += used;
        n -= used;
        cp = shown(p.c->glyphs, cp, &width);
        if (width == 0) {
            if (last >= 0)
                combine(p, last, y, cp);
            continue;
        }
        if (x + width > end)
            break;
        if (width == 2)
            set_wide(p, x, y, role, cp);
        else
            set(p, x, y, role, cp);
        last = x;
        x += width;
    }
    return x - begin;
}

static int width_of(const struct ui_glyphs *g, const char *s, size_t n)
{
    int sum = 0;

    while (n > 0) {
        uint32_t cp;
        int width;
        size_t used = weft_utf8_decode(s, n, &cp);

        shown(g, cp, &width);
        s += used;
        n -= used;
        sum += width;
    }
    return sum;
}

int ui_width(const struct ui_cells *c, const char *s)
{
    return width_of(c->glyphs, s, strlen(s));
}

void ui_put(struct ui_pad p, int x, int y, enum ui_role role, uint32_t ch)
{
    set(p, x, y, role, ch);
}

void ui_glyph(struct ui_pad p, int x, int y, enum ui_role role,
              enum ui_glyph_id g)
{
    set(p, x, y, role, p.c->glyphs->g[g]);
}

int ui_text(struct ui_pad p, int x, int y, enum ui_role role, const char *s)
{
    return draw(p, x, y, p.w, role, s, strlen(s));
}

int ui_textw(struct ui_pad p, int x, int y, int w, enum ui_role role,
             const char *s)
{
    int used;

    if (w <= 0)
        return 0;
    if (ui_width(p.c, s) <= w)
        return draw(p, x, y, x + w, role, s, strlen(s));
    used = draw(p, x, y, x + w - 1, role, s, strlen(s));
    ui_glyph(p, x + used, y, role, UI_G_ELLIPSIS);
    return used + 1;
}

void ui_text_right(struct ui_pad p, int x, int y, int w, enum ui_role role,
                   const char *s)
{
    int used = ui_width(p.c, s);

    if (used < w)
        x += w - used;
    ui_textw(p, x, y, used < w ? used : w, role, s);
}

/* Bytes at the front of s that go, so that the rest takes at most w. */
static size_t cut_front(const struct ui_glyphs *g, const char *s, int w)
{
    size_t n = strlen(s), i = 0;
    int width = width_of(g, s, n), one;

    while (i < n && width > w) {
        uint32_t cp;
        size_t used = weft_utf8_decode(s + i, n - i, &cp);

        shown(g, cp, &one);
        width -= one;
        i += used;
    }
    return i;
}

/* A name is cut between its qualifiers or words where that costs little. */
static size_t cut_at_separator(const char *s, size_t cut)
{
    static const char *const separators[] = { ".:/", "_-" };
    size_t n = strlen(s), limit = cut + (n - cut) / 4;

    if (cut > 0 && strchr(".:/_-", s[cut - 1]))
        return cut;
    for (int k = 0; k < 2; k++)
        for (size_t i = cut; i < limit; i++)
            if (strchr(separators[k], s[i]))
                return i + 1;
    return cut;
}

size_t ui_name_cut(const struct ui_cells *c, const char *s, int w)
{
    if (ui_width(c, s) <= w)
        return 0;
    return cut_at_separator(s, cut_front(c->glyphs, s, w - 1));
}

int ui_name(struct ui_pad p, int x, int y, int w, enum ui_role role,
            const char *s)
{
    size_t cut = ui_name_cut(p.c, s, w);

    if (w <= 0)
        return 0;
    if (cut == 0)
        return draw(p, x, y, x + w, role, s, strlen(s));
    ui_glyph(p, x, y, role, UI_G_ELLIPSIS);
    return 1 + draw(p, x + 1, y, x + w, role, s + cut, strlen(s + cut));
}

void ui_hline(struct ui_pad p, int x, int y, int w, enum ui_role role,
              enum ui_glyph_id g)
{
    for (int i = 0; i < w; i++)
        ui_glyph(p, x + i, y, role, g);
}

void ui_blank(struct ui_pad p, enum ui_role role)
{
    for (int y = 0; y < p.h; y++)
        for (int x = 0; x < p.w; x++)
            set(p, x, y, role, ' ');
}

void ui_paint(struct ui_pad p, int x, int y, int w, enum ui_role role,
              unsigned attr)
{
    for (int i = 0; i < w; i++) {
        struct ui_cell *k = at(p, x + i, y);

        if (!k)
            continue;
        k->role = (uint8_t)role;
        k->attr |= (uint8_t)attr;
    }
}

void ui_attr(struct ui_pad p, int x, int y, int w, unsigned attr)
{
    for (int i = 0; i < w; i++) {
        struct ui_cell *k = at(p, x + i, y);

        if (k)
            k->attr |= (uint8_t)attr;
    }
}

void ui_cursor(struct ui_pad p, int x, int y, bool visible)
{
    if (!at(p, x, y))
        return;
    p.c->cx = p.x + x;
    p.c->cy = p.y + y;
    p.c->cursor = visible;
}

static void add_cp(struct weft_buf *b, uint32_t cp)
{
    char utf8[4];

    if (cp)
        weft_buf_add(b, utf8, weft_utf8_encode(cp, utf8));
}

static int trim(const struct ui_cell *row, int w, bool roles)
{
    while (w > 0 && (roles ? row[w - 1].role == UI_TEXT && !row[w - 1].attr
                           : row[w - 1].ch == ' '))
        w--;
    return w;
}

static void dump_text(struct weft_buf *b, const struct ui_cell *row, int w)
{
    w = trim(row, w, false);
    for (int x = 0; x < w; x++) {
        add_cp(b, row[x].ch);
        add_cp(b, row[x].mark[0]);
        add_cp(b, row[x].mark[1]);
    }
    weft_buf_addc(b, '\n');
}

static void dump_roles(struct weft_buf *b, const struct ui_cell *row, int w)
{
    static const char letter[UI_ROLES] = {
#define X(name, l) [UI_##name] = l,
        UI_ROLE_MAP(X)
#undef X
    };

    w = trim(row, w, true);
    for (int x = 0; x < w; x++) {
        char l = letter[row[x].role];

        if (row[x].attr & UI_REVERSE)
            l = (char)(l == '.' ? ':' : toupper((unsigned char)l));
        weft_buf_addc(b, l);
    }
    weft_buf_addc(b, '\n');
}

char *ui_cells_dump(const struct ui_cells *c, bool roles)
{
    struct weft_buf b = { 0 };

    for (int y = 0; y < c->h; y++)
        dump_text(&b, &c->cell[(size_t)y * (size_t)c->w], c->w);
    if (roles) {
        weft_buf_adds(&b, "--\n");
        for (int y = 0; y < c->h; y++)
            dump_roles(&b, &c->cell[(size_t)y * (size_t)c->w], c->w);
    }
    return weft_buf_take(&b);
}
