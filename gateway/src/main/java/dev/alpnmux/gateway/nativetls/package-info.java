/**
 * TLS sessions on BoringSSL that take and give memory addresses: no socket, no channel, no buffer
 * object. Read {@link dev.alpnmux.gateway.nativetls.NativeSession} first. Everything native is
 * called here and nowhere else: a wrong address ends the process.
 */
@NullMarked
package dev.alpnmux.gateway.nativetls;

import org.jspecify.annotations.NullMarked;
