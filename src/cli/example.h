/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/example.h - the plan that `weft` without a file opens. */
#ifndef WEFT_CLI_EXAMPLE_H
#define WEFT_CLI_EXAMPLE_H

/* The document, static: samples/article.json to the byte. */
extern const char cli_example[];

#endif
