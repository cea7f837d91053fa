/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/format.h - what the file formats share. A format is a file with a
 * struct weft_format and a line in the list of format.c. */
#ifndef WEFT_IO_FORMAT_H
#define WEFT_IO_FORMAT_H

#include "base/buf.h"
#include "weft/io.h"

extern const struct weft_format weft_format_weft;
extern const struct weft_format weft_format_wfformat;
extern const struct weft_format weft_format_psplib;
extern const struct weft_format weft_format_patterson;
extern const struct weft_format weft_format_fjsp;

/* Does path end in ext? */
bool weft_has_ext(const char *path, const char *ext);
/* Has the JSON object that text begins with this member? Looks at the top
 * level only and checks nothing else. O(len), no memory. */
bool weft_json_has_member(const char *text, size_t len, const char *key);
/* Hand the text of b over; releases b on failure. */
enum weft_rc weft_give(struct weft_buf *b, char **doc, size_t *len,
                       struct weft_err *err);

#endif
