/* Texts that go into every bundle. */
#include "evidence/bundle_work.h"

#define EMBED(name, file)                                                                          \
	__asm__(".section .rodata\n"                                                               \
		".global " #name "\n" #name ":\n"                                                  \
		".incbin \"" file "\"\n"                                                           \
		".global " #name "_end\n" #name "_end:\n"                                          \
		".byte 0\n"                                                                        \
		".previous\n");                                                                    \
	extern const unsigned char name[], name##_end[]
#define EMBEDDED(name) BYTES(name, (size_t)(name##_end - name))

EMBED(evidence_readme, TEXT_DIR "/readme.txt");
EMBED(evidence_verify_sh, TEXT_DIR "/verify.sh");
EMBED(evidence_court_ja, TEXT_DIR "/court_ja.txt");
EMBED(evidence_court_en, TEXT_DIR "/court_en.txt");
EMBED(evidence_custody, TEXT_DIR "/custody.txt");
EMBED(evidence_audit_verify, FORMATS_DIR "/audit-verify.md");
EMBED(evidence_audit_trail, FORMATS_DIR "/audit-trail.md");

struct bytes embedded_readme(void)
{
	return EMBEDDED(evidence_readme);
}

struct bytes embedded_verify_sh(void)
{
	return EMBEDDED(evidence_verify_sh);
}

struct bytes embedded_court(_Bool ja)
{
	return ja ? EMBEDDED(evidence_court_ja) : EMBEDDED(evidence_court_en);
}

struct bytes embedded_custody(void)
{
	return EMBEDDED(evidence_custody);
}

struct bytes embedded_audit_verify(void)
{
	return EMBEDDED(evidence_audit_verify);
}

struct bytes embedded_audit_trail(void)
{
	return EMBEDDED(evidence_audit_trail);
}
