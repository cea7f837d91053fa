/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key table, and the manual page that is made from it: run with
 * WEFT_UPDATE_GOLDEN=1 to write man/weft-keys.7 anew. */
#include "lib/tweft.h"

#include <ctype.h>

#include "base/buf.h"
#include "ui/choices.h"
#include "ui/keys.h"
#include "ui/popup.h"

static void every_key_of_the_table_is_a_key(void **state)
{
    (void)state;
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        char keys[64];

        ui_keys_text(NULL, c, keys, sizeof(keys));
        if (strlen(keys) < 1)
            fail_msg("%s: '%s' names no key", c->name, c->keys);
    }
}

static void every_command_says_what_it_does(void **state)
{
    (void)state;
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        assert_true(strlen(c->help) > 2 && strlen(c->hint) > 1);
        assert_non_null(c->run);
        if (c->help[strlen(c->help) - 1] == '.')
            fail_msg("%s: the help ends with a full stop", c->name);
        for (const struct ui_command *d = c + 1; d->name; d++)
            if (strcmp(c->name, d->name) == 0)
                fail_msg("%s is there twice", c->name);
    }
}

/* Keys of the table as text: "g,g" or "j", one alternative each. */
static bool alternative(const char **s, char *out, size_t size)
{
    size_t n = strcspn(*s, " ");

    if (n == 0)
        return false;
    snprintf(out, size, "%.*s", (int)n, *s);
    *s += n + strspn(*s + n, " ");
    return true;
}

static bool clash(const char *a, const char *b)
{
    size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

    /* equal, or one begins the other at a key's end */
    return strncmp(a, b, n) == 0 &&
           (a[n] == '\0' ? b[n] == '\0' || b[n] == ',' : a[n] == ',');
}

static void no_key_means_two_things_in_one_place(void **state)
{
    (void)state;
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        for (const struct ui_command *d = c + 1; d->name; d++) {
            const char *s = c->keys;
            char a[32], b[32];

            if (!(c->contexts & d->contexts))
                continue;
            while (alternative(&s, a, sizeof(a))) {
                const char *t = d->keys;

                while (alternative(&t, b, sizeof(b)))
                    if (clash(a, b))
                        fail_msg("%s and %s: %s", c->name, d->name, a);
            }
        }
    }
}

static void vi_keys_have_arrows_beside_them(void **state)
{
    static const char *const pairs[][2] = {
        { "j", "Down" }, { "k", "Up" }, { "h", "Left" }, { "l", "Right" }
    };

    (void)state;
    for (unsigned ctx = UI_CTX_TASKS; ctx <= UI_CTX_WHY; ctx <<= 1) {
        for (int i = 0; i < 4; i++) {
            const struct ui_command *vi = NULL, *arrow = NULL;
            uint32_t key;

            ui_key_parse(pairs[i][0], strlen(pairs[i][0]), &key);
            ui_keys_match(NULL, ctx, &key, 1, &vi);
            ui_key_parse(pairs[i][1], strlen(pairs[i][1]), &key);
            ui_keys_match(NULL, ctx, &key, 1, &arrow);
            assert_ptr_equal(vi, arrow);
        }
    }
}

static void sequences_match_key_by_key(void **state)
{
    const struct ui_command *c = NULL;
    uint32_t g[] = { 'g', 'g', 'g' };
    uint32_t zz[] = { 'Z', 'Z' };

    (void)state;
    assert_i64(ui_keys_match(NULL, UI_CTX_TASKS, g, 1, &c), UI_MATCH_PREFIX);
    assert_i64(ui_keys_match(NULL, UI_CTX_TASKS, g, 2, &c), UI_MATCH_FULL);
    assert_string_equal(c->name, "first");
    assert_i64(ui_keys_match(NULL, UI_CTX_TASKS, g, 3, &c), UI_MATCH_NONE);
    assert_i64(ui_keys_match(NULL, UI_CTX_TASKS, zz, 2, &c), UI_MATCH_FULL);
    assert_string_equal(c->name, "quit");
    assert_i64(ui_keys_match(NULL, UI_CTX_WHY, &(uint32_t){ '[' }, 1, &c),
               UI_MATCH_NONE);
}

