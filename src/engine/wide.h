/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/wide.h - sums and products of 64-bit amounts, exactly. */
#ifndef WEFT_ENGINE_WIDE_H
#define WEFT_ENGINE_WIDE_H

__extension__ typedef __int128 weft_wide;

#endif
