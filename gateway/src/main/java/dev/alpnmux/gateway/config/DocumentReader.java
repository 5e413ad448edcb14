package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.GatewayConfig.DataPathChoice;
import dev.alpnmux.gateway.config.JsonValue.Fields;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.tls.ServerCertificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the document as a whole. Problems end up in the reader's list, not in exceptions. */
final class DocumentReader {
  static final Keys KEYS =
      Keys.of(
          "$schema",
          "listeners",
          "certificates",
          "services",
          "admin",
          "eventLoops",
          "dataPath",
          "limits",
          "timeouts",
          "ticketKeys",
          "accessLog");

  static final Keys CERTIFICATE = Keys.of("certificate", "privateKey");

  private static final int EVENT_LOOPS_MOST = 1024;

  private final ValueReader values;
  private final PemFiles files;

  DocumentReader(ValueReader values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  /**
   * Returns the configuration, which is only of use when there is no problem.
   *
   * @param source asked once all files are read
   */
  Optional<GatewayConfig> read(JsonValue document, Supplier<ConfigSource> source) {
    return values.section(document, KEYS).map(section -> read(section, source));
  }

  private GatewayConfig read(Section document, Supplier<ConfigSource> source) {
    document.text("$schema", name -> name);
    Timeouts timeouts = TimeoutsReader.ofGateway(document);
    CertificateNames certificates = certificates(document);
    List<Service> services =
        services(document, new ServiceReader(values, files, certificates, timeouts));
    List<ListenerConfig> listeners = listeners(document, new ServiceNames(services));
    return new GatewayConfig(
        listeners,
        certificates.certificates(),
        services,
        new AdminReader(files).read(document, listeners),
        document.count("eventLoops", 1, EVENT_LOOPS_MOST).orElse(0),
        document.choice("dataPath", DataPathChoice.AUTO).orElse(DataPathChoice.AUTO),
        LimitsReader.ofGateway(document),
        timeouts,
        new TicketKeysReader(values, files).read(document),
        new AccessLogReader(values, files).read(document),
        source.get(),
        values.problems().warnings());
  }

  private List<ListenerConfig> listeners(Section document, ServiceNames services) {
    document.require("listeners");
    return new ListenersReader(values, services)
        .read(document.elements("listeners", "expected at least one listener"));
  }

  private CertificateNames certificates(Section document) {
    List<JsonValue> elements =
        document.elements("certificates", "expected at least one; without any, remove the key");
    List<ServerCertificate> certificates =
        elements.stream()
            .flatMap(element -> values.section(element, CERTIFICATE).stream())
            .flatMap(section -> files.pair(section).stream())
            .toList();
    boolean isComplete =
        certificates.size() == elements.size()
            && certificates.isEmpty() != document.has("certificates");
    return new CertificateNames(
        certificates, isComplete, ListenersReader.anySpeaksTls(document.find("listeners")));
  }

  private List<Service> services(Section document, ServiceReader reader) {
    Optional<Fields> members = document.require("services").flatMap(values::fields);
    members
        .filter(fields -> fields.fields().isEmpty())
        .ifPresent(fields -> document.fault("services", "expected at least one service"));
    List<ServiceReader.Located> services =
        members.stream()
            .flatMap(fields -> fields.fields().stream())
            .flatMap(field -> reader.read(field).stream())
            .toList();
    new ServiceConflicts(values.problems()).check(services);
    TcpmuxRules.checkNames(services, values.problems());
    return services.stream().map(ServiceReader.Located::service).toList();
  }
}
