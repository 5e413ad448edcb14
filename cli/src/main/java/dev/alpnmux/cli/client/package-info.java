/**
 * The commands that connect to services. Read {@link dev.alpnmux.cli.client.ConnectCommand} first.
 * They start fast and load no class of the gateway's.
 */
@NullMarked
package dev.alpnmux.cli.client;

import org.jspecify.annotations.NullMarked;
