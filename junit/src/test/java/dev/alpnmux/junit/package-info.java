/** Tests of the test kit for JUnit. */
@NullMarked
package dev.alpnmux.junit;

import org.jspecify.annotations.NullMarked;
