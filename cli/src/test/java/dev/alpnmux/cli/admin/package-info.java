/** Tests of asking the admin pages. */
@NullMarked
package dev.alpnmux.cli.admin;

import org.jspecify.annotations.NullMarked;
