/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/json_out.h - pieces of the JSON that sub-commands print. */
#ifndef WEFT_CLI_JSON_OUT_H
#define WEFT_CLI_JSON_OUT_H

#include <stdint.h>

#include "base/buf.h"
#include "weft/err.h"

/* A string literal. */
void cli_json_text(struct weft_buf *b, const char *s);
/* "key": and the string; with comma set, ", " before it. */
void cli_json_member(struct weft_buf *b, bool comma, const char *key,
                     const char *s);
/* Faults as an array, an object a line; indent is put before each. */
void cli_json_diags(struct weft_buf *b, const struct weft_diags *diags,
                    const char *indent);

#endif
