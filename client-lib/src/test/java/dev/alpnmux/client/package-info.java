/** Tests of the client library; {@code FakeGateway} plays the other side. */
@NullMarked
package dev.alpnmux.client;

import org.jspecify.annotations.NullMarked;
