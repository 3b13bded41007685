/* The program, once the system has started it (start.c, start_windows.c). */
#pragma once

/* argv: UTF-8. Gives the exit status. */
int client_main(int argc, char **argv);
