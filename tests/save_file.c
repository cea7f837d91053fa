/* SPDX-License-Identifier: GPL-3.0-or-later */
/* save_file PATH FROM - save the content of FROM at PATH, for save_kill.sh.
 * Exit code 0, or 4 with the reason on stderr. */
#include <stdio.h>
#include <stdlib.h>

#include "weft/io.h"

int main(int argc, char **argv)
{
    struct weft_err e;
    char *text = NULL;
    size_t len = 0;
    enum weft_rc rc;

    if (argc != 3)
        return 2;
    rc = weft_file_read(argv[2], &text, &len, &e);
    if (!rc)
        rc = weft_file_save(argv[1], text, len, &e);
    free(text);
    if (rc)
        fprintf(stderr, "%s\n", e.msg);
    return rc ? 4 : 0;
}
