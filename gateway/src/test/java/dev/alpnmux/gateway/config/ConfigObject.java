package dev.alpnmux.gateway.config;

/**
 * The objects of a configuration. Who adds a key adds it in three places, and the tests say which
 * one is missing: the {@code Keys} of the reader, the {@code properties} of the schema, and the
 * table in CONFIG.md. Who adds an object adds a line here.
 */
enum ConfigObject {
  DOCUMENT("the document", DocumentReader.KEYS, ""),
  LISTENER("a listener", ListenersReader.KEYS, "listener"),
  TCP("`tcp`", TcpOptionsReader.KEYS, "tcp"),
  CERTIFICATE("a certificate", DocumentReader.CERTIFICATE, "certificate"),
  SERVICE("a service", ServiceReader.KEYS, "service"),
  UPSTREAM("an upstream", UpstreamsReader.KEYS, "upstream"),
  HEALTH("`health`", HealthReader.KEYS, "health"),
  CHECK("`check`", CheckReader.KEYS, "check"),
  UPSTREAM_TLS("`upstreamTls`", UpstreamsReader.TLS_KEYS, "upstreamTls"),
  CLIENTS("`clients`", ClientsReader.KEYS, "clients"),
  FROM("`from`", AddressRulesReader.KEYS, "from"),
  SERVICE_TIMEOUTS("`timeouts` of a service", TimeoutsReader.SERVICE, "serviceTimeouts"),
  ADMIN("`admin`", AdminReader.KEYS, "admin"),
  LIMITS("`limits`", LimitsReader.GATEWAY, "limits"),
  SERVICE_LIMITS("`limits` of a service", LimitsReader.SERVICE, "serviceLimits"),
  BANDWIDTH("`bandwidth`", LimitsReader.BANDWIDTH, "bandwidth"),
  TIMEOUTS("`timeouts`", TimeoutsReader.GATEWAY, "timeouts"),
  TICKET_KEYS("`ticketKeys`", TicketKeysReader.KEYS, "ticketKeys"),
  ACCESS_LOG("`accessLog`", AccessLogReader.KEYS, "accessLog"),
  ROTATE("`rotate`", AccessLogReader.ROTATE, "rotate");

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // both lists are made by List.of
  private final Keys keys;

  private final String definition;

  /**
   * @param title how CONFIG.md names it, in the head of its table: {@code | key of TITLE | … |}
   * @param keys what the reader knows
   * @param definition its name in {@code $defs} of the schema; empty for the schema as a whole
   */
  ConfigObject(String title, Keys keys, String definition) {
    this.title = title;
    this.keys = keys;
    this.definition = definition;
  }

  String title() {
    return title;
  }

  Keys keys() {
    return keys;
  }

  /** Where the schema describes it, as a JSON pointer. */
  String pointer() {
    return definition.isEmpty() ? "" : "/$defs/" + definition;
  }
}
