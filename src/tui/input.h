/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/input.h - what comes from the keyboard, as events. */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "base/buf.h"
#include "ui/ui.h"

struct tui_input { /* zero-initialise; tui_input_release() */
    bool pasting;
    struct weft_buf paste;
    bool pointing; /* within a mouse sequence, which may come in pieces */
    int num[3], nnum;
};

/* Once, after the terminal is open. */
void tui_input_init(struct tui_input *in);
void tui_input_release(struct tui_input *in);
/* The next key or paste, without waiting; false: nothing more for now. A
 * paste's text is valid until the next call. */
bool tui_input_next(struct tui_input *in, struct ui_event *ev);

#endif
