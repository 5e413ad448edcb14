/** Tests of the test kit, with the TLS client of the JDK. */
@NullMarked
package dev.alpnmux.testkit;

import org.jspecify.annotations.NullMarked;
