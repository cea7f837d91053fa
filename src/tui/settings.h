/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tui/settings.h - the user's configuration and the project's; weft-config(5). */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

struct tui_session;

/* Read both files, if they exist, into the state's settings. The first thing
 * that is wrong or worth telling becomes the message. Options of the command
 * line stay above both. */
void tui_settings_read(struct tui_session *t);

#endif
