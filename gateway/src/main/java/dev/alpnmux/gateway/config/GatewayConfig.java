package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.tls.ServerCertificate;
import java.util.List;
import java.util.Optional;

/**
 * A whole configuration, read and checked: every file in it was readable and every reference in it
 * leads somewhere. Immutable. {@link ConfigReader} makes one of JSON text.
 *
 * @param listeners where connections are accepted; at least one
 * @param certificates what clients are shown, the first one when they send no server name
 * @param services the services in the order of the file; their ids are unique per server name
 * @param admin where health, metrics and the state are served, if anywhere
 * @param eventLoops how many threads serve connections; 0 means one per core
 * @param dataPath which data path carries the bytes
 * @param limits what is bounded in number and size
 * @param timeouts the waits that no service overrides
 * @param ticketKeys where the secrets of session tickets are kept
 * @param accessLog where each connection has a line, if anywhere
 * @param source what it was read from
 * @param warnings what keeps nobody from serving, but is hardly meant, in the order of the file
 */
public record GatewayConfig(
    List<ListenerConfig> listeners,
    List<ServerCertificate> certificates,
    List<Service> services,
    Optional<AdminConfig> admin,
    int eventLoops,
    DataPathChoice dataPath,
    Limits limits,
    Timeouts timeouts,
    TicketKeysConfig ticketKeys,
    Optional<AccessLogConfig> accessLog,
    ConfigSource source,
    List<ConfigProblem> warnings) {
  public GatewayConfig {
    listeners = List.copyOf(listeners);
    certificates = List.copyOf(certificates);
    services = List.copyOf(services);
    warnings = List.copyOf(warnings);
  }

  /** Which data path carries the bytes. */
  public enum DataPathChoice {
    /** The fastest that there is for this machine and this configuration. */
    AUTO,
    /** Netty channels: any operating system. */
    PORTABLE,
    /** Sockets on epoll: Linux only. Where it cannot be, the gateway does not start. */
    LINUX
  }
}
