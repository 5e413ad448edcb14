package dev.alpnmux.gateway.builtin;

import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of {@code alpnmux.services/1}: the ids line by line as of RFC 1078's HELP, an empty
 * line, and the same as JSON in one line. Names and ids stand in their written form, so everything
 * is printable ASCII and nothing needs to be escaped. Upstreams are not in it.
 */
final class ServiceListing {
  /** What the specification allows; for more than a thousand services. */
  static final int OCTETS_MAX = 256 * 1024;

  private static final String LINE_END = "\r\n";

  private static final int FRAME_OCTETS = new ServiceListing().text(false).length();

  private final StringBuilder lines = new StringBuilder();
  private final StringBuilder json = new StringBuilder();

  private ServiceListing() {}

  /** Returns the text; what does not fit is left out, and then it says so. */
  static String of(List<Route> routes) {
    Map<String, List<Route>> byService =
        routes.stream()
            .collect(
                Collectors.groupingBy(
                    route -> route.service().name(), LinkedHashMap::new, Collectors.toList()));
    ServiceListing listing = new ServiceListing();
    return listing.text(byService.values().stream().allMatch(listing::add));
  }

  /** Returns whether it fits: a service with its ids. */
  private boolean add(List<Route> routes) {
    List<String> ids = routes.stream().map(route -> route.protocol().toString()).toList();
    String added = String.join(LINE_END, ids) + LINE_END;
    String object = (json.isEmpty() ? "" : ",") + object(routes.get(0).service(), ids);
    int total = lines.length() + added.length() + json.length() + object.length();
    boolean fits = total + FRAME_OCTETS <= OCTETS_MAX;
    if (fits) {
      lines.append(added);
      json.append(object);
    }
    return fits;
  }

  private static String object(Service service, List<String> ids) {
    return "{\"name\":"
        + quoted(service.name())
        + ",\"protocols\":["
        + ids.stream().map(ServiceListing::quoted).collect(Collectors.joining(","))
        + "],\"mode\":"
        + quoted(service.mode().name().toLowerCase(Locale.ROOT))
        + ",\"requiresClientCertificate\":"
        + service.clients().isPresent()
        + '}';
  }

  private static String quoted(String written) {
    return '"' + written + '"';
  }

  private String text(boolean isComplete) {
    return lines
        + LINE_END
        + "{\"complete\":"
        + isComplete
        + ",\"services\":["
        + json
        + "]}"
        + LINE_END;
  }
}
