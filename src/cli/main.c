/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft - plan task graphs on capacity-limited nodes; see weft(1). */
#include "cli/cli.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

/* Names in the user's language, numbers never: documents, GLPK and our own
 * options count on the decimal point. */
static bool locale_is_ascii(void)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

int main(int argc, char **argv)
{
    struct cli c = { .began = cli_now() };
    enum cli_exit rc;

    cli_system_init();
    c.ascii = locale_is_ascii();
    rc = cli_parse(&c, argc, argv);
    if (rc)
        ; /* said already */
    else if (c.value[CLI_HELP])
        rc = cli_print_help(&c);
    else if (c.value[CLI_VERSION])
        rc = cli_print_version(&c);
    else
        rc = c.command->run(&c);
    cli_release(&c);
    return rc;
}