static void the_help_lists_every_command_once(void **state)
{
    struct ui_state *s = calloc(1, sizeof(*s));
    struct ui_help_line lines[UI_HELP_MAX];
    int n;

    (void)state;
    assert_non_null(s);
    ui_state_init(s, 80, 24);
    s->mode = UI_MODE_HELP;
    n = ui_help_lines(s, lines);
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        int seen = 0;

        for (int i = 0; i < n; i++)
            seen += lines[i].cmd == c && lines[i].text == c->help;
        if (seen != 1)
            fail_msg("%s is listed %d times", c->name, seen);
    }
    free(s);
}

static void the_help_shows_every_text_whole_at(int w)
{
    struct ui_state *s = calloc(1, sizeof(*s));
    struct ui_help_line lines[UI_HELP_MAX];
    int n, keys, room;

    assert_non_null(s);
    ui_state_init(s, w, 24);
    s->mode = UI_MODE_HELP;
    n = ui_help_lines(s, lines);
    assert_true(n < UI_HELP_MAX);
    room = ui_help_width(s, &keys) - 3 - keys;
    for (int i = 0; i < n; i++) {
        const char *end;

        if (!lines[i].cmd)
            continue;
        assert_true(lines[i].len <= room);
        end = lines[i].text + lines[i].len;
        if (*end == '\0')
            continue;
        assert_ptr_equal(lines[i + 1].cmd, lines[i].cmd);
        assert_ptr_equal(lines[i + 1].text, end + (*end == ' '));
    }
    free(s);
}

static void the_help_shows_every_text_whole(void **state)
{
    (void)state;
    the_help_shows_every_text_whole_at(UI_MIN_W);
    the_help_shows_every_text_whole_at(80);
    the_help_shows_every_text_whole_at(160);
}

/* --- weft-keys(7) ------------------------------------------------------------- */

/* mdoc text: no line may begin with a dot, backslashes are doubled. */
static void add_text(struct weft_buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '\\')
            weft_buf_adds(b, "\\e");
        else if (*s == '-')
            weft_buf_adds(b, "\\-");
        else if (*s == '`' || *s == '\'')
            weft_buf_adds(b, *s == '`' ? "\\(ga" : "\\(aq");
        else if (*s == '^' || *s == '~')
            weft_buf_adds(b, *s == '^' ? "\\(ha" : "\\(ti");
        else
            weft_buf_addc(b, *s);
    }
}

static void add_item(struct weft_buf *b, const char *keys, const char *text)
{
    weft_buf_adds(b, ".It \\&");
    add_text(b, keys);
    weft_buf_addf(b, "\n\\&%c", toupper((unsigned char)text[0]));
    add_text(b, text + 1);
    weft_buf_adds(b, ".\n");
}

static void add_commands(struct weft_buf *b)
{
    struct ui_state *s = calloc(1, sizeof(*s));
    struct ui_help_line lines[UI_HELP_MAX];
    bool open = false;
    int n;

    assert_non_null(s);
    ui_state_init(s, 80, 24);
    s->mode = UI_MODE_HELP;
    n = ui_help_lines(s, lines);
    for (int i = 0; i < n; i++) {
        char keys[64];

        if (!lines[i].cmd) {
            weft_buf_addf(b, "%s.Ss %s\n.Bl -tag -width Ds\n",
                          open ? ".El\n" : "", lines[i].title);
            open = true;
            continue;
        }
        if (lines[i].text != lines[i].cmd->help)
            continue; /* the rest of the one before */
        ui_keys_text(NULL, lines[i].cmd, keys, sizeof(keys));
        add_item(b, keys, lines[i].cmd->help);
    }
    weft_buf_adds(b, ".El\n");
    free(s);
}

static void add_words(struct weft_buf *b)
{
    weft_buf_adds(b, ".Bl -tag -width Ds\n");
    for (const struct ui_word_command *w = ui_word_commands(); w->name; w++) {
        char usage[128];
        const char *gap = strstr(w->usage, "   ");

        assert_non_null(gap);
        snprintf(usage, sizeof(usage), "%.*s%s%s", (int)(gap - w->usage),
                 w->usage, w->alias ? ", short: " : "",
                 w->alias ? w->alias : "");
        add_item(b, usage, gap + 3);
    }
    weft_buf_adds(b, ".El\n");
}

