/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/input.h"

#include <curses.h>
#include <wchar.h>

#include "base/utf8.h"

#define KEY_PASTE_BEGIN (KEY_MAX + 1)
#define KEY_PASTE_END   (KEY_MAX + 2)
#define PASTE_MAX       65536

static const struct {
    int curses;
    uint32_t key;
} keys[] = {
    { KEY_UP, UI_K_UP },
    { KEY_DOWN, UI_K_DOWN },
    { KEY_LEFT, UI_K_LEFT },
    { KEY_RIGHT, UI_K_RIGHT },
    { KEY_HOME, UI_K_HOME },
    { KEY_FIND, UI_K_HOME },
    { KEY_END, UI_K_END },
    { KEY_SELECT, UI_K_END },
    { KEY_PPAGE, UI_K_PGUP },
    { KEY_NPAGE, UI_K_PGDN },
    { KEY_DC, UI_K_DELETE },
    { KEY_BACKSPACE, UI_K_BACKSPACE },
    { KEY_ENTER, UI_K_ENTER },
    { KEY_BTAB, UI_SHIFT | UI_K_TAB },
    { KEY_SLEFT, UI_SHIFT | UI_K_LEFT },
    { KEY_SRIGHT, UI_SHIFT | UI_K_RIGHT },
};

void tui_input_init(struct tui_input *in)
{
    *in = (struct tui_input){ 0 };
    define_key("\033[200~", KEY_PASTE_BEGIN);
    define_key("\033[201~", KEY_PASTE_END);
}

void tui_input_release(struct tui_input *in)
{
    weft_buf_release(&in->paste);
    in->pasting = false;
}

static uint32_t function_key(wint_t c)
{
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if ((wint_t)keys[i].curses == c)
            return keys[i].key;
    return 0;
}

static uint32_t character(wint_t c)
{
    switch (c) {
    case '\t':
        return UI_K_TAB;
    case '\r':
    case '\n':
        return UI_K_ENTER;
    case 0x1b:
        return UI_K_ESC;
    case 0x7f:
    case 0x08:
        return UI_K_BACKSPACE;
    default:
        break;
    }
    if (c >= 1 && c <= 26)
        return UI_CTRL | ('a' + (uint32_t)c - 1);
    return c < ' ' || c > 0x10ffff ? 0 : (uint32_t)c;
}

/* The bytes of a paste; too much is cut. */
static void collect(struct tui_input *in, wint_t c)
{
    char utf8[4];

    if (c != 0 && in->paste.len < PASTE_MAX)
        weft_buf_add(&in->paste, utf8,
                     weft_utf8_encode(c == '\r' ? '\n' : (uint32_t)c, utf8));
}

bool tui_input_next(struct tui_input *in, struct ui_event *ev)
{
    wint_t c;
    int kind;

    while ((kind = get_wch(&c)) != ERR) {
        uint32_t key;

        if (kind == KEY_CODE_YES && c == KEY_PASTE_BEGIN) {
            in->pasting = true;
            weft_buf_clear(&in->paste);
            continue;
        }
        if (kind == KEY_CODE_YES && c == KEY_PASTE_END) {
            in->pasting = false;
            ev->kind = UI_EV_PASTE;
            ev->text = in->paste.p ? in->paste.p : "";
            return true;
        }
        if (in->pasting) {
            if (kind != KEY_CODE_YES)
                collect(in, c);
            continue;
        }
        key = kind == KEY_CODE_YES ? function_key(c) : character(c);
        if (key == 0)
            continue;
        ev->kind = UI_EV_KEY;
        ev->key = key;
        return true;
    }
    return false;
}
