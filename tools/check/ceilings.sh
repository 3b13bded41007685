#!/bin/sh
# Functions of at most 100 lines and complexity 15, files of at most 1,000 lines.
files=$(find src fuzz bench tools -name '*.c' -o -name '*.h' | sort)
tests=$(find tests -name '*.c' -o -name '*.h' | sort)
bad=0
long=$(wc -l $files $tests | awk '$2 != "total" && $1 > 1000 { print $2 ": " $1 " lines, at most 1000" }')
[ -z "$long" ] || { echo "$long"; bad=1; }
# pmccabe: modified complexity, complexity, statements, first line, lines, file(line): function
functions=$(pmccabe $(echo "$files" | grep '\.c$') 2>/dev/null |
	awk '$5 > 100 { print $6 " " $7 ": " $5 " lines, at most 100" }
	     $1 > 15  { print $6 " " $7 ": complexity " $1 ", at most 15" }')
[ -z "$functions" ] || { echo "$functions"; bad=1; }
exit $bad
