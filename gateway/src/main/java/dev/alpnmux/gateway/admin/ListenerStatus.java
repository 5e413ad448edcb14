package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.admin.Administered.Listening;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Counts.ListenerCounts;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.status.Rates.Growth;
import dev.alpnmux.spec.Refusal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The listeners in {@code status-1.json}. */
final class ListenerStatus {
  private static final ListenerCounts NOTHING = new ListenerCounts(0, 0, Map.of());

  private final Map<String, ListenerRules> rules;
  private final Counts counts;
  private final Growth growth;

  private ListenerStatus(Map<String, ListenerRules> rules, Counts counts, Growth growth) {
    this.rules = rules;
    this.counts = counts;
    this.growth = growth;
  }

  static JsonArray of(Administered gateway, Counts counts, Growth growth) {
    Map<String, ListenerRules> rules =
        gateway.config().listeners().stream()
            .collect(Collectors.toMap(ListenerConfig::name, ListenerConfig::rules));
    ListenerStatus status = new ListenerStatus(rules, counts, growth);
    return new JsonArray(
        gateway.listeners().stream().limit(Json.SHOWN_MAX).map(status::describe).toList());
  }

  private JsonObject describe(Listening listener) {
    ListenerRules decides = rules.getOrDefault(listener.name(), ListenerRules.DEFAULT);
    ListenerCounts counted = of(counts, listener.name());
    return new JsonObject()
        .put("name", listener.name())
        .put("address", listener.address())
        .put("transport", listener.transport())
        .put("strictness", Json.word(decides.strictness()))
        .put("requireServerName", decides.requireServerName())
        .put("defaultService", decides.defaultService().orElse(null))
        .put("accepted", counted.accepted())
        .put("handshaking", counted.handshaking())
        .put("refused", reasons(counted))
        .put(
            "rates",
            new JsonObject()
                .put("accepted", perSecond(listener, ListenerCounts::accepted))
                .put("refused", perSecond(listener, StatusDocument::refused)));
  }

  private static ListenerCounts of(Counts counts, String name) {
    return counts.listeners().getOrDefault(name, NOTHING);
  }

  /** Only the reasons that there were. */
  private static JsonObject reasons(ListenerCounts counted) {
    JsonObject reasons = new JsonObject();
    new TreeMap<Refusal, Long>(counted.refused())
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                reasons.put(reason.toString(), count);
              }
            });
    return reasons;
  }

  private double perSecond(Listening listener, ToLongFunction<ListenerCounts> number) {
    return Json.rounded(
        growth.perSecond(counted -> number.applyAsLong(of(counted, listener.name()))));
  }
}
