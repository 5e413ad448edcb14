package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Where a gateway is.
 *
 * @param addresses at least one, in the order to try them
 * @param took how long it took to find them
 */
record GatewayLookup(List<InetSocketAddress> addresses, Duration took) {
  /** Looks the gateway's name up; blocks. Tells that it is done, or that it has failed. */
  static GatewayLookup of(Call call, Candidate gateway, Deadline share) throws IOException {
    long start = System.nanoTime();
    List<InetSocketAddress> addresses =
        AddressOrder.interleaved(hosts(call, gateway, share)).stream()
            .map(address -> new InetSocketAddress(address, gateway.address().port()))
            .toList();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    call.tell(events -> events.lookupEnded(call.dial(), gateway.address(), took));
    return new GatewayLookup(addresses, took);
  }

  private static List<InetAddress> hosts(Call call, Candidate gateway, Deadline share)
      throws IOException {
    String host = gateway.address().host();
    Failures failures = call.failures(gateway.address());
    try {
      return List.of(
          call.cancellation().lookedUp(() -> call.client().lookup().addresses(host), share));
    } catch (UnknownHostException e) {
      if (!gateway.hints().isEmpty()) {
        return gateway.hints();
      }
      throw noted(call, failures.lookup(e));
    } catch (TimeoutException e) {
      throw noted(call, failures.timeout(Phase.DNS, share, e));
    }
  }

  private static AlpnmuxException noted(Call call, AlpnmuxException failure) {
    call.tries().failed(failure.attempt(failure.gateway().toString()));
    return failure;
  }

  /** Returns the form that an address has in an {@link AlpnmuxException.Attempt}. */
  static String written(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }
}
