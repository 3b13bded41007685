#!/bin/sh
# Remakes the files of this folder with qpdf; with AES-256 the salts and the key are new each time.
set -eu
cd "$(dirname "$0")"
plain=$(mktemp) compact=$(mktemp)
trap 'rm -f "$plain" "$compact"' EXIT
cat >"$plain" <<'END'
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R
   /Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents <6e6f7465> /T () >>] >>
endobj
4 0 obj
<< /Length 14 >>
stream
0 0 10 10 re f
endstream
endobj
5 0 obj
<< /Type /Metadata /Subtype /XML /Length 11 >>
stream
<x>meta</x>
endstream
endobj
6 0 obj
<< /Title (A title) >>
endobj
trailer
<< /Size 7 /Root 1 0 R /Info 6 0 R >>
END
# the table is missing, which qpdf makes up for
qpdf --warning-exit-0 --no-warn --static-id --object-streams=disable --stream-data=preserve "$plain" "$compact"

# make NAME USER BITS OPTIONS OF --encrypt -- OTHERS
make() {
	name=$1 user=$2 bits=$3
	shift 3
	qpdf --static-id --static-aes-iv --allow-weak-crypto --encrypt "$user" owner "$bits" "$@" "$compact" "$name.pdf"
}
make rc4-40 '' 40 --
make rc4-128 '' 128 --use-aes=n --
make rc4-128-v4 '' 128 --use-aes=n --force-V4 --
make aes-128 '' 128 --use-aes=y --
make aes-128-metadata '' 128 --use-aes=y --cleartext-metadata --
make aes-256-r5 '' 256 --force-R5 --
make aes-256 '' 256 --
make aes-256-metadata '' 256 --cleartext-metadata --
make aes-256-objstm '' 256 -- --object-streams=generate
make rc4-128-objstm '' 128 --use-aes=n -- --object-streams=generate
make aes-256-linearized '' 256 -- --linearize
make aes-256-password secret 256 --
make rc4-128-password secret 128 --use-aes=n --
