package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.UpstreamTls;
import dev.alpnmux.gateway.route.WeightedUpstream;
import dev.alpnmux.spec.ServerName;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code upstreams} and {@code upstreamTls} of a service. */
final class UpstreamsReader {
  static final Keys KEYS = Keys.of("address", "weight", "backup");

  static final Keys TLS_KEYS =
      Keys.of("certificateAuthorities", "serverName", "certificate", "privateKey");

  private static final String IF_NO_AUTHORITY =
      "expected at least one file; without the key the authorities of the system are trusted";

  private final ValueReader values;
  private final PemFiles files;

  UpstreamsReader(ValueReader values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  List<WeightedUpstream> upstreams(Section service) {
    List<WeightedUpstream> upstreams = new ArrayList<>();
    List<JsonValue> elements = service.elements("upstreams", "expected at least one address");
    elements.forEach(element -> upstream(element).ifPresent(upstreams::add));
    boolean isComplete = !elements.isEmpty() && upstreams.size() == elements.size();
    if (isComplete && upstreams.stream().allMatch(WeightedUpstream::isBackup)) {
      service.fault("upstreams", "all are backups; leave out \"backup\" of at least one");
    }
    return upstreams;
  }

  private Optional<WeightedUpstream> upstream(JsonValue value) {
    return value instanceof JsonValue.Fields
        ? values.section(value, KEYS).flatMap(UpstreamsReader::weighted)
        : values.text(value, Addresses::upstream).map(WeightedUpstream::of);
  }

  private static Optional<WeightedUpstream> weighted(Section section) {
    int weight = section.count("weight", 1, WeightedUpstream.WEIGHT_MAX).orElse(1);
    boolean isBackup = section.flag("backup", false);
    return section
        .requiredText("address", Addresses::upstream)
        .map(address -> new WeightedUpstream(address, weight, isBackup));
  }

  UpstreamTls tls(Section service) {
    return service.section("upstreamTls", TLS_KEYS).map(this::read).orElse(UpstreamTls.DEFAULT);
  }

  private UpstreamTls read(Section section) {
    List<X509Certificate> authorities =
        files.authorities(section.elements("certificateAuthorities", IF_NO_AUTHORITY));
    Optional<String> serverName = section.text("serverName", UpstreamsReader::serverName);
    boolean hasIdentity = section.has("certificate") || section.has("privateKey");
    Optional<UpstreamTls.Identity> identity =
        hasIdentity
            ? files.pair(section).map(pair -> new UpstreamTls.Identity(pair.chain(), pair.key()))
            : Optional.empty();
    return new UpstreamTls(authorities, serverName, identity);
  }

  private static String serverName(String written) {
    return ServerName.parse(written)
        .map(ServerName::value)
        .orElseThrow(
            () ->
                new IllegalArgumentException("expected a host name but found \"" + written + '"'));
  }
}
