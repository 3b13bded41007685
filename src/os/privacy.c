#include "os/privacy.h"
#include <sys/prctl.h>

void process_keep_private(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* no core, no debugger of the same user */
}
