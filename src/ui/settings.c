/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "weft/engine.h"

#define TIME_MAX 1000000000 /* seconds */
#define LINE_MAX 1024

void ui_settings_init(struct ui_settings *s)
{
    *s = (struct ui_settings){ .mouse = true, .clipboard = true };
}

/* --- options ------------------------------------------------------------- */

static const char *const glyph_names[UI_GLYPH_CHOICES] = {
    [UI_GLYPHS_AUTO] = "auto",
    [UI_GLYPHS_UTF8] = "utf-8",
    [UI_GLYPHS_CP437] = "cp437",
    [UI_GLYPHS_ASCII] = "ascii",
};

static enum weft_rc expected(struct weft_err *err, const char *name,
                             const char *value)
{
    const struct ui_option *o = ui_option_find(name, strlen(name));

    return weft_err_set(err, WEFT_E_INVAL, NULL, "%s: expected %s, not '%.60s'",
                        name, o ? o->values : "", value);
}

static enum weft_rc set_theme(struct ui_settings *s, const char *value,
                              struct weft_err *err)
{
    for (int t = 0; t < UI_THEMES; t++) {
        if (strcmp(ui_theme_name((enum ui_theme)t), value) != 0)
            continue;
        s->theme = (enum ui_theme)t;
        return WEFT_OK;
    }
    return expected(err, "theme", value);
}

static void get_theme(const struct ui_settings *s, char *out, size_t size)
{
    snprintf(out, size, "%s", ui_theme_name(s->theme));
}

static enum weft_rc set_glyphs(struct ui_settings *s, const char *value,
                               struct weft_err *err)
{
    for (int g = 0; g < UI_GLYPH_CHOICES; g++) {
        if (strcmp(glyph_names[g], value) != 0)
            continue;
        s->glyphs = (enum ui_glyph_choice)g;
        return WEFT_OK;
    }
    return expected(err, "glyphs", value);
}

static void get_glyphs(const struct ui_settings *s, char *out, size_t size)
{
    snprintf(out, size, "%s", glyph_names[s->glyphs]);
}

static enum weft_rc set_switch(bool *to, const char *name, const char *value,
                               struct weft_err *err)
{
    bool on = strcmp(value, "on") == 0;

    if (!on && strcmp(value, "off") != 0)
        return expected(err, name, value);
    *to = on;
    return WEFT_OK;
}

static enum weft_rc set_mouse(struct ui_settings *s, const char *value,
                              struct weft_err *err)
{
    return set_switch(&s->mouse, "mouse", value, err);
}

static void get_mouse(const struct ui_settings *s, char *out, size_t size)
{
    snprintf(out, size, "%s", s->mouse ? "on" : "off");
}

static enum weft_rc set_clipboard(struct ui_settings *s, const char *value,
                                  struct weft_err *err)
{
    return set_switch(&s->clipboard, "clipboard", value, err);
}

static void get_clipboard(const struct ui_settings *s, char *out, size_t size)
{
    snprintf(out, size, "%s", s->clipboard ? "on" : "off");
}

static enum weft_rc set_time(struct ui_settings *s, const char *value,
                             struct weft_err *err)
{
    size_t n = strspn(value, "0123456789");
    long long t = n && n <= 10 && !value[n] ? strtoll(value, NULL, 10) : 0;

    if (t < 1 || t > TIME_MAX)
        return expected(err, "time", value);
    s->time = t;
    return WEFT_OK;
}

static void get_time(const struct ui_settings *s, char *out, size_t size)
{
    if (s->time)
        snprintf(out, size, "%" PRId64, s->time);
    else
        snprintf(out, size, "as given when started");
}

static enum weft_rc set_engine(struct ui_settings *s, const char *value,
                               struct weft_err *err)
{
    for (size_t i = 0; weft_engines()[i]; i++) {
        if (strcmp(weft_engines()[i]->name, value) != 0)
            continue;
        snprintf(s->engine, sizeof(s->engine), "%s", value);
        return WEFT_OK;
    }
    return weft_err_set(err, WEFT_E_INVAL, NULL,
                        "engine: there is no engine '%.60s'; 'weft engines' "
                        "lists them",
                        value);
}

static void get_engine(const struct ui_settings *s, char *out, size_t size)
{
    snprintf(out, size, "%s",
             s->engine[0] ? s->engine : "as given when started");
}

