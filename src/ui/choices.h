/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/choices.h - what the word being typed could become. */
#ifndef UI_CHOICES_H
#define UI_CHOICES_H

#include "ui/ui.h"

#define UI_CHOICES_MAX 64
#define UI_CHOICE_MAX  300

struct ui_choices {
    int n;
    int begin; /* byte in the line where the word starts */
    int nnear; /* those that have the text whole; letters of it the others */
    char text[UI_CHOICES_MAX][UI_CHOICE_MAX];
    const char *help[UI_CHOICES_MAX]; /* a sentence, static; NULL: none */
    bool more;                        /* there were more than fit here */
    const char *usage;                /* one line about the command; NULL */
};

/* For the line at the bottom, or the field of the row or form being typed.
 * Those that begin with the word come first, then those that contain it, then
 * those that have its letters in order. */
void ui_choices(const struct ui_state *s, const struct ui_model *m,
                struct ui_choices *c);

/* Is the field of the row or form being typed one with choices? */
bool ui_has_choices(const struct ui_state *s);

/* How far typed[0..len) is from word, letter by letter in order: 0 is nearest;
 * -1: word does not have them. */
int ui_fuzzy(const char *word, const char *typed, size_t len);

/* Put choice s->choice + dir (wrapping) in the place of the word; remembers
 * in the state what was typed before. False: there is nothing to choose. */
bool ui_choose(struct ui_state *s, const struct ui_model *m, int dir);
/* Extend the word to what all choices share; true if it is now one of them
 * whole. */
bool ui_complete(struct ui_state *s, const struct ui_model *m);

/* Commands after ":" that are neither edit lines nor keys' commands. */
struct ui_word_command {
    const char *name, *alias; /* alias: NULL or a short form */
    const char *usage;        /* "write [FILE]   write the document" */
    void (*run)(struct ui *u, const char *args);
};
const struct ui_word_command *ui_word_commands(void); /* name NULL: end */
/* The name after ":" that is most like line[0..len), with keys set only of
 * commands that can be bound; NULL: none is. */
const char *ui_nearest_command(const char *line, size_t len, bool keys);
/* Usage of an edit line by its first word; NULL: none. */
const char *ui_edit_usage(const char *verb, size_t len);

#endif
