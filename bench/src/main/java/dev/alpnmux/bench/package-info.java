/**
 * What single steps of a connection cost, measured by JMH; {@code bench/run} measures whole
 * connections. Read {@link dev.alpnmux.bench.RouteTableBenchmark} first.
 */
@NullMarked
package dev.alpnmux.bench;

import org.jspecify.annotations.NullMarked;