static const char head[] =
    ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
    ".\\\" Made from the key table by tests/test_ui_keys; do not edit.\n"
    ".Dd November 24, 2026\n"
    ".Dt WEFT-KEYS 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm weft-keys\n"
    ".Nd keys and commands of the weft terminal interface\n"
    ".Sh DESCRIPTION\n"
    "Keys go to the pane that has the focus; its title is underlined.\n"
    "A number typed before a key is its count: 10 j moves ten rows, 4 ] adds\n"
    "four units of a capacity.\n"
    "In the node pane a number and Enter set the capacity under the cursor.\n"
    "A key that cannot act says why in the message line.\n"
    "Every change of the plan is an edit line, as described in\n"
    ".Xr weft-plan 5 ,\n"
    "and is undone by u; the plan that was on screen then returns with it.\n"
    ".Sh KEYS\n";

static const char middle[] =
    ".Sh COMMANDS\n"
    "After : stands an edit line, the name of a key's command, or one of\n"
    "these.\n"
    "Tab completes, Up and Down go through what was typed before.\n";

static const char editing[] =
    ".Sh SEARCHING AND FILTERING\n"
    "What is typed after / and f is a list of words, all of which must hold;\n"
    "! before a word denies it.\n"
    "Letters match in both cases, unless the word has a capital.\n"
    ".Bl -tag -width Ds\n"
    ".It align , ~align\n"
    "Part of the id or the name; ~ where the word would be one of those "
    "below.\n"
    ".It node:gpu , res:llm , id~x , name~x , cmd~x , image~x\n"
    "Part of the name of the node it runs on, of a resource it needs, or of\n"
    "that member; = asks for the whole of it, != for another.\n"
    ".It dur>5 , start<=1h , end , float , wait , in , out , prio , cpu>2\n"
    "Compared with > >= < <= = or !=: how long it runs, when it starts and\n"
    "ends, how far it can slip, how long it waits for capacity, how many tasks\n"
    "it runs after and how many run after it, its priority, and what it needs\n"
    "of a resource.\n"
    ".It crit , wait , mark , pin\n"
    "It is critical, waits for capacity, is marked, is pinned.\n"
    ".It done , runs\n"
    "It has ended, or runs, at the time cursor.\n"
    ".El\n"
    ".Sh SEVERAL TASKS AT ONCE\n"
    "Space marks tasks, v a range, * all that a filter shows.\n"
    "Deleting, the form, links and copying act on the marked tasks, and so does\n"
    "an edit line with the word @ for the task: set task @ duration=5.\n"
    "All of it is one step for u.\n"
    ".Pp\n"
    "y copies tasks as JSON, P pastes them with the links among them; ids that\n"
    "are taken get a number.\n"
    "JSON that is pasted into the terminal becomes tasks, too.\n"
    "E edits tasks as JSON in\n"
    ".Ev VISUAL\n"
    "or\n"
    ".Ev EDITOR ;\n"
    "a text that cannot be taken is kept, with the line at fault, until E goes\n"
    "on with it or Esc drops it.\n"
    ".Sh HISTORY\n"
    "g u lists every step with the makespan after it; Enter goes to one.\n"
    ".Pp\n"
    "Lines typed after : / and f are kept between sessions in\n"
    ".Pa $XDG_STATE_HOME/weft/history ,\n"
    "or\n"
    ".Pa ~/.local/state/weft/history ,\n"
    "which only its owner can read.\n"
    "Up brings back those that begin with what is typed.\n";

