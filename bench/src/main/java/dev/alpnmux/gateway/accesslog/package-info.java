/** Benchmarks of what this package does not show to others. */
@NullMarked
package dev.alpnmux.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
