#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Help, version, and every way to get the command line wrong.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

commands='report solve check edit convert sweep engines schema worker'

run --help
gives 'help is no error' 0
quiet 'help says nothing on stderr'
is 'help fits 24 lines' "$([ "$(wc -l <.out)" -le 24 ] || cat .out)" ''
narrow 'help fits 80 columns' 80
for c in $commands; do
    prints "help names $c" "
  $c "
done
for c in $commands; do
    run "$c" --help
    gives "$c has help" 0
    prints "$c help begins with its usage" "usage: weft $c"
    narrow "$c help fits 80 columns" 80
done
run -h
gives '-h is help' 0

run --version
gives 'version is no error' 0
is 'version begins with name and number' "$(head -n 1 .out)" 'weft 0.1.0'
for l in GLPK cJSON ncurses; do
    prints "version tells the $l it is built with" "$l "
done

run --egnine=list "$samples/diamond.json"
gives 'an unknown option is a usage error' 2
says 'an unknown option gets the nearest name' "did you mean '--engine'?"
run report --xyzzy f
gives 'an option like no other is a usage error' 2
says 'an option like no other is named' "unknown option '--xyzzy'"
run -x
gives 'an unknown letter is a usage error' 2
run reprot "$samples/diamond.json"
gives 'an unknown command is a usage error' 2
says 'an unknown command gets the nearest name' "did you mean 'report'?"
run slove
gives 'an unknown command without arguments is a usage error' 2
says 'it gets the nearest name too' "did you mean 'solve'?"
for w in help version; do
    run $w
    gives "'weft $w' is a usage error" 2
    says "'weft $w' gets the option" "did you mean '--$w'?"
done
run zzzz yyyy
gives 'a command like no other is a usage error' 2
run check --engine list f
gives 'an option of another command is a usage error' 2
says 'an option of another command is told so' \
    "'weft check' has no option '--engine'"

for c in report solve check edit convert; do
    run $c
    gives "$c without a file is a usage error" 2
    says "$c without a file shows its usage" "usage: weft $c "
done
run edit f
gives 'edit without an edit is a usage error' 2
run convert f
gives 'convert without a target is a usage error' 2
run report f g
gives 'a second file is a usage error' 2
run engines f
gives 'engines takes no file' 2
run report f --time
gives 'an option without its value is a usage error' 2
says 'an option without its value says what it needs' "needs SECONDS"
run report --json=yes f
gives 'a value for a switch is a usage error' 2

for v in nan NaN inf -1 -0.5 1e3 0x10 '' ' 5' 1.2.3 5s . 99999999999; do
    run report --time="$v" "$samples/diamond.json"
    gives "--time='$v' is refused" 2
    says "--time='$v' says what was expected" 'expected a number of seconds'
done
for v in -1 1.5 x '' 18446744073709551616; do
    run report "--seed=$v" "$samples/diamond.json"
    gives "--seed='$v' is refused" 2
    says "--seed='$v' says what was expected" 'expected a whole number'
done
for v in 0 65 -1 1.5 x ''; do
    run report "--threads=$v" "$samples/diamond.json"
    gives "--threads='$v' is refused" 2
    says "--threads='$v' says what was expected" 'from 1 to 64'
done
run report --memory=0 "$samples/diamond.json"
gives '--memory=0 is refused' 2
for v in -1 0 1.5 x '' 9223372036854775808; do
    run report "--effort=$v" "$samples/diamond.json"
    gives "--effort='$v' is refused" 2
    says "--effort='$v' says what was expected" 'expected a whole number'
done
for v in 80 80x x24 0x24 80x1001 80x24x1 -1x5; do
    run --dump --size "$v" "$samples/diamond.json"
    gives "--size $v is refused" 2
done
run report --engine gready "$samples/diamond.json"
gives 'an unknown engine is a usage error' 2
says 'an unknown engine gets the nearest name' "did you mean 'greedy'?"
run report --engine list --rule zzzzzzzz "$samples/diamond.json"
gives 'an unknown rule is a usage error' 2
says 'an unknown rule is named' "there is no rule 'zzzzzzzz'"
run convert --from psplip a b
gives 'an unknown format is a usage error' 2
says 'an unknown format gets the nearest name' "did you mean 'psplib'?"
run solve --write-lp x.lp "$samples/diamond.json"
gives '--write-lp without the ilp engine is a usage error' 2
run solve --policy x.json "$samples/diamond.json"
gives '--policy without the rl engine is a usage error' 2

run "$samples/diamond.json"
gives 'the screen without a terminal is a usage error' 2
says 'the screen without a terminal hints at report' \
    "weft report $samples/diamond.json"
run
gives 'no arguments without a terminal is a usage error' 2

run --dump "$samples/diamond.json"
gives 'a screen can be printed without a terminal' 0
prints 'it shows the file' 'diamond.json'
run --dump --ascii --size 100x30 --edit 'set task a duration=9m'
gives 'an edit of a task the example does not have is refused' 3
run --dump --size 60x14 --edit 'set task v1 duration=33'
prints 'without a file it shows the example, edited' 'makespan 93'
narrow 'it is as wide as asked' 60
is 'and as high' "$(wc -l <.out)" 14

cp "$samples/diamond.json" ./--help
run check -- --help
gives 'after -- an argument is no option' 0
run check ./--help
gives 'a path is no option' 0
cp "$samples/diamond.json" solve
run check solve
gives 'a file may have the name of a command' 0

for args in '--time=5 --engine=list' '--time 5 --engine list'; do
    run report $args "$samples/diamond.json"
    gives "values are taken as in $args" 0
done
run report "$samples/diamond.json" --engine list
gives 'options may follow the file' 0
done_testing
