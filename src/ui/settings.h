/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/settings.h - what the user has chosen: options and bindings.
 *
 * A configuration file and the ":" line speak the same language:
 *
 *     set OPTION VALUE      bind KEYS COMMAND      unbind KEYS
 */
#ifndef UI_SETTINGS_H
#define UI_SETTINGS_H

#include "base/buf.h"
#include "ui/bind.h"
#include "ui/theme.h"

/* AUTO: what the terminal and the locale can show. */
enum ui_glyph_choice {
    UI_GLYPHS_AUTO,
    UI_GLYPHS_UTF8,
    UI_GLYPHS_CP437,
    UI_GLYPHS_ASCII,
    UI_GLYPH_CHOICES
};

struct ui_settings { /* ui_settings_init() */
    enum ui_theme theme;
    enum ui_glyph_choice glyphs;
    bool mouse;
    bool clipboard;  /* copies also go to the terminal's clipboard */
    int64_t time;    /* seconds of a search; 0: as the program was started */
    char engine[16]; /* "": as the program was started */
    struct ui_binds binds;
};

void ui_settings_init(struct ui_settings *s);

/* The options, in the order of the manual. */
struct ui_option {
    const char *name, *values; /* "on|off", "SECONDS" */
    const char *help;          /* a sentence without a full stop */
    enum weft_rc (*set)(struct ui_settings *s, const char *value,
                        struct weft_err *err);
    void (*get)(const struct ui_settings *s, char *out, size_t size);
};
const struct ui_option *ui_options(void); /* name NULL: end */
const struct ui_option *ui_option_find(const char *name, size_t len);

/* Take one line of configuration. note: what is worth telling though it was
 * done (a key that meant something else), "" if nothing. binds: bindings are
 * allowed. WEFT_E_PARSE, WEFT_E_INVAL or WEFT_E_LIMIT; nothing is changed
 * then. Empty lines and comments (#) are fine. */
enum weft_rc ui_config_line(struct ui_settings *s, const char *line, bool binds,
                            char *note, size_t size, struct weft_err *err);

/* Take the lines of a file that can be; what is wrong or worth telling is
 * appended to `faults` as "NAME:LINE: text", a line each. Returns how many of
 * them are faults. */
int ui_config_text(struct ui_settings *s, const char *name, const char *text,
                   size_t len, bool binds, struct weft_buf *faults);

#endif
