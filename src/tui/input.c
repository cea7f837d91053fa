/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/input.h"

#include <curses.h>
#include <wchar.h>

#include "base/utf8.h"

#define KEY_PASTE_BEGIN (KEY_MAX + 1)
#define KEY_PASTE_END   (KEY_MAX + 2)
#define KEY_SGR_MOUSE   (KEY_MAX + 3)
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
    { KEY_SF, UI_SHIFT | UI_K_DOWN },
    { KEY_SR, UI_SHIFT | UI_K_UP },
    { KEY_IC, UI_K_INSERT },
};

void tui_input_init(struct tui_input *in)
{
    *in = (struct tui_input){ 0 };
    define_key("\033[200~", KEY_PASTE_BEGIN);
    define_key("\033[201~", KEY_PASTE_END);
    define_key("\033[<", KEY_SGR_MOUSE);
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
    if (c >= KEY_F(1) && c <= KEY_F(12))
        return UI_K_F1 + (uint32_t)(c - KEY_F(1));
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

/* --- mouse: "\033[<BUTTON;X;YM" or "m" (xterm's mode 1006) --------------------- */

enum {
    SGR_SHIFT = 4,
    SGR_ALT = 8,
    SGR_CTRL = 16,
    SGR_MOTION = 32,
    SGR_WHEEL = 64
};

static bool mouse_of(const int num[3], bool release, struct ui_mouse *e)
{
    static const enum ui_button wheel[] = { UI_WHEEL_UP, UI_WHEEL_DOWN,
                                            UI_WHEEL_LEFT, UI_WHEEL_RIGHT };
    int b = num[0];

    *e = (struct ui_mouse){ .x = num[1] - 1, .y = num[2] - 1 };
    e->mods = (b & SGR_SHIFT ? UI_SHIFT : 0u) | (b & SGR_ALT ? UI_ALT : 0u) |
              (b & SGR_CTRL ? UI_CTRL : 0u);
    if (b & SGR_WHEEL)
        e->button = wheel[b & 3];
    else if ((b & 3) == 3)
        return false; /* moves without a button */
    else
        e->button = (enum ui_button)(UI_BUTTON_LEFT + (b & 3));
    e->act = release ? UI_RELEASE : b & SGR_MOTION ? UI_DRAG : UI_PRESS;
    return e->x >= 0 && e->y >= 0;
}

/* One more character of a mouse sequence; true: it is complete and an event. */
static bool point(struct tui_input *in, wint_t c, struct ui_mouse *e)
{
    int *num = &in->num[in->nnum];

    if (c >= '0' && c <= '9' && *num < 10000) {
        *num = 10 * *num + (int)(c - '0');
        return false;
    }
    if (c == ';' && in->nnum < 2) {
        in->nnum++;
        return false;
    }
    in->pointing = false;
    return in->nnum == 2 && (c == 'M' || c == 'm') &&
           mouse_of(in->num, c == 'm', e);
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
        if (kind == KEY_CODE_YES && c == KEY_SGR_MOUSE) {
            in->pointing = true;
            in->nnum = in->num[0] = in->num[1] = in->num[2] = 0;
            continue;
        }
        if (in->pointing) {
            if (!point(in, c, &ev->mouse))
                continue;
            ev->kind = UI_EV_MOUSE;
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
