/** Tests of the launcher, the shell script at the repository's top: most with a fake Java and a fake Maven. */
@NullMarked
package exo.db.launcher;

import org.jspecify.annotations.NullMarked;
