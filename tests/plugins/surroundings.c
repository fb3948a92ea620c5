/* Changes locale, folder, mask and environment: its own. */
#include "hostile.h"

#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((constructor)) static void change(void)
{
	setlocale(LC_ALL, "");
	umask(0);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	if (chdir("/"))
		return;
}

HOSTILE("surroundings", copy_all)
