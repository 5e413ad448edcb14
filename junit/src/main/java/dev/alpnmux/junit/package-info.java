/**
 * A real gateway in the process of a test, in front of services that are a few lines of the test.
 * Read {@link dev.alpnmux.junit.GatewayExtension} first; {@link dev.alpnmux.junit.TestGateway} is
 * the same without JUnit. For gateways that go wrong see {@code dev.alpnmux.testkit}.
 */
@NullMarked
package dev.alpnmux.junit;

import org.jspecify.annotations.NullMarked;
