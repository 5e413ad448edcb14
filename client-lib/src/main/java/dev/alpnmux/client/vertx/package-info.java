/**
 * Connects to services from Vert.x. Optional: a program that uses it brings {@code vertx-core}
 * itself, and the client knows nothing of this package. Read {@link
 * dev.alpnmux.client.vertx.VertxConnector}, then {@code PendingConnect} and {@code Attempt}.
 */
@NullMarked
package dev.alpnmux.client.vertx;

import org.jspecify.annotations.NullMarked;
