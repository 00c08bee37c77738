/** Turns the text of options and variables into values; whatever is wrong with it is found here. */
@NullMarked
package exo.db.command.option;

import org.jspecify.annotations.NullMarked;
