/** Shows that the benchmarks work. How fast anything is, no test asserts. */
@NullMarked
package dev.alpnmux.bench;

import org.jspecify.annotations.NullMarked;
