/** Offences against the rules of the architecture, each of which has to make its rule fire. */
@NullMarked
package exo.db.planted;

import org.jspecify.annotations.NullMarked;
