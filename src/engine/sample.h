/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/sample.h - random orders as a member of the portfolio: weak, but there
 * is no problem they do not suit. */
#ifndef WEFT_ENGINE_SAMPLE_H
#define WEFT_ENGINE_SAMPLE_H

#include "engine/member.h"

extern const struct weft_member weft_member_sample;

#endif
