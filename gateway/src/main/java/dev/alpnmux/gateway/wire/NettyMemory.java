package dev.alpnmux.gateway.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tells how much memory Netty's allocator holds for buffers. */
public final class NettyMemory {
  private NettyMemory() {}

  /** Returns the bytes by kind; callable at any time on any thread. */
  public static Map<String, LongSupplier> bytesByKind() {
    if (!(ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)) {
      return Map.of();
    }
    ByteBufAllocatorMetric metric = provider.metric();
    return Map.of("direct", metric::usedDirectMemory, "heap", metric::usedHeapMemory);
  }
}
