#!/bin/sh
# The rules of the house that a compiler does not know. Each check prints what
# it found; all run, then the worst decides.
cd "$(dirname "$0")/../.." || exit 1
failed=0 passed=0
for check in layers ceilings headers cycles banned readmes wording; do
	if sh "tools/check/$check.sh"; then
		passed=$((passed + 1))
	else
		echo "check $check: FAILED"
		failed=$((failed + 1))
	fi
done
echo "checks: $passed passed, $failed failed"
[ "$failed" = 0 ]
