/** Tests of the certificates that are written without a library. */
@org.jspecify.annotations.NullMarked
package dev.alpnmux.certificates;
