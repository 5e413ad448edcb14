/**
 * What MySQL Connector/J needs to reach a service, which brings that driver's own kind of factory.
 * The driver is an optional dependency: whoever names this factory has it.
 */
@NullMarked
package dev.alpnmux.client.mysql;

import org.jspecify.annotations.NullMarked;
