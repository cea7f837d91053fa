/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The first block suits one edited task, the last ones a million of them. */
#define FIRST_BLOCK ((size_t)256)
#define LAST_BLOCK  ((size_t)1 << 20)
#define ALIGN       sizeof(int64_t)

struct weft_arena_block {
    struct weft_arena_block *below;
    size_t size;        /* bytes in mem */
    size_t front, back; /* mem[front..back) is free */
    int64_t mem[];
};

void weft_arena_release(struct weft_arena *a)
{
    struct weft_arena_block *b = a->top;

    while (b) {
        struct weft_arena_block *below = b->below;

        free(b);
        b = below;
    }
    a->top = NULL;
}

static struct weft_arena_block *block_new(struct weft_arena *a, size_t need)
{
    struct weft_arena_block *b;
    size_t size = a->top ? a->top->size * 2 : FIRST_BLOCK;

    if (size > LAST_BLOCK)
        size = LAST_BLOCK;
    if (size < need)
        size = need;
    if (size > SIZE_MAX - sizeof(*b))
        return NULL;
    b = malloc(sizeof(*b) + size);
    if (!b)
        return NULL;
    b->below = a->top;
    b->size = size;
    b->front = 0;
    b->back = size;
    a->top = b;
    return b;
}

/* A block with need bytes free between front and back. */
static struct weft_arena_block *block_for(struct weft_arena *a, size_t need)
{
    struct weft_arena_block *b = a->top;

    return b && b->back - b->front >= need ? b : block_new(a, need);
}

void *weft_arena_array(struct weft_arena *a, size_t count, size_t size)
{
    struct weft_arena_block *b;
    size_t need;
    char *at;

    if (__builtin_mul_overflow(count, size, &need) || need > SIZE_MAX - ALIGN)
        return NULL;
    need = (need + ALIGN - 1) / ALIGN * ALIGN;
    b = block_for(a, need);
    if (!b)
        return NULL;
    at = (char *)b->mem + b->front;
    b->front += need;
    memset(at, 0, need);
    return at;
}

char *weft_arena_string(struct weft_arena *a, const char *s, size_t n)
{
    struct weft_arena_block *b = block_for(a, n + 1);
    char *at;

    if (!b)
        return NULL;
    b->back -= n + 1;
    /* front stays aligned: what lies between is never handed out twice */
    at = (char *)b->mem + b->back;
    if (n)
        memcpy(at, s, n); /* s may be NULL */
    at[n] = '\0';
    return at;
}
