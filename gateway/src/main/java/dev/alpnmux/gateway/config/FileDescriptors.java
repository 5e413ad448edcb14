package dev.alpnmux.gateway.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/** How many connections the open files of this process are enough for. */
public final class FileDescriptors {
  /** A relayed connection has two sockets: the client's and the upstream's. */
  private static final int OF_A_CONNECTION = 2;

  /** The JVM's own, listeners, event loops, the admin address: about 70, and room for as many. */
  private static final int RESERVE = 128;

  private FileDescriptors() {}

  /** Returns how many connections they are enough for; at least one, and nothing if unknown. */
  static OptionalLong connections() {
    OptionalLong most = most();
    return most.isPresent() ? OptionalLong.of(connections(most.getAsLong())) : most;
  }

  private static long connections(long descriptors) {
    return Math.max(1, (descriptors - RESERVE) / OF_A_CONNECTION);
  }

  private static OptionalLong most() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? OptionalLong.of(unix.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }

  /**
   * Returns what is wrong with the limit of connections on this machine and what to do, in one
   * line; nothing if the open files are enough for it, or their limit is not known.
   */
  public static Optional<String> shortage(Limits limits) {
    OptionalLong most = most();
    return most.isPresent()
        ? shortage(limits.connectionsMax(), most.getAsLong())
        : Optional.empty();
  }

  static Optional<String> shortage(int connectionsMax, long descriptors) {
    long needed = (long) connectionsMax * OF_A_CONNECTION + RESERVE;
    return needed <= descriptors
        ? Optional.empty()
        : Optional.of(
            "limits.connections of "
                + connectionsMax
                + " takes up to "
                + needed
                + " open files, but this process may have "
                + descriptors
                + "; lower it to "
                + connections(descriptors)
                + ", or raise the limit of open files (ulimit -n, LimitNOFILE of systemd)");
  }
}
