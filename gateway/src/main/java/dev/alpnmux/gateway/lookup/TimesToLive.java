package dev.alpnmux.gateway.lookup;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsCnameCache;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache for Netty's resolver that answers nothing and notes how long each answer may be used. It
 * is the only way to learn that; and Netty's own cache takes no notice of how long an alias (CNAME)
 * is good, by which many databases move to another host. Only for the resolver's thread.
 */
final class TimesToLive implements DnsCache, DnsCnameCache {
  /** Aliases come from DNS, and may be others each time; one lookup needs a few. */
  private static final int NOTES_MAX = 1024;

  private final Map<String, Long> addressSeconds = new Recent<>();
  private final Map<String, Alias> aliases = new Recent<>();

  private record Alias(String of, long seconds) {}

  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > NOTES_MAX;
    }
  }

  /**
   * Returns for how long the addresses of a host may be used that were found just now, if they came
   * from DNS: the shortest time on the way there.
   */
  Optional<Duration> taken(String host) {
    return notedName(absolute(host)).map(this::shortest).map(Duration::ofSeconds);
  }

  /** Itself, or with a search domain behind it. */
  private Optional<String> notedName(String name) {
    return addressSeconds.containsKey(name)
        ? Optional.of(name)
        : addressSeconds.keySet().stream().filter(noted -> noted.startsWith(name)).findFirst();
  }

  private long shortest(String name) {
    long seconds = Objects.requireNonNull(addressSeconds.remove(name));
    Alias alias = aliases.remove(name);
    while (alias != null) {
      seconds = Math.min(seconds, alias.seconds());
      alias = aliases.remove(alias.of());
    }
    return seconds;
  }

  private static String absolute(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + '.';
  }

  @Override
  public List<? extends DnsCacheEntry> get(String host, DnsRecord @Nullable [] additionals) {
    return List.of();
  }

  @Override
  public DnsCacheEntry cache(
      String host,
      DnsRecord @Nullable [] additionals,
      InetAddress address,
      long seconds,
      EventLoop eventLoop) {
    addressSeconds.merge(absolute(host), seconds, Math::min);
    return new Unused(address, null);
  }

  @Override
  public DnsCacheEntry cache(
      String host, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop eventLoop) {
    return new Unused(null, cause);
  }

  /** An interface wants it; nobody looks at it. */
  private record Unused(@Nullable InetAddress address, @Nullable Throwable cause)
      implements DnsCacheEntry {}

  @Override
  public @Nullable String get(String host) {
    return null;
  }

  @Override
  public void cache(String host, String alias, long seconds, EventLoop eventLoop) {
    aliases.put(absolute(host), new Alias(absolute(alias), seconds));
  }

  @Override
  public void clear() {
    addressSeconds.clear();
    aliases.clear();
  }

  @Override
  public boolean clear(String host) {
    boolean hadAddress = Objects.nonNull(addressSeconds.remove(absolute(host)));
    return Objects.nonNull(aliases.remove(absolute(host))) || hadAddress;
  }
}