static const struct ui_option options[] = {
    { "theme", "terminal|dark|light|high-contrast|colour-blind|mono",
      "colours: terminal is readable on any background, the others suit one",
      set_theme, get_theme },
    { "glyphs", "auto|utf-8|cp437|ascii",
      "characters that pictures are made of; auto asks terminal and locale",
      set_glyphs, get_glyphs },
    { "mouse", "on|off",
      "off leaves the mouse to the terminal; so does Shift while it is on",
      set_mouse, get_mouse },
    { "clipboard", "on|off",
      "y copies to the terminal's clipboard too (OSC 52)", set_clipboard,
      get_clipboard },
    { "time", "SECONDS", "how long a search for a better plan may take",
      set_time, get_time },
    { "engine", "NAME", "what searches for a better plan", set_engine,
      get_engine },
    { NULL, NULL, NULL, NULL, NULL }
};

const struct ui_option *ui_options(void)
{
    return options;
}

const struct ui_option *ui_option_find(const char *name, size_t len)
{
    for (const struct ui_option *o = options; o->name; o++)
        if (strlen(o->name) == len && strncmp(o->name, name, len) == 0)
            return o;
    return NULL;
}

/* --- lines --------------------------------------------------------------- */

/* The next word of *s, cut out of it; NULL: none. */
static char *next_word(char **s)
{
    char *w = *s + strspn(*s, " \t\r"), *end = w + strcspn(w, " \t\r");

    *s = *end ? end + 1 : end;
    *end = '\0';
    return *w ? w : NULL;
}

static enum weft_rc set_line(struct ui_settings *s, char *rest,
                             struct weft_err *err)
{
    char *name = next_word(&rest), *value, *eq;
    const struct ui_option *o;

    if (!name)
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "expected: set OPTION VALUE");
    eq = strchr(name, '=');
    if (eq)
        *eq = '\0';
    value = eq && eq[1] ? eq + 1 : next_word(&rest);
    if (value && strcmp(value, "=") == 0)
        value = next_word(&rest);
    o = ui_option_find(name, strlen(name));
    if (!o)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "no option '%.40s'; see weft-config(5)", name);
    if (!value || next_word(&rest))
        return weft_err_set(err, WEFT_E_PARSE, NULL, "expected: set %s %s",
                            o->name, o->values);
    return o->set(s, value, err);
}

static enum weft_rc bind_line(struct ui_settings *s, char *rest, bool off,
                              char *note, size_t size, struct weft_err *err)
{
    char *keys = next_word(&rest), *command = off ? NULL : next_word(&rest);

    if (!keys || (!off && !command) || next_word(&rest))
        return weft_err_set(err, WEFT_E_PARSE, NULL, "expected: %s",
                            off ? "unbind KEYS" : "bind KEYS COMMAND");
    return ui_bind(&s->binds, keys, command, note, size, err);
}

enum weft_rc ui_config_line(struct ui_settings *s, const char *line, bool binds,
                            char *note, size_t size, struct weft_err *err)
{
    char copy[LINE_MAX], *rest = copy, *verb;

    note[0] = '\0';
    if ((size_t)snprintf(copy, sizeof(copy), "%s", line) >= sizeof(copy))
        return weft_err_set(err, WEFT_E_LIMIT, NULL, "the line is too long");
    verb = next_word(&rest);
    if (!verb || verb[0] == '#')
        return WEFT_OK;
    if (strcmp(verb, "set") == 0)
        return set_line(s, rest, err);
    if (strcmp(verb, "bind") != 0 && strcmp(verb, "unbind") != 0)
        return weft_err_set(err, WEFT_E_PARSE, NULL,
                            "expected set, bind or unbind, not '%.40s'", verb);
    if (!binds)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "%s: keys are bound in your own configuration, "
                            "not in that of a project",
                            verb);
    return bind_line(s, rest, verb[0] == 'u', note, size, err);
}

static void tell(struct weft_buf *faults, const char *name, int line,
                 const char *text)
{
    weft_utf8_show(faults, name, strlen(name), false);
    weft_buf_addf(faults, ":%d: ", line);
    weft_utf8_show(faults, text, strlen(text), false);
    weft_buf_addc(faults, '\n');
}

int ui_config_text(struct ui_settings *s, const char *name, const char *text,
                   size_t len, bool binds, struct weft_buf *faults)
{
    int wrong = 0, number = 0;
    bool bom = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;

    for (size_t i = bom ? 3 : 0; i < len; number++) {
        const char *end = memchr(text + i, '\n', len - i);
        size_t n = end ? (size_t)(end - text) - i : len - i;
        char line[LINE_MAX + 1], note[256];
        struct weft_err err = { 0 };

        snprintf(line, sizeof(line), "%.*s", (int)(n > LINE_MAX ? LINE_MAX : n),
                 text + i);
        if (ui_config_line(s, line, binds, note, sizeof(note), &err)) {
            tell(faults, name, number + 1, err.msg);
            wrong++;
        } else if (note[0]) {
            tell(faults, name, number + 1, note);
        }
        i += n + 1;
    }
    return wrong;
}
