/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/clipboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/term.h"

#define MOST  74994 /* bytes: 100,000 with the rest of the sequence in xterm */
#define CHUNK 256   /* screen takes a device control string in pieces */

static void add_base64(struct weft_buf *b, const char *p, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = 0;
        size_t k = n - i < 3 ? n - i : 3;

        for (size_t c = 0; c < 3; c++)
            v = v << 8 | (c < k ? (unsigned char)p[i + c] : 0);
        for (size_t c = 0; c < 4; c++)
            weft_buf_addc(b, c <= k ? digit[v >> (18 - 6 * c) & 63] : '=');
    }
}

/* In strings of device control, which screen hands to its terminal. */
static void wrap(const struct weft_buf *in, struct weft_buf *out)
{
    for (size_t i = 0; i < in->len; i += CHUNK) {
        size_t n = in->len - i < CHUNK ? in->len - i : CHUNK;

        weft_buf_adds(out, "\033P");
        weft_buf_add(out, in->p + i, n);
        weft_buf_adds(out, "\033\\");
    }
}

void tui_clipboard_put(const struct weft_buf *text)
{
    const char *screen = getenv("STY");
    struct weft_buf b = { 0 }, wrapped = { 0 };
    const struct weft_buf *send = &b;

    if (text->len == 0 || text->len > MOST || !tui_term_modern())
        return;
    weft_buf_adds(&b, "\033]52;c;");
    add_base64(&b, text->p, text->len);
    weft_buf_adds(&b, "\a");
    if (screen && *screen) {
        wrap(&b, &wrapped);
        send = &wrapped;
    }
    if (!send->oom && send->p) {
        fwrite(send->p, 1, send->len, stdout);
        fflush(stdout);
    }
    weft_buf_release(&b);
    weft_buf_release(&wrapped);
}
