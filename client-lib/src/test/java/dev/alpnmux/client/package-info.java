/** Tests of the client library; the {@code FakeGateway} of the test kit plays the other side. */
@NullMarked
package dev.alpnmux.client;

import org.jspecify.annotations.NullMarked;
