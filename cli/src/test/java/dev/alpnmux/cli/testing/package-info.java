/** What the scenarios start: the real command, and servers for it to talk to. */
@NullMarked
package dev.alpnmux.cli.testing;

import org.jspecify.annotations.NullMarked;
