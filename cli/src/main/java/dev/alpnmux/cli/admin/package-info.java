/**
 * Asks the admin pages of a gateway, over TCP or a unix socket. Read {@link
 * dev.alpnmux.cli.admin.AdminPages} first. Loads no class of Vert.x or Netty: whoever looks at a
 * gateway wants to see it at once.
 */
@NullMarked
package dev.alpnmux.cli.admin;

import org.jspecify.annotations.NullMarked;
