package dev.alpnmux.gateway.config;

import java.time.Duration;

/** Reads {@code tcp} of a listener. */
final class TcpOptionsReader {
  static final Keys KEYS = Keys.of("keepAlive", "deferAccept", "fastOpen", "reusePort");

  /** The system doubles its wait each time, so that longer ones mean next to nothing. */
  private static final Duration DEFER_ACCEPT_MAX = Duration.ofMinutes(1);

  private static final int FAST_OPEN_MAX = 65_535;

  private TcpOptionsReader() {}

  static TcpOptions read(Section listener) {
    return listener
        .section("tcp", KEYS)
        .map(tcp -> read(tcp, TcpOptions.DEFAULT))
        .orElse(TcpOptions.DEFAULT);
  }

  private static TcpOptions read(Section tcp, TcpOptions otherwise) {
    return new TcpOptions(
        tcp.flag("keepAlive", otherwise.keepAlive()),
        tcp.text("deferAccept", TcpOptionsReader::deferAccept).orElse(otherwise.deferAccept()),
        tcp.count("fastOpen", 0, FAST_OPEN_MAX).orElse(otherwise.fastOpenQueue()),
        tcp.flag("reusePort", otherwise.reusesPort()));
  }

  private static Duration deferAccept(String written) {
    Duration time = Quantity.duration(written);
    if (time.compareTo(DEFER_ACCEPT_MAX) > 0) {
      throw new IllegalArgumentException(
          "expected at most \"1m\" or \"off\" but found \"" + written + '"');
    }
    return time;
  }
}
