#include "os/privacy.h"
#include <windows.h>

enum { REPORT_WITHOUT_HEAP = 1 }; /* WER_FAULT_REPORTING_FLAG_NOHEAP */

HRESULT WINAPI WerSetFlags(DWORD flags); /* of werapi.h, which does not compile with MinGW */

static void images_restrict(void)
{
	PROCESS_MITIGATION_IMAGE_LOAD_POLICY images = { 0 };

	images.NoRemoteImages = 1;
	images.NoLowMandatoryLabelImages = 1;
	images.PreferSystem32Images = 1;
	SetProcessMitigationPolicy(ProcessImageLoadPolicy, &images, sizeof(images));
}

/* What an older Windows does not know it refuses, and goes on without. */
void process_keep_private(void)
{
	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
	WerSetFlags(REPORT_WITHOUT_HEAP);
	SetDllDirectoryW(L"");
	SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
	images_restrict();
}
