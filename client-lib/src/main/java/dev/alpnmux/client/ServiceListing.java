package dev.alpnmux.client;

import java.util.List;

/**
 * Which services a gateway lets a client open, as the gateway itself says it. Nothing in it can
 * harm a terminal or a log: all of it is printable ASCII.
 *
 * @param services the ALPN ids in their written form, as {@link AlpnmuxClient#connect(String)}
 *     takes them, in the order of the gateway's configuration
 * @param isComplete whether none was left out for want of room
 * @param json the same and more about each service, in one line as the gateway has sent it: whether
 *     it fits the schema {@code services-1.json} is not checked
 */
public record ServiceListing(List<String> services, boolean isComplete, String json) {
  /**
   * Keeps a copy of the list.
   *
   * @param services as {@link #services}
   * @param isComplete as {@link #isComplete}
   * @param json as {@link #json}
   */
  public ServiceListing {
    services = List.copyOf(services);
  }
}
