/**
 * How a command ends. Read {@link dev.alpnmux.cli.outcome.ExitCode} first. Knows neither the
 * gateway nor the client library.
 */
@NullMarked
package dev.alpnmux.cli.outcome;

import org.jspecify.annotations.NullMarked;
