#!/bin/sh
# Every source folder says what it is, in at most 20 lines.
bad=0
for folder in src/*/ fuzz/ bench/ tests/ web/ tools/ sql/; do
	[ -d "$folder" ] || continue
	if [ ! -f "$folder/README.md" ]; then
		echo "${folder}README.md is missing"
		bad=1
	elif [ "$(wc -l < "$folder/README.md")" -gt 20 ]; then
		echo "${folder}README.md has more than 20 lines"
		bad=1
	fi
done
exit $bad
