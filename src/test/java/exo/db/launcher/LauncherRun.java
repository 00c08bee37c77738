package exo.db.launcher;

/** What a launcher left when it had ended, or had handed over to a program that ended. */
record LauncherRun(long pid, int exitCode, String out, String err) {}
