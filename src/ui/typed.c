/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed before, and between sessions. */
#include <stdio.h>
#include <string.h>

#include "ui/commands.h"
#include "ui/typed.h"

/* What is worth keeping, and the character it is kept under. */
static const struct {
    enum ui_ask ask;
    char letter;
} kept[] = { { UI_ASK_COMMAND, ':' },
             { UI_ASK_SEARCH, '/' },
             { UI_ASK_FILTER, '&' } };

#define NKEPT (sizeof(kept) / sizeof(kept[0]))

void ui_remember(struct ui_state *s, enum ui_ask ask, const char *text)
{
    struct ui_history *h = &s->history[ask];
    int at = 0;

    if (!text[0])
        return;
    while (at < h->n && strcmp(h->text[at], text) != 0)
        at++;
    if (at == UI_HISTORY)
        at--; /* the oldest goes */
    else if (at == h->n)
        h->n++;
    memmove(h->text[1], h->text[0], (size_t)at * sizeof(h->text[0]));
    snprintf(h->text[0], sizeof(h->text[0]), "%s", text);
}

int ui_recall(const struct ui_history *h, int from, int by, const char *begin)
{
    size_t n = strlen(begin);

    for (int at = from + by; at >= 0 && at < h->n; at += by)
        if (strncmp(h->text[at], begin, n) == 0)
            return at;
    return by < 0 ? -1 : from;
}

void ui_typed_text(const struct ui_state *s, struct weft_buf *b)
{
    for (size_t k = 0; k < NKEPT; k++) {
        const struct ui_history *h = &s->history[kept[k].ask];

        for (int i = h->n; i-- > 0;)
            weft_buf_addf(b, "%c%s\n", kept[k].letter, h->text[i]);
    }
}

static void take_line(struct ui_state *s, const char *line, size_t n)
{
    struct ui_line l;
    char text[UI_LINE_MAX];

    if (n < 2 || n > UI_LINE_MAX)
        return;
    snprintf(text, sizeof(text), "%.*s", (int)(n - 1), line + 1);
    ui_line_set(&l, text); /* what could not have been typed is left out */
    for (size_t k = 0; k < NKEPT; k++)
        if (line[0] == kept[k].letter)
            ui_remember(s, kept[k].ask, l.text);
}

void ui_typed_load(struct ui_state *s, const char *text, size_t len)
{
    while (len > 0) {
        const char *end = memchr(text, '\n', len);
        size_t n = end ? (size_t)(end - text) : len;

        take_line(s, text, n);
        n += end != NULL;
        text += n;
        len -= n;
    }
}

void ui_typed_merge(struct ui_state *s, const char *text, size_t len)
{
    struct weft_buf own = { 0 };

    ui_typed_text(s, &own);
    if (own.oom) {
        weft_buf_release(&own);
        return;
    }
    for (size_t k = 0; k < NKEPT; k++)
        s->history[kept[k].ask].n = 0;
    ui_typed_load(s, text, len);
    ui_typed_load(s, own.p ? own.p : "", own.len);
    weft_buf_release(&own);
}
