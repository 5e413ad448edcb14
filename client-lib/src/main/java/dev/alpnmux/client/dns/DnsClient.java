package dev.alpnmux.client.dns;

import dev.alpnmux.spec.ServerName;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.spi.NamingManager;

/**
 * Asks the DNS servers of this machine, through JNDI. Blocks, for a quarter of a minute when nobody
 * answers. Thread-safe.
 */
public final class DnsClient {
  /** How many aliases are followed, one to the next. */
  private static final int ALIASES_MAX = 8;

  private static final String SRV = "SRV";

  // JNDI knows the types of RFC 9460 by their numbers only.
  private static final String SVCB = "64";
  private static final String HTTPS = "65";

  private final String servers;

  /**
   * @param servers a DNS URL: {@code dns:} for those of this machine, {@code dns://HOST:PORT}
   */
  public DnsClient(String servers) {
    this.servers = servers;
  }

  /**
   * {@return the SRV records of a name, none if it has none}
   *
   * @param name a host name
   * @throws UnknownHostException if DNS gives no answer
   */
  public List<SrvRecord> srv(String name) throws UnknownHostException {
    List<SrvRecord> records = new ArrayList<>();
    for (Object data : answer(name, SRV)) {
      SrvRecord.parse(data.toString()).ifPresent(records::add);
    }
    return records;
  }

  /**
   * {@return the SVCB records of a name or of its alias, none if it has none that can be used}
   *
   * @param name a host name
   * @throws UnknownHostException if DNS gives no answer
   */
  public List<SvcbRecord> svcb(String name) throws UnknownHostException {
    return bindings(name, SVCB);
  }

  /**
   * {@return the HTTPS records of a name or of its alias, none if it has none that can be used}
   *
   * @param name a host name
   * @throws UnknownHostException if DNS gives no answer
   */
  public List<SvcbRecord> https(String name) throws UnknownHostException {
    return bindings(name, HTTPS);
  }

  private List<SvcbRecord> bindings(String name, String type) throws UnknownHostException {
    String asked = name;
    for (int aliases = 0; aliases <= ALIASES_MAX; aliases++) {
      String owner = asked;
      List<SvcbRecord> found = SvcbRecord.parseAll(octets(asked, type)).orElse(List.of());
      Optional<SvcbRecord> alias = found.stream().filter(SvcbRecord::isAlias).findFirst();
      if (alias.isEmpty()) {
        return found.stream().map(record -> record.ownedBy(owner)).toList();
      }
      asked = alias.get().target();
      if (asked.isEmpty()) {
        // RFC 9460 §2.5.1
        throw new UnknownHostException(owner + " says that the service does not exist");
      }
    }
    throw new UnknownHostException(name + " leads through more than " + ALIASES_MAX + " aliases");
  }

  private List<byte[]> octets(String name, String type) throws UnknownHostException {
    List<byte[]> records = new ArrayList<>();
    for (Object data : answer(name, type)) {
      if (data instanceof byte[] octets) {
        records.add(octets);
      }
    }
    return records;
  }

  /**
   * The context is the one of the DNS itself: it knows no URLs, reads no objects, and is asked for
   * host names only. An alias comes from the network.
   */
  @SuppressWarnings("BanJNDI")
  private List<?> answer(String name, String type) throws UnknownHostException {
    if (ServerName.parse(name).isEmpty()) {
      throw new UnknownHostException("DNS is not asked for what is no host name: " + name);
    }
    try {
      DirContext context = (DirContext) NamingManager.getInitialContext(environment());
      try {
        Attribute records = context.getAttributes(name, new String[] {type}).get(type);
        return records == null ? List.of() : Collections.list(records.getAll());
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      return List.of();
    } catch (NamingException e) {
      UnknownHostException failure =
          new UnknownHostException("DNS gives no answer for " + name + ": " + e.getExplanation());
      failure.initCause(e);
      throw failure;
    }
  }

  @SuppressWarnings("JdkObsolete") // JNDI takes nothing else.
  private Hashtable<String, String> environment() {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, servers);
    return environment;
  }

  static String withoutFinalDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
