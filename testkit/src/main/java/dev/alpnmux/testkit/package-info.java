/**
 * The other side, for tests of whatever connects through a gateway: a {@link
 * dev.alpnmux.testkit.FakeGateway} on 127.0.0.1 that serves, refuses, or goes wrong in a chosen
 * {@link dev.alpnmux.testkit.Misbehaviour}, and certificates for both sides. For a real gateway in
 * the process of a test see {@code alpnmux-junit}. The package knows the protocol and the JDK, and
 * neither the gateway nor the client library.
 */
@NullMarked
package dev.alpnmux.testkit;

import org.jspecify.annotations.NullMarked;
