/**
 * The commands that run or examine a gateway. Read {@link dev.alpnmux.cli.gateway.ServeCommand}
 * first. Types of Vert.x stand in {@link dev.alpnmux.cli.gateway.RunningGateway} alone.
 */
@NullMarked
package dev.alpnmux.cli.gateway;

import org.jspecify.annotations.NullMarked;
