#!/bin/sh
# Checks this bundle: sh verify/verify.sh [TIME in seconds since 1970]. Exit status: 0 all is well, 1 not all could be
# confirmed, 2 something is wrong. Needs sh, sha256sum, jq, openssl, xxd, base64; nothing of the service.
cd "$(dirname "$0")/.." || exit 2
set -u
status=0

echo "A. every file is the one that was put in"
sha256sum --quiet -c SHA256SUMS || { echo "refused: files differ from SHA256SUMS"; exit 2; }

echo "B. the PDF files are those of the audit trail"
jq -r '.about.documents[].revisions[].sha256, .about.documents[].uploaded_sha256' audit/audit-trail.json > /tmp/known.$$
trap 'rm -f /tmp/known.$$' EXIT
for file in documents/*/*.pdf certificate/*.pdf; do
	[ -f "$file" ] || continue
	grep -qx "$(sha256sum < "$file" | cut -d' ' -f1)" /tmp/known.$$ || { echo "refused: $file is not in the audit trail"; exit 2; }
done

if [ -d attachments ]; then
	echo "   and the attachments are those of the act of sending"
	jq -r '.events[].payload // empty | fromjson | select(.kind == "envelope.sent") | .data | to_entries[] | select(.key | startswith("attachment_sha256.")) | .value' audit/audit-trail.json > /tmp/known.$$
	for file in attachments/*; do
		grep -qx "$(sha256sum < "$file" | cut -d' ' -f1)" /tmp/known.$$ || { echo "refused: $file is not in the audit trail"; exit 2; }
	done
fi

echo "C. the audit trail"
sh verify/audit-verify.sh audit/audit-trail.json verify/anchor.pem ${1:+"$1"}
case $? in 0) ;; 1) status=1 ;; *) exit 2 ;; esac

echo "D. what the service itself found in the PDF files when the bundle was made (reports/):"
for report in reports/*.json; do
	[ -f "$report" ] || continue
	echo "   $(jq -r '"\(.file): \(.verdict)"' "$report")"
done
exit $status