static const char whatif[] =
    ".Sh WHAT IF\n"
    "A capacity that is changed by a key is tried: the plan is compared with the\n"
    "one before, rows stay where they are, a bar leaves a trace where it was, and\n"
    "the last column says how much later each task ends.\n"
    "A larger capacity never gives a longer plan: the old one is a candidate.\n"
    "Esc takes back all that is tried in one step.\n"
    "S makes it a scenario of the document, and what it was tried on is as\n"
    "before.\n"
    "Writing the document keeps it.\n"
    "Where a capacity is too small the last plan stays, and the first line names\n"
    "the capacity that it is for.\n"
    ".Pp\n"
    "A scenario has nodes, resources and a network of its own: edits of them go\n"
    "into the one that is shown.\n"
    "Tasks and links are shared; an edit of them plans all scenarios again.\n"
    "What is tried on a scenario and saved becomes a scenario derived from it.\n"
    "Showing another one changes nothing; u shows the one that the step was\n"
    "about.\n"
    "In the table, * marks capacities that differ from the base; a plan is quick\n"
    "until it was searched for longer, which goes on while nothing else is\n"
    "searched.\n"
    ".Pp\n"
    "A sweep plans some values from half to twice of what there is, or those\n"
    "given after the command, as in\n"
    ".Xr weft 1 :\n"
    ":sweep node n1 capacity.cpu 2..16.\n"
    "now is the document\\(aqs own value; after the knee more buys less than its\n"
    "share; the best is the first with the shortest plan.\n"
    ":sweep all looks for the smallest step of each capacity that makes the\n"
    "plan shorter.\n";

static const char tail[] =
    ".Sh THE SCREEN\n"
    "A bar is drawn solid where the task is critical and shaded elsewhere;\n"
    "before it stands the time it was ready and waited for capacity, after it\n"
    "the time it could slip.\n"
    "In ASCII these are # and =, full stops, and hyphens.\n"
    "In the margin, \\(ha marks tasks that the selected one runs after and v\n"
    "those that run after it.\n"
    "Beside the rows runs the rail: a line from each task down to its\n"
    "successors, heavy where it is critical.\n"
    "Where more than a few lines would run side by side, only those of the\n"
    "selected task and of the critical chain are drawn, and numbers stand for\n"
    "the rest where there is room: 4<>1 is four predecessors and one\n"
    "successor.\n"
    ".Pp\n"
    "The graph, in the views that V changes to, draws tasks as boxes and\n"
    "links as lines, heavy where critical.\n"
    "Among more than 60 tasks a box is a stage: the tasks whose names differ\n"
    "only in the numbers at their end, at the same distance from the start;\n"
    "x6 is how many, and z a opens it.\n"
    "A task that / finds in it is drawn beside it, and nothing else opens.\n"
    "Names lose their fronts where they are too long, or their middles where\n"
    "that tells more of them apart.\n"
    "Links with an end in common share a line.\n"
    "Lines meet in a joint, or where one comes into another in an arrow; where\n"
    "they only cross they are not connected.\n"
    "A link that would be too long or has no way jumps: an arrow with the\n"
    "name of its other end, or with how many there are, stands in the box;\n"
    "+3 are three links to tasks that are not in sight.\n"
    "( and ) follow links, jumps too.\n"
    "A link is left out if others imply it, and counted below the graph.\n"
    ".Pp\n"
    "A node's lane shows how much of its most used resource is in use over\n"
    "time, on the scale of the bars; unfolded, each resource has a lane.\n"
    "The column\n"
    ".Dq full\n"
    "is the time at which nothing more would fit.\n"
    ".Pp\n"
    "The first line says what is known of the plan: optimal, if it is proved\n"
    "that no plan is shorter, or a proved bound and the gap to it.\n"
    "While there is no feasible plan the last one stays on screen, greyed.\n"
    ".Sh MOUSE\n"
    "A click selects, a double click edits.\n"
    "The wheel scrolls the pane it is over; with Shift or Alt it moves the\n"
    "window of time, with Control it zooms.\n"
    "Over a capacity that was clicked it changes the capacity.\n"
    "A click on the time line\\(aqs labels puts the time cursor there, one on a\n"
    "hint in the last line runs it, one beside a list closes the list.\n"
    "With Shift most terminals keep the mouse for themselves, to select text;\n"
    ":set mouse off leaves it to them altogether.\n"
    ".Sh FILES\n"
    ":w writes the document; its\n"
    ".Dq schedule\n"
    "member, if it has one, is brought up to date when the document or the\n"
    "plan has changed.\n"
    "X writes what is shown in other formats: with its schedule or with all\n"
    "scenarios as JSON, as CSV, for Graphviz or Mermaid, or as a report; it\n"
    "shows the first lines of each, and y copies it.\n"
    ".Pp\n"
    "Every change goes into a journal beside the document,\n"
    ".Pa .NAME.jnl ,\n"
    "at once.\n"
    "If weft is killed, or the machine stops, the next start tells how many\n"
    "commands were not written: r does them again, v shows them, d discards\n"
    "them.\n"
    "Writing, or leaving with q, removes the journal.\n"
    ".Pp\n"
    "A lock,\n"
    ".Pa .NAME.lock ,\n"
    "says who has the document open.\n"
    "A second weft opens it read\\-only and says who that is; W writes a copy\n"
    "then, :w! writes the file all the same.\n"
    "The lock of a process that is gone counts for nothing.\n"
    "Where the folder cannot be written to, both are in\n"
    ".Pa $XDG_STATE_HOME/weft\n"
    "(by default\n"
    ".Pa ~/.local/state/weft ) .\n"
    ".Pp\n"
    "A file that another program has changed meanwhile is never written over\n"
    "without a question; :reload takes it as it is.\n";

