package dev.alpnmux.gateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of this process outside the Java heap, as the system counts it. */
public final class NativeMemory {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
  private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

  /** A heap with compressed references lies below this address, and nothing else does. */
  private static final long HEAP_END = 32L << 30;

  private NativeMemory() {}

  /** Returns how much is resident; 0 where the system does not tell. */
  public static long residentBytes() throws IOException {
    if (!Files.exists(MAPPINGS)) {
      return 0;
    }
    long kibibytes = 0;
    boolean isHeap = false;
    for (String line : Files.readAllLines(MAPPINGS)) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher resident = RESIDENT.matcher(line);
      if (mapping.matches()) {
        isHeap = Long.parseUnsignedLong(mapping.group(1), 16) < HEAP_END;
      } else if (resident.matches() && !isHeap) {
        kibibytes += Long.parseLong(resident.group(1));
      }
    }
    return kibibytes << 10;
  }
}
