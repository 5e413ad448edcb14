package dev.alpnmux.gateway.lookup;

import dev.alpnmux.gateway.upstream.SrvRecord;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/**
 * Asks DNS, each time anew. A future fails in bounded time, with a {@link LookupException} that
 * says in a few words why; an answer without what was asked for is a failure too.
 */
interface Dns {
  /** Finds the addresses of a host, by the hosts file too; one at least. */
  Future<Answer<List<InetAddress>>> addresses(String host);

  /** Finds the SRV records of a name; none when it says that there is no such service. */
  Future<Answer<List<SrvRecord>>> records(String name);

  /** Lets go of its sockets; nothing is asked any more. */
  void close();
}
