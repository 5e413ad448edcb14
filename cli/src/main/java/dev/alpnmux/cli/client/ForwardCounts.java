package dev.alpnmux.cli.client;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What was forwarded so far, by service. Thread-safe. */
final class ForwardCounts {
  private static final String PREFIX = "alpnmux_forward_";

  private final Map<String, Service> services = new ConcurrentSkipListMap<>();

  /** What happened to the connections of one service. */
  static final class Service {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder fromClient = new LongAdder();
    private final LongAdder toClient = new LongAdder();
    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();

    /** A local client has connected. */
    void opened() {
      open.incrementAndGet();
    }

    /** Its connection is over; each that was opened ends once. */
    void ended(Outcome outcome) {
      open.decrementAndGet();
      outcomes.computeIfAbsent(outcome.word(), word -> new LongAdder()).increment();
    }

    /** So many bytes went to the service. */
    void fromClient(int bytes) {
      fromClient.add(bytes);
    }

    /** So many bytes came from the service. */
    void toClient(int bytes) {
      toClient.add(bytes);
    }
  }

  /** Returns the counts of a service, which are there from now on. */
  Service of(String service) {
    return services.computeIfAbsent(service, name -> new Service());
  }

  /** Returns all of them in the Prometheus text format, version 0.0.4. */
  String text() {
    StringBuilder text = new StringBuilder();
    family(text, "connections", "gauge", "Connections that are open.");
    services.forEach((name, s) -> line(text, "connections", labels(name), s.open.get()));
    family(text, "connections_total", "counter", "Connections that are over, by how they ended.");
    services.forEach(
        (name, s) ->
            s.outcomes.forEach(
                (outcome, count) ->
                    line(
                        text, "connections_total", labels(name, "outcome", outcome), count.sum())));
    family(text, "bytes_total", "counter", "Bytes that were passed on.");
    bytes(text, "from_client", s -> s.fromClient.sum());
    bytes(text, "to_client", s -> s.toClient.sum());
    return text.toString();
  }

  private void bytes(StringBuilder text, String direction, ToLongFunction<Service> count) {
    services.forEach(
        (name, s) ->
            line(text, "bytes_total", labels(name, "direction", direction), count.applyAsLong(s)));
  }

  private static void family(StringBuilder text, String name, String type, String help) {
    text.append(
        String.format(
            Locale.ROOT, "# HELP %1$s%2$s %3$s%n# TYPE %1$s%2$s %4$s%n", PREFIX, name, help, type));
  }

  private static void line(StringBuilder text, String name, String labels, long value) {
    text.append(PREFIX).append(name).append('{').append(labels).append("} ");
    text.append(value).append('\n');
  }

  private static String labels(String service) {
    // A written ALPN id is printable ASCII; these two have a meaning in the format.
    return "service=\"" + service.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String labels(String service, String label, String value) {
    return labels(service) + ',' + label + "=\"" + value + '"';
  }
}
