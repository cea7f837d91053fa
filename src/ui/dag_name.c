/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in boxes. Ends tell names apart better than fronts do, so a name that
 * is too long loses its front: first the qualifiers that all names in sight
 * have, then its own, then what else has to go. Where many more kinds of names
 * can be told apart that way, its middle goes instead: "fastqSp...12" and
 * "map_map...12" rather than "...ce_ID0000012" twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/dag.h"

#define QUALIFIERS ".:/"
#define DIGITS     "0123456789"

static const struct ui_cells utf8 = { .glyphs = &ui_glyphs_utf8 };

int ui_dag_columns(const char *text)
{
    return ui_width(&utf8, text);
}

static void name_of(const struct ui_dag *d, const struct ui_model *m,
                    int32_t node, char *out, size_t size)
{
    const struct ui_dag_node *n = &d->g.node[node];

    if (n->stage == WEFT_NONE)
        snprintf(out, size, "%s", weft_plan_task(m->plan, n->task)->id);
    else
        ui_stage_name(m->plan, &m->stages.stage[n->stage], out, size);
}

void ui_dag_name(const struct ui_dag *d, const struct ui_model *m, int32_t node,
                 char *out, size_t size)
{
    char name[UI_TEXT_MAX];
    size_t skip;

    name_of(d, m, node, name, sizeof(name));
    skip = strlen(name) > d->prefix ? d->prefix : 0;
    snprintf(out, size, "%s", name + skip);
}

/* --- cuts -------------------------------------------------------------------- */

static const char *next_character(const char *s)
{
    for (s++; ((unsigned char)*s & 0xc0) == 0x80; s++)
        ;
    return s;
}

/* Bytes at the front of s that have at most w columns. */
static size_t head_of(const char *s, int w)
{
    const char *end = s;

    while (*end) {
        const char *next = next_character(end);
        char part[UI_TEXT_MAX];

        snprintf(part, sizeof(part), "%.*s", (int)(next - s), s);
        if (ui_dag_columns(part) > w)
            break;
        end = next;
    }
    return (size_t)(end - s);
}

/* Where the number at the end of s begins, without zeros in front; the end if
 * there is none. */
static size_t number_of(const char *s)
{
    size_t end = strlen(s), i = end;

    while (i > 0 && strchr(DIGITS, s[i - 1]))
        i--;
    while (i + 1 < end && s[i] == '0')
        i++;
    return i;
}

/* The qualifiers of s that go where the rest then has room; 0: none do. */
static size_t drop_qualifiers(const char *s, int w)
{
    size_t at = 0;

    for (;;) {
        size_t dot = strcspn(s + at, QUALIFIERS);

        if (!s[at + dot] || !s[at + dot + 1])
            return 0;
        at += dot + 1;
        if (1 + ui_dag_columns(s + at) <= w)
            return at;
    }
}

static size_t last_part(const char *s)
{
    size_t at = strlen(s);

    while (at > 0 && !strchr(QUALIFIERS, s[at - 1]))
        at--;
    return s[at] ? at : 0;
}

/* A third for the front and the rest for the end, of which a number does not
 * need its zeros. */
static struct ui_dag_cut cut_middle(const char *s, int w)
{
    size_t from = last_part(s), number = from + number_of(s + from);
    int head = (w - 1) / 3;
    size_t tail = from + ui_name_cut(&utf8, s + from, w - head);

    if (s[number] && tail < number &&
        strspn(s + tail, "0_-ID") >= number - tail)
        tail = number;
    head = w - 1 - ui_dag_columns(s + tail);
    return (struct ui_dag_cut){ from, head_of(s + from, head), tail };
}

struct ui_dag_cut ui_dag_cut(const struct ui_dag *d, const char *s, int w)
{
    size_t at;

    if (ui_dag_columns(s) <= w)
        return (struct ui_dag_cut){ 0 };
    at = drop_qualifiers(s, w);
    if (at == 0 && d->middle && w > 4)
        return cut_middle(s, w);
    return (struct ui_dag_cut){ .tail = ui_name_cut(&utf8, s, w) };
}

