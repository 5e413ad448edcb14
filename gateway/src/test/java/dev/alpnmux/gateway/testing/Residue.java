package dev.alpnmux.gateway.testing;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What this process holds: open files, bytes of the heap that a collection leaves, and bytes
 * outside the heap.
 */
public record Residue(long files, long heap, long nativeMemory) {
  /** Collects garbage, and looks. */
  public static Residue now() throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Residue(openFiles(), heap, NativeMemory.residentBytes());
  }

  /** Returns how many descriptors are open. */
  public static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  @Override
  public String toString() {
    return files + " files, " + (heap >> 10) + " KiB heap, " + (nativeMemory >> 10) + " KiB else";
  }
}
