/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/line.h - one line of text being typed. */
#ifndef UI_LINE_H
#define UI_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define UI_LINE_MAX 1024

struct ui_line {
    char text[UI_LINE_MAX]; /* valid UTF-8, NUL-terminated */
    int len;
    int at; /* the cursor: a byte offset between characters */
};

/* Replace the text (cut at UI_LINE_MAX); cursor to its end. */
void ui_line_set(struct ui_line *l, const char *text);
/* Insert at the cursor. Line breaks become spaces, other controls are left
 * out; false: no room for all of it, nothing inserted. */
bool ui_line_insert(struct ui_line *l, const char *text, int n);
/* Movement and deletion keys, and typed characters; false: not one of those. */
bool ui_line_key(struct ui_line *l, uint32_t key);
/* Replace the bytes from begin to the cursor. */
bool ui_line_replace(struct ui_line *l, int begin, const char *text);
/* Start of the word that ends at the cursor; words are parted by spaces. */
int ui_line_word(const struct ui_line *l);

#endif
