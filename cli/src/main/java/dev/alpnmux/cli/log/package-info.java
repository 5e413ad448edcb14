/**
 * What the running gateway reports, one line per record on standard error. Read {@link
 * dev.alpnmux.cli.log.LogLines} first.
 */
@NullMarked
package dev.alpnmux.cli.log;

import org.jspecify.annotations.NullMarked;