static const char scripts[] =
    ".Sh SCRIPTS\n"
    "With\n"
    ".Fl \\-keys ,\n"
    ".Xr weft 1\n"
    "takes its keys from a file, needs no terminal, and prints the screen at\n"
    "the end.\n"
    "A script is words parted by white space; # begins a comment.\n"
    ".Bl -tag -width Ds\n"
    ".It j Ctrl\\-R Enter\n"
    "A key, called as above; a letter is itself.\n"
    ".It \\(dqtext\\(dq\n"
    "Typed letter by letter; \\e\\(dq, \\e\\e and \\en stand for a quote, a\n"
    "backslash and Enter.\n"
    ".It @paste \\(dqtext\\(dq\n"
    "Pasted.\n"
    ".It @click 12,5\n"
    "The left button, in this column and line, counted from 0.\n"
    "@double and @drag likewise, and of the wheel @up, @down, @shift\\-up and\n"
    "@shift\\-down.\n"
    ".It @size 80x24\n"
    "The screen has this size from now on.\n"
    ".It @solve\n"
    "Let the search that would be running come to its end.\n"
    "It is one with a fixed effort, of the list engine unless\n"
    ".Fl \\-engine\n"
    "names another.\n"
    ".It @race\n"
    "Let the race that would be running come to its end, in worker processes.\n"
    ".It @tick 500\n"
    "As many milliseconds pass; there is no other clock.\n"
    ".It @dump\n"
    "Print the screen.\n"
    ".It @roles\n"
    "Print it, and below it a letter for what each cell means.\n"
    ".El\n"
    ".Pp\n"
    "The same script always prints the same.\n"
    ".Sh SEE ALSO\n"
    ".Xr weft 1 ,\n"
    ".Xr weft-config 5 ,\n"
    ".Xr weft-plan 5\n";

static void the_manual_is_what_the_table_says(void **state)
{
    struct weft_buf b = { 0 };
    char path[512];

    (void)state;
    weft_buf_adds(&b, head);
    add_commands(&b);
    weft_buf_adds(&b, middle);
    add_words(&b);
    weft_buf_adds(&b, editing);
    weft_buf_adds(&b, whatif);
    weft_buf_adds(&b, tail);
    weft_buf_adds(&b, scripts);
    assert_false(b.oom);
    snprintf(path, sizeof(path), "%s/../../man/weft-keys.7",
             getenv("GOLDEN_DIR"));
    golden_file(path, b.p);
    weft_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_table_is_a_key),
        cmocka_unit_test(every_command_says_what_it_does),
        cmocka_unit_test(no_key_means_two_things_in_one_place),
        cmocka_unit_test(vi_keys_have_arrows_beside_them),
        cmocka_unit_test(sequences_match_key_by_key),
        cmocka_unit_test(the_help_lists_every_command_once),
        cmocka_unit_test(the_help_shows_every_text_whole),
        cmocka_unit_test(the_manual_is_what_the_table_says),
    };

    return cmocka_run_group_tests_name("ui_keys", tests, NULL, NULL);
}
