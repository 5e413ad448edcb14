/**
 * What MariaDB Connector/J needs to reach a service: the driver makes its factory without an
 * argument and gives it its settings afterwards. The driver is an optional dependency: whoever
 * names this factory has it.
 */
@NullMarked
package dev.alpnmux.client.mariadb;

import org.jspecify.annotations.NullMarked;
