/**
 * The data path of Linux: sockets on Vert.x's event loops through epoll, without Netty's channels,
 * and TLS by {@link dev.alpnmux.gateway.nativetls.NativeSession}. Read {@link
 * dev.alpnmux.gateway.linux.LinuxConnection} first.
 *
 * <p>The bytes of all connections of an event loop go through its {@link
 * dev.alpnmux.gateway.linux.SharedBuffers}. What is in them belongs to whoever filled them last:
 * nothing stays there beyond the call that reads it.
 */
@NullMarked
package dev.alpnmux.gateway.linux;

import org.jspecify.annotations.NullMarked;
