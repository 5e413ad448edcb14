package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ListenerRules;

/**
 * One port that accepts connections.
 *
 * @param name its name in metrics and logs
 * @param address where it listens
 * @param rules what it decides for itself
 * @param tcp how the system treats its connections
 */
public record ListenerConfig(
    String name, SocketBinding address, ListenerRules rules, TcpOptions tcp) {
  /** Whether the sockets of that one can stay as they are when it becomes this one. */
  public boolean canKeepSocketsOf(ListenerConfig other) {
    return name.equals(other.name) && address.equals(other.address) && tcp.equals(other.tcp);
  }
}
