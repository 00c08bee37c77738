/**
 * The face that the daemon shows to monitoring and to browsers: it answers {@code GET} with what the rest of the
 * program knows, changes nothing and holds no secret. Only this package knows HTTP and Prometheus.
 */
@NullMarked
package exo.db.web;

import org.jspecify.annotations.NullMarked;