static bool is_whole(struct ui_dag_cut c)
{
    return c.head == 0 && c.tail == 0;
}

/* The parts of a cut name, in order. */
static void parts(const char *s, struct ui_dag_cut c, char *head, size_t size,
                  const char **tail)
{
    snprintf(head, size, "%.*s", (int)c.head, s + c.begin);
    *tail = s + c.tail;
}

int ui_dag_name_columns(const struct ui_dag *d, const char *s, int w)
{
    size_t at = ui_dag_columns(s) > w ? drop_qualifiers(s, w) : 0;
    struct ui_dag_cut c = ui_dag_cut(d, s, w);
    char head[UI_TEXT_MAX];
    const char *tail;

    if (at)
        return 1 + ui_dag_columns(s + at);
    parts(s, c, head, sizeof(head), &tail);
    return ui_dag_columns(head) + !is_whole(c) + ui_dag_columns(tail);
}

int ui_dag_name_draw(const struct ui_dag *d, struct ui_pad p, int x, int y,
                     int w, enum ui_role role, const char *s)
{
    struct ui_dag_cut c = ui_dag_cut(d, s, w);
    char head[UI_TEXT_MAX];
    const char *tail;
    int used;

    if (is_whole(c) || c.head == 0)
        return ui_name(p, x, y, w, role, s);
    parts(s, c, head, sizeof(head), &tail);
    used = ui_textw(p, x, y, w, role, head);
    ui_glyph(p, x + used++, y, role, UI_G_ELLIPSIS);
    return used + ui_textw(p, x + used, y, w - used, role, tail);
}

/* --- for a whole picture ------------------------------------------------------- */

/* Bytes that two names have in common at the front, up to a qualifier's end. */
static size_t common(const char *a, const char *b, size_t most)
{
    size_t n = 0, end = 0;

    for (; n < most && a[n] && a[n] == b[n]; n++)
        if (strchr(QUALIFIERS, a[n]))
            end = n + 1;
    return end;
}

static size_t common_prefix(const struct ui_dag *d, const struct ui_model *m)
{
    char first[UI_TEXT_MAX], name[UI_TEXT_MAX];
    size_t n;

    if (d->g.nnode < 2)
        return 0;
    name_of(d, m, 0, first, sizeof(first));
    n = strlen(first);
    for (int32_t i = 1; i < d->g.nnode && n > 0; i++) {
        name_of(d, m, i, name, sizeof(name));
        n = common(first, name, n);
    }
    return n;
}

/* A hash (FNV-1a) of what is drawn of a name, but for its digits. */
static uint64_t kind_of(const char *s, struct ui_dag_cut c)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; s[i]; i++) {
        bool drawn = i >= c.tail || (i >= c.begin && i < c.begin + c.head);

        if (drawn && !strchr(DIGITS, s[i]))
            h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

static int compare_kinds(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Kinds of names that can be told apart in boxes of w columns; -1: no
 * memory. */
static int32_t kinds(const struct ui_dag *d, const struct ui_model *m, int w)
{
    int32_t n = d->g.nnode, count = 0;
    uint64_t *kind = malloc(((size_t)n + 1) * sizeof(*kind));
    char name[UI_TEXT_MAX];

    if (!kind)
        return -1;
    for (int32_t i = 0; i < n; i++) {
        ui_dag_name(d, m, i, name, sizeof(name));
        kind[i] = kind_of(name, ui_dag_cut(d, name, w - ui_dag_count_w(d, i)));
    }
    qsort(kind, (size_t)n, sizeof(*kind), compare_kinds);
    for (int32_t i = 0; i < n; i++)
        count += i == 0 || kind[i] != kind[i - 1];
    free(kind);
    return count;
}

void ui_dag_names(struct ui_dag *d, const struct ui_model *m, int w)
{
    int32_t tails, middles;

    d->prefix = common_prefix(d, m);
    d->middle = false;
    tails = kinds(d, m, w);
    d->middle = true;
    middles = kinds(d, m, w);
    d->middle = (int64_t)middles * 4 > (int64_t)tails * 5;
}
